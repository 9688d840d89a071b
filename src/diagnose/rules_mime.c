/* The structure of a message (RFC 2045 to 2047, RFC 3462). */
#include "base/text.h"
#include "diagnose/rule.h"

/* The boundary of a multipart message, without quotes; empty when it has none. */
static struct slice boundary_of(const struct field *type) {
    size_t at = slice_search_nocase(type->value, SLICE("boundary"));
    if (at == SLICE_NONE)
        return slice_of(NULL, 0);
    struct slice rest = slice_trim(slice_from(type->value, at + SLICE("boundary").size));
    if (!slice_starts(rest, SLICE("=")))
        return slice_of(NULL, 0);
    rest = slice_trim(slice_from(rest, 1)); /* blanks may stand around the "=" (RFC 822 3.1.4) */
    bool quoted = rest.size > 0 && rest.data[0] == '"';
    size_t size = quoted;
    while (size < rest.size && rest.data[size] != (quoted ? '"' : ';') &&
           (quoted || !octet_is_blank(rest.data[size])))
        size++;
    return slice_part(rest, quoted, size - quoted);
}

static bool is_multipart(const struct field *type) {
    return type && slice_starts_nocase(type->value, SLICE("multipart/"));
}

/* How often a line begins with the boundary, and whether one of them closes it. */
static size_t count_boundaries(struct slice body, struct slice boundary, bool *closed) {
    size_t count = 0;
    *closed = false;
    for (size_t lf; body.size > 0; body = slice_from(body, lf == SLICE_NONE ? body.size : lf + 1)) {
        lf = slice_find(body, '\n');
        if (!slice_starts(body, SLICE("--")) || !slice_starts(slice_from(body, 2), boundary))
            continue;
        count++;
        *closed |= slice_starts(slice_from(body, 2 + boundary.size), SLICE("--"));
    }
    return count;
}

static struct slice body_of(const struct course *course) {
    return slice_from(buffer_slice(&course->content), course->fields.body_at);
}

void judge_msg_mime_no_version(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (course_field(course, event, FIELD_CONTENT_TYPE) &&
        !course_field(course, event, FIELD_MIME_VERSION))
        FOUND(event);
}

/* What a multipart message is like whose body is at hand. */
enum parting { PARTING_NONE, PARTING_MISSING, PARTING_OPEN, PARTING_CLOSED };

static enum parting parting_of(const struct course *course, const struct event *event) {
    const struct field *type = course_field(course, event, FIELD_CONTENT_TYPE);
    bool cut = course->content_cut || slice_equal(event->message.via, SLICE("TOP"));
    if (!is_multipart(type) || cut)
        return PARTING_NONE;
    bool closed;
    struct slice boundary = boundary_of(type);
    if (boundary.size == 0 || count_boundaries(body_of(course), boundary, &closed) == 0)
        return PARTING_MISSING;
    return closed ? PARTING_CLOSED : PARTING_OPEN;
}

void judge_msg_mime_boundary_missing(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    if (parting_of(course, event) == PARTING_MISSING)
        FOUND(event);
}

void judge_msg_mime_not_closed(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (parting_of(course, event) == PARTING_OPEN)
        FOUND(event);
}

static bool is_base64_body(struct slice body) {
    for (size_t i = 0; i < body.size; i++) {
        uint8_t octet = body.data[i];
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && octet != '+' && octet != '/' &&
            octet != '=' && octet != '\r' && octet != '\n' && !octet_is_blank(octet))
            return false;
    }
    return true;
}

void judge_msg_cte_mismatch(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct field *encoding = course_field(course, event, FIELD_CONTENT_TRANSFER_ENCODING);
    if (!encoding)
        return;
    bool seven = slice_equal_nocase(encoding->value, SLICE("7bit"));
    bool base64 = slice_equal_nocase(encoding->value, SLICE("base64")) &&
                  !is_multipart(course_field(course, event, FIELD_CONTENT_TYPE));
    if ((seven && text_first_high(body_of(course)) != SLICE_NONE) ||
        (base64 && !is_base64_body(body_of(course))))
        FOUND_SAY(event, N_("the body is not what {encoding} promises"),
                  WORD_SLICE("encoding", encoding->value));
}

void judge_msg_cte_binary_without_binarymime(struct diagnosis *diagnosis,
                                             const struct course *course,
                                             const struct event *event) {
    const struct field *encoding = course_field(course, event, FIELD_CONTENT_TRANSFER_ENCODING);
    if (encoding && event->side == SIDE_CLIENT && !course->transaction.binary &&
        slice_equal_nocase(encoding->value, SLICE("binary")))
        FOUND(event);
}

void judge_msg_dsn(struct diagnosis *diagnosis, const struct course *course,
                   const struct event *event) {
    const struct field *type = course_field(course, event, FIELD_CONTENT_TYPE);
    if (type && slice_starts_nocase(type->value, SLICE("multipart/report")) &&
        slice_search_nocase(type->value, SLICE("delivery-status")) != SLICE_NONE)
        FOUND(event);
}
