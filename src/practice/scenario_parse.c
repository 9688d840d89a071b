/* One line of a scenario: STAGE [CONDITION...]: ACTION [ARGUMENT]. */
#include "facts/facts.h"
#include "practice/scenario_inside.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

enum argument {
    ARGUMENT_NOTHING,
    ARGUMENT_TEXT,
    ARGUMENT_WORD,
    ARGUMENT_NUMBER,
    ARGUMENT_SPAN,
    ARGUMENT_PIECES,
    ARGUMENT_PROVIDER
};

static const struct {
    const char *word;
    enum argument argument;
} actions[ACTIONS] = {
#define ACTION(id, word, argument, help) {word, ARGUMENT_##argument},
#include "practice/scenario_actions.def"
#undef ACTION
};

static bool refuse(struct error *error, const char *sentence, struct slice word) {
    return error_set(error, ERROR_CONFIGURATION, sentence, (int)word.size, (const char *)word.data);
}

/* ---- stage and conditions ---- */

static bool is_stage(struct slice word) {
    static const char *const stages[] = {"connect", "tls",     "content",
                                         "message", "command", "always"};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (slice_equal(slice_string(stages[i]), word))
            return true;
    return smtp_verb_find(word) != NULL || pop3_is_command(word);
}

/* Takes a word that ends at a blank or a colon. */
static struct slice take_word(struct slice *rest) {
    size_t size = 0;
    *rest = slice_trim(*rest);
    while (size < rest->size && !octet_is_blank(rest->data[size]) && rest->data[size] != ':')
        size++;
    struct slice word = slice_first(*rest, size);
    *rest = slice_trim(slice_from(*rest, size));
    return word;
}

/* Takes /…/; \/ is a slash within. */
static bool take_pattern(struct scenario *scenario, struct slice *rest, struct scenario_rule *rule,
                         struct error *error) {
    size_t end = 1;
    while (end < rest->size && rest->data[end] != '/')
        end += rest->data[end] == '\\' ? 2 : 1;
    if (end >= rest->size)
        return error_set(error, ERROR_CONFIGURATION, "the pattern has no / at its end");
    if (rule->pattern)
        return error_set(error, ERROR_CONFIGURATION, "a rule has one pattern at most");
    if (!scenario->engine)
        scenario->engine = pattern_engine_new(error);
    if (!scenario->engine)
        return false;
    rule->pattern = pattern_compile(scenario->engine, slice_part(*rest, 1, end - 1), error);
    *rest = slice_trim(slice_from(*rest, end + 1));
    return rule->pattern != NULL;
}

static bool take_number(struct slice *rest, uint64_t *number, struct error *error) {
    struct slice word = take_word(rest);
    return slice_number(word, UINT32_MAX, number) || refuse(error, "'%.*s' is no number", word);
}

static bool take_condition(struct scenario *scenario, struct slice *rest,
                           struct scenario_rule *rule, struct error *error) {
    if (rest->data[0] == '/')
        return take_pattern(scenario, rest, rule, error);
    struct slice word = take_word(rest);
    if (slice_equal(word, SLICE("first")))
        return take_number(rest, &rule->first, error);
    if (slice_equal(word, SLICE("after")))
        return take_number(rest, &rule->after, error);
    if (slice_equal(word, SLICE("new")))
        return rule->fresh = true;
    if (slice_equal(word, SLICE("clear")))
        return rule->clear = true;
    return refuse(error, "'%.*s' is no condition (first, after, new, clear, /pattern/)", word);
}

/* ---- the action's argument ---- */

static int digit_of(uint8_t octet) {
    if (octet_is_digit(octet))
        return octet - '0';
    uint8_t upper = octet_upper(octet);
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

/* What \r \n \t \0 \\ \xHH stand for; `at` is moved past it. False: no such escape. */
static bool take_escape(struct slice text, size_t *at, uint8_t *octet) {
    static const char letters[] = "rnt0\\", octets[] = "\r\n\t\0\\";
    uint8_t letter = *at + 1 < text.size ? text.data[*at + 1] : 0;
    const char *found = letter ? strchr(letters, letter) : NULL;
    if (found) {
        *octet = (uint8_t)octets[found - letters];
        *at += 2;
        return true;
    }
    int high = letter == 'x' && *at + 3 < text.size ? digit_of(text.data[*at + 2]) : -1;
    int low = high >= 0 ? digit_of(text.data[*at + 3]) : -1;
    *octet = low >= 0 ? (uint8_t)(high * 16 + low) : 0;
    *at += 4;
    return low >= 0;
}

/* The text with escapes resolved and `after` added. */
static bool read_text(struct scenario *scenario, struct slice text, const char *after,
                      struct slice *to, struct error *error) {
    size_t size = 0, extra = strlen(after);
    uint8_t *octets = arena_octets(&scenario->arena, text.size + extra + 1);
    if (!octets)
        return error_memory(error);
    for (size_t at = 0; at < text.size;) {
        if (text.data[at] != '\\')
            octets[size++] = text.data[at++];
        else if (!take_escape(text, &at, &octets[size++]))
            return error_set(error, ERROR_CONFIGURATION,
                             "an escape is one of \\r \\n \\t \\0 \\\\ \\xHH");
    }
    memcpy(octets + size, after, extra);
    *to = slice_of(octets, size + extra);
    return true;
}

/* "5s", "250ms". */
static bool read_span(struct slice word, duration *span, struct error *error) {
    size_t digits = 0;
    uint64_t number;
    while (digits < word.size && octet_is_digit(word.data[digits]))
        digits++;
    struct slice unit = slice_from(word, digits);
    bool milliseconds = slice_equal(unit, SLICE("ms"));
    if (!slice_number(slice_first(word, digits), 3600000, &number) ||
        (!milliseconds && !slice_equal(unit, SLICE("s"))))
        return refuse(error, "'%.*s' is no time (such as 5s or 250ms)", word);
    *span = (duration)number * (milliseconds ? DURATION_SECOND / 1000 : DURATION_SECOND);
    return true;
}

/* A word, or what stands between two quotes. */
static struct slice take_quoted(struct slice *rest) {
    *rest = slice_trim(*rest);
    if (rest->size == 0 || rest->data[0] != '"')
        return slice_word(rest);
    size_t end = slice_find(slice_from(*rest, 1), '"');
    struct slice text = slice_part(*rest, 1, end);
    *rest = slice_from(*rest, end == SLICE_NONE ? rest->size : end + 2);
    return text;
}

/* A sample of the fact base as one reply: where it is the first line of several the last one is
 * given, too. */
static bool read_provider(struct scenario *scenario, struct slice rest, struct slice *to,
                          struct error *error) {
    struct slice name = take_quoted(&rest), category = take_quoted(&rest);
    size_t size, count;
    const char *rows = fact_rows(FACT_PROVIDERS, &size, &count);
    for (size_t i = 0; i < count; i++) {
        const struct provider_fact *fact =
            (const struct provider_fact *)(const void *)(rows + i * size);
        struct slice sample = slice_string(fact->sample);
        if (!slice_equal_nocase(slice_string(fact->provider), name) ||
            !slice_equal_nocase(slice_string(fact->category), category) || sample.size < 4)
            continue;
        struct writer text = writer_to(WRITER_MEMORY);
        writer_add(&text, sample);
        writer_string(&text, "\r\n");
        if (sample.data[3] == '-') {
            writer_add(&text, slice_first(sample, 3));
            writer_string(&text, " ");
            writer_string(&text, fact->provider);
            writer_string(&text, "\r\n");
        }
        *to = arena_copy(&scenario->arena, buffer_slice(&text.buffer));
        writer_free(&text);
        return to->size > 0 || error_memory(error);
    }
    return refuse(error, "nothing is known of '%.*s' for that reason", name);
}

static bool read_argument(struct scenario *scenario, struct slice rest, struct scenario_rule *rule,
                          struct error *error) {
    bool line = rule->action == ACTION_REPLY || rule->action == ACTION_ENDLESS;
    switch (actions[rule->action].argument) {
    case ARGUMENT_NOTHING:
        return rest.size == 0 || refuse(error, "'%.*s' is too much", rest);
    case ARGUMENT_TEXT:
        return (rest.size > 0 || error_set(error, ERROR_CONFIGURATION, "the text is missing")) &&
               read_text(scenario, rest, line ? "\r\n" : "", &rule->text, error);
    case ARGUMENT_WORD:
        rule->text = arena_copy(&scenario->arena, rest);
        return rest.size > 0 || error_set(error, ERROR_CONFIGURATION, "a word is missing");
    case ARGUMENT_NUMBER:
        return rest.size == 0 || take_number(&rest, &rule->number, error);
    case ARGUMENT_SPAN:
        return read_span(rest, &rule->span, error);
    case ARGUMENT_PIECES:
        return take_number(&rest, &rule->number, error) && read_span(rest, &rule->span, error);
    case ARGUMENT_PROVIDER:
        return read_provider(scenario, rest, &rule->text, error);
    }
    return false;
}

bool scenario_parse(struct scenario *scenario, struct slice line, struct scenario_rule *rule,
                    struct error *error) {
    struct slice rest = line;
    *rule = (struct scenario_rule){.first = UINT64_MAX};
    rule->stage = arena_copy(&scenario->arena, take_word(&rest));
    if (!is_stage(rule->stage))
        return refuse(error, "'%.*s' is no stage and no command", rule->stage);
    while (rest.size > 0 && rest.data[0] != ':')
        if (!take_condition(scenario, &rest, rule, error))
            return false;
    if (rest.size == 0)
        return error_set(error, ERROR_CONFIGURATION, "a colon and an action are missing");
    rest = slice_from(rest, 1);
    struct slice word = slice_word(&rest);
    for (size_t i = 0; i < ACTIONS; i++) {
        if (!slice_equal(slice_string(actions[i].word), word))
            continue;
        rule->action = (enum scenario_action)i;
        return read_argument(scenario, slice_trim(rest), rule, error);
    }
    return refuse(error, "'%.*s' is no action", word);
}
