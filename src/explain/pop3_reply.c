/* pop3_reply.c: a reply of POP3: its status, response code, text, and the lines of a listing. */
#include "explain/provider.h"
#include "explain/tell.h"
#include "facts/software.h"
#include "protocol/pop3_status.h"

static bool answers(const struct answered *answered, struct slice verb) {
    return slice_equal_nocase(answered->verb, verb);
}

/* ---- the status line ---- */

/* The row of a code; what is unknown at the end of a hierarchy is ignored (RFC 2449 8). */
static const struct response_code_fact *code_fact(struct slice code) {
    size_t size, count;
    const struct response_code_fact *rows = fact_rows(FACT_RESPONSE_CODES, &size, &count);
    for (size_t i = 0; i < count; i++) {
        struct slice id = slice_string(rows[i].fact.id);
        struct slice name = slice_part(id, 1, id.size - 2);
        size_t end = slice_search(name, SLICE("..."));
        name = slice_first(name, end);
        bool whole = code.size == name.size || end != SLICE_NONE ||
                     (code.size > name.size && code.data[name.size] == '/');
        if (slice_starts_nocase(code, name) && whole)
            return &rows[i];
    }
    return NULL;
}

/* "any", "greeting", or the commands that a code may answer. */
static bool code_fits(const struct response_code_fact *fact, const struct answered *answered) {
    struct slice rest = slice_string(fact->commands);
    for (struct slice item = take_item(&rest); item.size > 0; item = take_item(&rest))
        if (slice_equal(item, SLICE("any")) || answers(answered, item) ||
            (slice_equal(item, SLICE("greeting")) && answers(answered, SLICE("(greeting)"))))
            return true;
    return false;
}

static void tell_response_code(struct telling *telling, struct slice code,
                               const struct answered *answered) {
    const struct response_code_fact *fact = code_fact(code);
    if (!fact) {
        tell_part(telling, code, PART_RESPONSE_CODE_UNKNOWN);
        TELL_NOTE(telling, NOTE_RESPONSE_CODE_UNKNOWN, WORD_SLICE("code", code));
        return;
    }
    tell_part_fact(telling, code, PART_RESPONSE_CODE, &fact->fact);
    tell_fact(telling, slice_string(fact->fact.id), &fact->fact);
    telling->out->who = fact->who;
    if (answered->verb.size > 0 && !code_fits(fact, answered))
        TELL_NOTE(telling, NOTE_RESPONSE_CODE_PLACE, WORD_SLICE("code", code),
                  WORD_SLICE("verb", answered->verb));
}

/* "2 320": what two numbers are depends on what was asked. */
static void tell_numbers(struct telling *telling, struct slice text,
                         const struct answered *answered) {
    struct slice rest = text;
    struct slice first = slice_word(&rest), second = slice_word(&rest);
    uint64_t count, octets;
    bool numbers = slice_number(first, UINT64_MAX, &count);
    bool both = numbers && slice_number(second, UINT64_MAX, &octets);
    if (both && answers(answered, SLICE("LIST"))) {
        TELL_PART(telling, first, PART_MESSAGE_NUMBER, WORD_NUMBER("number", count));
    } else if (both) {
        TELL_PART(telling, first, PART_MESSAGE_COUNT, WORD_NUMBER("count", count));
        if (answered->verb.size == 0)
            tell_note(telling, NOTE_TWO_NUMBERS);
    }
    if (both)
        TELL_PART(telling, second, PART_OCTETS,
                  WORD_SLICE("amount", amount_octets(telling, octets)));
    if (!numbers || both || !answers(answered, SLICE("UIDL")))
        return;
    TELL_PART(telling, first, PART_MESSAGE_NUMBER, WORD_NUMBER("number", count));
    tell_part(telling, second, PART_UNIQUE_ID);
}

/* The timestamp that APOP needs, <process.clock@host> (RFC 1939 7), and the software. */
static void tell_greeting(struct telling *telling, struct slice text) {
    size_t open = slice_find(text, '<');
    size_t close = slice_find(text, '>');
    struct slice software = software_find(text, telling->arena);
    if (open != SLICE_NONE && close != SLICE_NONE && close > open &&
        slice_find(slice_part(text, open, close - open), '@') != SLICE_NONE) {
        tell_part(telling, slice_part(text, open, close + 1 - open), PART_APOP_TIMESTAMP);
        tell_note(telling, NOTE_APOP_OFFERED);
    }
    if (software.size > 0)
        TELL_NOTE(telling, NOTE_SOFTWARE, WORD_SLICE("software", software));
}

/* "+OK 120 octets" before a message. */
static void tell_announced(struct telling *telling, struct slice text) {
    uint64_t octets = pop3_announced(text);
    if (octets > 0)
        TELL_NOTE(telling, NOTE_ANNOUNCED, WORD_SLICE("amount", amount_octets(telling, octets)));
}

static void tell_text(struct telling *telling, struct slice text, const struct answered *answered) {
    struct slice trimmed = slice_trim(text);
    tell_part(telling, trimmed, PART_TEXT);
    if (answers(answered, SLICE("(greeting)")) ||
        (answered->verb.size == 0 && slice_find(text, '@') != SLICE_NONE))
        tell_greeting(telling, trimmed);
    else if (answers(answered, SLICE("RETR")) || answers(answered, SLICE("TOP")))
        tell_announced(telling, trimmed);
    else
        tell_numbers(telling, trimmed, answered);
}

/* ---- listings ---- */

static void tell_size_line(struct telling *telling, struct slice line) {
    struct slice first = slice_word(&line), second = slice_word(&line);
    uint64_t number, octets;
    if (slice_number(first, UINT64_MAX, &number))
        TELL_PART(telling, first, PART_MESSAGE_NUMBER, WORD_NUMBER("number", number));
    if (slice_number(second, UINT64_MAX, &octets))
        TELL_PART(telling, second, PART_OCTETS,
                  WORD_SLICE("amount", amount_octets(telling, octets)));
}

static void tell_id_line(struct telling *telling, struct slice line) {
    struct slice first = slice_word(&line);
    uint64_t number;
    if (slice_number(first, UINT64_MAX, &number))
        TELL_PART(telling, first, PART_MESSAGE_NUMBER, WORD_NUMBER("number", number));
    tell_part(telling, slice_trim(line), PART_UNIQUE_ID);
}

static void tell_mechanism_line(struct telling *telling, struct slice line) {
    struct slice name = slice_word(&line);
    const struct mechanism_fact *fact = mechanism_fact_for(name);
    tell_part_fact(telling, name, fact ? PART_MECHANISM : PART_MECHANISM_UNKNOWN,
                   fact ? &fact->fact : NULL);
}

static void tell_language_line(struct telling *telling, struct slice line) {
    tell_part(telling, slice_word(&line), PART_LANGUAGE);
    tell_part(telling, slice_trim(line), PART_TEXT);
}

static void tell_listed(struct telling *telling, struct slice line) {
    tell_part(telling, slice_trim(line), PART_LISTED);
}

/* Whether most lines of a listing that stands alone begin with a capability that is known. */
static bool looks_like_offer(struct slice rest) {
    size_t known = 0, lines = 0;
    while (rest.size > 0) {
        struct slice line = take_line(&rest);
        known += capability_fact_find(slice_word(&line)) != NULL;
        lines++;
    }
    return known * 2 > lines;
}

static void tell_listing(struct telling *telling, struct slice rest,
                         const struct answered *answered) {
    static const struct {
        const char *verb;
        void (*tell)(struct telling *telling, struct slice line);
    } listings[] = {
        {"LIST", tell_size_line},      {"UIDL", tell_id_line},       {"CAPA", tell_capability},
        {"AUTH", tell_mechanism_line}, {"LANG", tell_language_line},
    };
    void (*tell)(struct telling *, struct slice) = tell_listed;
    for (size_t i = 0; i < sizeof listings / sizeof *listings; i++)
        if (answers(answered, slice_string(listings[i].verb)))
            tell = listings[i].tell;
    if (answered->verb.size == 0 && looks_like_offer(rest))
        tell = tell_capability;
    while (rest.size > 0)
        tell(telling, slice_trim(take_line(&rest)));
}

/* ---- the reply ---- */

static enum permanence permanence_of(enum outcome outcome) {
    static const enum permanence table[] = {[OUTCOME_NONE] = PERMANENCE_NONE,
                                            [OUTCOME_OK] = PERMANENCE_SUCCESS,
                                            [OUTCOME_MORE] = PERMANENCE_INTERMEDIATE,
                                            [OUTCOME_DEFERRED] = PERMANENCE_TRANSIENT,
                                            [OUTCOME_REFUSED] = PERMANENCE_PERMANENT};
    return table[outcome];
}

static void tell_what_it_answers(struct telling *telling, bool good,
                                 const struct answered *answered) {
    const struct pop3_command_fact *fact =
        answered->verb.size ? pop3_fact(answered->verb, answered->argument, telling->out->before)
                            : NULL;
    const char *expected = !fact ? "" : good ? fact->positive : fact->negative;
    if (fact)
        tell_reference(telling, fact->fact.reference);
    if (fact && answered->verb.data[0] != '(')
        TELL_NOTE(telling, NOTE_ANSWERS, WORD_SLICE("verb", answered->verb),
                  WORD("title", _(fact->fact.title)));
    if (*expected && telling->depth == EXPLAIN_TEACH)
        TELL_NOTE(telling, NOTE_POP3_FORM, WORD("form", expected));
}

/* The words of a refusal, where a rule knows them. */
static void tell_provider(struct telling *telling, struct slice line) {
    struct explanation_provider found = {0};
    if (!provider_match(telling->rules, line, telling->context->provider, &found))
        return;
    telling->out->provider = found;
    (void)provider_who(found.category, &telling->out->who);
}

static const struct fact accepted[] = {
#define ACCEPTED(command, title, summary, background) {command, title, summary, background, "", ""},
#include "explain/pop3_accepted.def"
#undef ACCEPTED
};

/* What +OK says behind the command that it answers; nothing where that is not known. */
static void tell_accepted(struct telling *telling, const struct answered *answered) {
    const struct pop3_command_fact *asked =
        answered->verb.size ? pop3_fact(answered->verb, answered->argument, telling->out->before)
                            : NULL;
    for (size_t i = 0; asked && i < sizeof accepted / sizeof *accepted; i++)
        if (strcmp(asked->fact.id, accepted[i].id) == 0)
            tell_fact(telling, SLICE("+OK"), &accepted[i]);
}

static enum topic_id topic_of(const struct pop3_status *status, const struct answered *answered) {
    if (answers(answered, SLICE("(greeting)")))
        return status->outcome == OUTCOME_OK ? TOPIC_POP3_GREETING : TOPIC_POP3_GREETING_REFUSED;
    if (status->outcome == OUTCOME_OK)
        return TOPIC_POP3_OK;
    return status->outcome == OUTCOME_MORE ? TOPIC_POP3_MORE : TOPIC_POP3_ERR;
}

void tell_pop3_reply(struct telling *telling, const struct answered *answered) {
    struct slice rest = telling->raw;
    struct slice line = take_line(&rest);
    struct pop3_status status;
    if (!pop3_status_read(line, true, &status))
        return;
    telling->out->permanence = permanence_of(status.outcome);
    telling->out->judged = true;
    telling->out->who = WHO_NOBODY;
    tell_part(telling, slice_first(line, status.indicator.size),
              status.outcome == OUTCOME_OK     ? PART_STATUS_OK
              : status.outcome == OUTCOME_MORE ? PART_STATUS_MORE
                                               : PART_STATUS_ERR);
    if (outcome_is_refusal(status.outcome)) {
        telling->out->who = WHO_USER;
        tell_provider(telling, line);
    }
    if (status.response_code.size > 0)
        tell_response_code(telling, status.response_code, answered);
    tell_text(
        telling,
        slice_from(status.text, status.response_code.size ? status.response_code.size + 2 : 0),
        answered);
    tell_listing(telling, rest, answered);
    if (status.outcome == OUTCOME_OK)
        tell_accepted(telling, answered);
    tell_topic(telling, topic_of(&status, answered));
    tell_what_it_answers(telling, status.outcome == OUTCOME_OK, answered);
}
