/* smtp_request.c: a command line of SMTP or LMTP. */
#include "explain/tell.h"
#include "protocol/smtp_path.h"
#include "protocol/smtp_verb.h"

/* A command line taken apart. */
struct smtp_line {
    struct slice verb, argument;
    const struct smtp_command_fact *fact;
};

typedef void tell_argument(struct telling *telling, const struct smtp_line *line);

/* ---- what single verbs have for an argument ---- */

static struct slice path_keyword(const struct smtp_line *line) {
    return slice_equal(slice_string(line->fact->fact.id), SLICE("RCPT")) ? SLICE("TO")
                                                                         : SLICE("FROM");
}

/* The path as it stands in the line, with its brackets. */
static struct slice path_in_line(const struct smtp_line *line, const struct smtp_path *path) {
    struct slice argument = line->argument;
    size_t open = slice_find(argument, '<');
    size_t close = path->bracketed
                       ? (size_t)(path->address.data - argument.data) + path->address.size
                       : SLICE_NONE;
    if (open == SLICE_NONE || close == SLICE_NONE || close < open)
        return path->address;
    while (close < argument.size && octet_is_blank(argument.data[close]))
        close++;
    bool closed = close < argument.size && argument.data[close] == '>';
    return slice_part(argument, open, close + closed - open);
}

static void tell_path(struct telling *telling, const struct smtp_line *line) {
    struct parameter parameters[MOST_PARAMETERS];
    struct slice keyword = path_keyword(line);
    struct smtp_path path = smtp_path_parse(line->argument, keyword, parameters);
    bool sender = keyword.size == 4;
    if (slice_starts_nocase(line->argument, keyword))
        tell_part(telling, slice_first(line->argument, keyword.size), sender ? PART_FROM : PART_TO);
    else
        TELL_NOTE(telling, NOTE_NO_KEYWORD, WORD_SLICE("keyword", keyword));
    if (!path.found)
        tell_note(telling, NOTE_NO_PATH);
    else if (path.address.size == 0)
        tell_part(telling, path_in_line(line, &path), PART_NULL_PATH);
    else
        tell_part(telling, path_in_line(line, &path),
                  sender ? PART_REVERSE_PATH : PART_FORWARD_PATH);
    if (path.found && path.address.size == 0)
        tell_note(telling, sender ? NOTE_NULL_SENDER : NOTE_NULL_RECIPIENT);
    if (path.found && !path.bracketed)
        tell_note(telling, NOTE_NO_BRACKETS);
    tell_part(telling, path.route, PART_SOURCE_ROUTE);
    if (path.address.size > 0)
        tell_mailbox(telling, path.address);
    for (size_t i = 0; i < path.parameter_count; i++) {
        struct slice whole = parameters[i].name;
        if (parameters[i].has_value)
            whole.size += 1 + parameters[i].value.size;
        tell_parameter(telling, whole, line->verb);
    }
}

static void tell_hello(struct telling *telling, const struct smtp_line *line) {
    struct slice rest = line->argument;
    struct slice domain = slice_word(&rest);
    tell_part(telling, slice_trim(rest), PART_SURPLUS);
    if (domain.size > 0)
        tell_domain(telling, domain);
    else
        tell_note(telling, NOTE_NO_HELLO_NAME);
}

static void tell_login(struct telling *telling, const struct smtp_line *line) {
    struct slice rest = line->argument;
    struct slice mechanism = slice_word(&rest);
    struct slice initial = slice_trim(rest);
    const struct mechanism_fact *fact = mechanism_fact_for(mechanism);
    tell_part_fact(telling, mechanism, fact ? PART_MECHANISM : PART_MECHANISM_UNKNOWN,
                   fact ? &fact->fact : NULL);
    if (fact) {
        tell_reference(telling, fact->fact.reference);
        TELL_NOTE(telling, NOTE_MECHANISM, WORD_SLICE("mechanism", mechanism),
                  WORD("title", _(fact->fact.title)));
        tell_background(telling, fact->fact.summary);
    }
    if (initial.size == 0)
        return;
    const struct login_step step = {initial, mechanism, SIDE_CLIENT, 1};
    tell_login_step(telling, &step);
}

static void tell_chunk(struct telling *telling, const struct smtp_line *line) {
    struct slice rest = line->argument;
    struct slice size = slice_word(&rest), word = slice_word(&rest);
    uint64_t octets;
    if (slice_number(size, UINT64_MAX, &octets))
        TELL_PART(telling, size, PART_CHUNK_SIZE,
                  WORD_SLICE("amount", amount_octets(telling, octets)));
    else
        tell_part(telling, size, PART_BAD_NUMBER);
    tell_part(telling, word, slice_equal_nocase(word, SLICE("LAST")) ? PART_LAST : PART_SURPLUS);
}

static void tell_url(struct telling *telling, const struct smtp_line *line) {
    struct slice rest = line->argument;
    tell_part(telling, slice_word(&rest), PART_URL);
    tell_part(telling, slice_word(&rest), PART_LAST);
}

static void tell_asked_address(struct telling *telling, const struct smtp_line *line) {
    struct slice rest = line->argument;
    struct slice asked = slice_word(&rest);
    tell_part(telling, asked, PART_ASKED_ADDRESS);
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest))
        tell_parameter(telling, word, line->verb);
}

static void tell_client(struct telling *telling, const struct smtp_line *line) {
    tell_attributes(telling, line->argument);
}

static void tell_nothing(struct telling *telling, const struct smtp_line *line) {
    if (line->argument.size == 0)
        return;
    tell_part(telling, line->argument, PART_SURPLUS);
    TELL_NOTE(telling, NOTE_BARE_VERB, WORD_SLICE("verb", line->verb));
}

static void tell_other(struct telling *telling, const struct smtp_line *line) {
    tell_part(telling, line->argument, PART_ARGUMENT);
}

static tell_argument *argument_of(const char *verb) {
    static const struct {
        const char *verb;
        tell_argument *tell;
    } table[] = {
        {"MAIL", tell_path},      {"RCPT", tell_path},          {"SEND", tell_path},
        {"SOML", tell_path},      {"SAML", tell_path},          {"EHLO", tell_hello},
        {"HELO", tell_hello},     {"LHLO", tell_hello},         {"AUTH", tell_login},
        {"X-EXPS", tell_login},   {"BDAT", tell_chunk},         {"XEXCH50", tell_chunk},
        {"BURL", tell_url},       {"VRFY", tell_asked_address}, {"EXPN", tell_asked_address},
        {"XCLIENT", tell_client}, {"XFORWARD", tell_client},    {"DATA", tell_nothing},
        {"RSET", tell_nothing},   {"QUIT", tell_nothing},       {"STARTTLS", tell_nothing},
        {"TURN", tell_nothing},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].verb, verb) == 0)
            return table[i].tell;
    return tell_other;
}

/* ---- the line ---- */

/* Where the session would stand when the server agrees. */
static void tell_state_after(struct telling *telling, const struct smtp_line *line) {
    const struct smtp_verb *verb = smtp_verb_find(line->verb);
    if (!verb)
        return;
    enum smtp_state before = smtp_state_find(telling->out->before);
    enum smtp_state next =
        verb->after_3yz != SMTP_SAME ? verb->after_3yz : smtp_verb_leads(verb, before);
    telling->out->after = next != SMTP_SAME ? smtp_state_name(next) : telling->out->before;
}

static void tell_answers(struct telling *telling, const char *codes) {
    struct slice rest = slice_string(codes);
    for (struct slice code = slice_word(&rest); code.size > 0; code = slice_word(&rest))
        tell_next(telling, code);
}

/* What came where a command was due. */
static enum topic_id unknown_topic(struct slice line) {
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    if (line.size == 0)
        return TOPIC_EMPTY_LINE;
    if (slice_starts(line, SLICE("\x16\x03")))
        return TOPIC_TLS_AS_COMMAND;
    bool field = word.size > 1 && word.data[word.size - 1] == ':';
    return field || slice_equal(line, SLICE(".")) ? TOPIC_CONTENT_AS_COMMAND
                                                  : TOPIC_UNKNOWN_COMMAND;
}

void tell_smtp_request(struct telling *telling, struct slice line) {
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    struct smtp_line request = {word, slice_trim(rest), smtp_command_fact_find(word)};
    if (!request.fact || request.fact->fact.id[0] == '(') {
        telling->out->generic = true;
        tell_topic(telling, unknown_topic(line));
        tell_part(telling, word, PART_UNKNOWN_VERB);
        if (line.size == 0)
            tell_empty_part(telling, PART_EMPTY_LINE);
        tell_part(telling, request.argument, PART_ARGUMENT);
        return;
    }
    const struct fact *fact = &request.fact->fact;
    tell_part_fact(telling, word, PART_VERB, fact);
    tell_fact(telling, slice_string(fact->id), fact);
    if (request.argument.size > 0 || telling->context->transcript)
        argument_of(fact->id)(telling, &request);
    struct slice keyword = slice_string(request.fact->keyword);
    bool needed = keyword.size > 0 && slice_find(keyword, '(') == SLICE_NONE;
    if (needed && !context_offers(telling->context, keyword, true))
        TELL_NOTE(telling, NOTE_NOT_OFFERED, WORD_SLICE("keyword", keyword));
    tell_state_after(telling, &request);
    tell_answers(telling, request.fact->success);
    tell_answers(telling, request.fact->intermediate);
    tell_answers(telling, request.fact->error);
}
