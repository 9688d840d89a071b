#include "live/expectation.h"

#include <stdio.h>

#include "base/words.h"

/* ---- reading ---- */

static bool is_digit_or_any(uint8_t octet) {
    return octet_is_digit(octet) || octet == 'x' || octet == 'X';
}

static bool is_code(struct slice word) {
    for (size_t i = 0; i < word.size; i++)
        if (!is_digit_or_any(word.data[i]))
            return false;
    return word.size == 3;
}

/* Three parts with dots between them. */
static bool is_enhanced(struct slice word) {
    size_t dots = 0, digits = 0;
    for (size_t i = 0; i < word.size; i++) {
        bool dot = word.data[i] == '.';
        if (dot ? digits == 0 : !is_digit_or_any(word.data[i]))
            return false;
        dots += dot;
        digits = dot ? 0 : digits + 1;
    }
    return dots == 2 && digits > 0;
}

static bool is_status(struct slice word) {
    return slice_equal_nocase(word, SLICE("+OK")) || slice_equal_nocase(word, SLICE("-ERR")) ||
           slice_equal(word, SLICE("+"));
}

/* The pattern goes to the last slash. */
static bool read_pattern(struct expectation *expectation, struct slice *rest, struct error *error) {
    size_t last = 0;
    for (size_t i = 1; i < rest->size; i++)
        if (rest->data[i] == '/')
            last = i;
    if (last < 2)
        return error_set(error, ERROR_DATA, _("a pattern stands between two slashes"));
    expectation->pattern = slice_part(*rest, 1, last - 1);
    *rest = slice_from(*rest, last + 1);
    return true;
}

static bool read_condition(struct expectation *expectation, struct slice word,
                           struct error *error) {
    struct slice *place = is_code(word)       ? &expectation->code
                          : is_status(word)   ? &expectation->status
                          : is_enhanced(word) ? &expectation->enhanced
                                              : NULL;
    if (slice_equal(word, SLICE("close"))) {
        expectation->closes = true;
        return true;
    }
    if (!place)
        return error_set(error, ERROR_DATA,
                         _("'%.*s' is no code, +OK, -ERR, enhanced code, /pattern/ or close"),
                         (int)word.size, (const char *)word.data);
    *place = word;
    return true;
}

bool expectation_read(struct expectation *expectation, struct slice text, struct error *error) {
    struct slice rest = slice_trim(text);
    *expectation = (struct expectation){0};
    while (rest.size > 0) {
        bool read = rest.data[0] == '/' ? read_pattern(expectation, &rest, error)
                                        : read_condition(expectation, slice_word(&rest), error);
        if (!read)
            return false;
        rest = slice_trim(rest);
    }
    bool more = expectation->code.size + expectation->status.size + expectation->enhanced.size +
                    expectation->pattern.size >
                0;
    return !expectation->closes || !more ||
           error_set(error, ERROR_DATA, _("nothing else can be expected with close"));
}

/* ---- judging ---- */

/* Whether the digits are those, x standing for any; "5.x.x" takes any number of digits for x. */
static bool fits_code(struct slice wanted, unsigned code) {
    char text[8];
    (void)snprintf(text, sizeof text, "%03u", code);
    for (size_t i = 0; i < wanted.size; i++)
        if (octet_is_digit(wanted.data[i]) && wanted.data[i] != (uint8_t)text[i])
            return false;
    return true;
}

static bool fits_part(struct slice wanted, unsigned number) {
    uint64_t value;
    return slice_equal_nocase(wanted, SLICE("x")) ||
           (slice_number(wanted, UINT16_MAX, &value) && value == number);
}

static bool fits_enhanced(struct slice wanted, struct enhanced_code code) {
    size_t first = slice_find(wanted, '.');
    struct slice rest = slice_from(wanted, first + 1);
    size_t second = slice_find(rest, '.');
    return code.class != 0 && fits_part(slice_first(wanted, first), code.class) &&
           fits_part(slice_first(rest, second), code.subject) &&
           fits_part(slice_from(rest, second + 1), code.detail);
}

static void write_lines(struct writer *text, const struct event *reply) {
    if (reply->kind == EVENT_CONTINUATION) {
        writer_add(text, reply->continuation.line);
        return;
    }
    for (size_t i = 0; i < reply->reply.line_count; i++) {
        if (i > 0)
            writer_put(text, '\n');
        writer_add(text, reply->reply.lines[i]);
    }
}

static void keep_groups(struct pattern_engine *engine, const struct pattern *pattern,
                        const struct slice *groups, size_t count, struct variables *variables) {
    for (size_t i = 1; i < count; i++) {
        char number[24];
        const char *name = pattern_group_name(engine, pattern, i);
        (void)snprintf(number, sizeof number, "%zu", i);
        (void)variables_set(variables, slice_string(number), groups[i]);
        if (name)
            (void)variables_set(variables, slice_string(name), groups[i]);
    }
}

static bool fits_pattern(struct slice wanted, const struct event *reply,
                         struct pattern_engine **engine, struct variables *variables,
                         struct error *error) {
    struct slice groups[PATTERN_GROUPS];
    if (!*engine && !(*engine = pattern_engine_new(error)))
        return false;
    struct pattern *pattern = pattern_compile(*engine, wanted, error);
    if (!pattern)
        return false;
    struct writer text = writer_to(WRITER_MEMORY);
    write_lines(&text, reply);
    size_t count = pattern_groups(*engine, pattern, buffer_slice(&text.buffer), groups);
    keep_groups(*engine, pattern, groups, count, variables);
    writer_free(&text);
    pattern_free(*engine, pattern);
    return count > 0;
}

bool expectation_holds(const struct expectation *expectation, const struct event *reply,
                       struct pattern_engine **engine, struct variables *variables,
                       struct error *error) {
    bool continues = reply->kind == EVENT_CONTINUATION;
    unsigned code = continues ? reply->continuation.code : reply->reply.code;
    struct slice status = continues ? reply->continuation.status : reply->reply.status;
    struct enhanced_code none = {0, 0, 0};
    if (expectation->code.size > 0 && (code == 0 || !fits_code(expectation->code, code)))
        return false;
    if (expectation->status.size > 0 && !slice_equal_nocase(expectation->status, status))
        return false;
    if (expectation->enhanced.size > 0 &&
        !fits_enhanced(expectation->enhanced, continues ? none : reply->reply.enhanced))
        return false;
    return expectation->pattern.size == 0 ||
           fits_pattern(expectation->pattern, reply, engine, variables, error);
}
