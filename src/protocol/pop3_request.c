/* pop3_request.c: one command line, one SASL line. */
#include "base/rare.h"
#include "protocol/parameter.h"
#include "protocol/pop3_inside.h"
#include "protocol/stray.h"

enum { LONGEST_VERB = 32 };

/* A command line taken apart. */
struct request {
    const struct pop3_command *command; /* NULL: not in the table */
    uint8_t upper[LONGEST_VERB];
    struct parameter parameters[MOST_PARAMETERS];
    struct event event;
};

/* Whether lines that make no sense may be passwords: before anybody is logged in. */
static enum stray_due stray_due(const struct pop3 *pop3) {
    bool open = pop3->state == POP3_UNKNOWN || pop3->state == POP3_AUTHORIZATION;
    bool tried = pop3->login_tried || pop3->state == POP3_UNKNOWN;
    return open && tried ? STRAY_PASSWORD : STRAY_NOTHING;
}

void pop3_junk_line(struct pop3 *pop3, struct session *session, enum side side,
                    const struct line *line) {
    struct event event;
    line_event(&event, session_number(session), EVENT_JUNK, side, line);
    event.state = pop3_state_name(pop3->state);
    event.junk = (struct junk_event){.text = line->text};
    if (side == SIDE_CLIENT)
        event.junk.secret = pop3->mode == MODE_SASL
                                ? line->text
                                : stray_fragment_secret(line->text, stray_due(pop3));
    session_emit(session, &event);
}

/* ---- what the argument tells ---- */

/* AUTH: the mechanism and perhaps an initial response (RFC 5034 4). */
RARE static void read_mechanism(struct pop3 *pop3, struct request *request) {
    struct slice rest = request->event.command.argument;
    struct slice name = slice_word(&rest);
    struct slice response = slice_trim(rest);
    sasl_begin(&pop3->sasl, name);
    pop3->sasl_step = 0;
    if (!sasl_names_mechanism(name)) {
        request->event.command.secret = request->event.command.argument;
        return;
    }
    uint8_t *upper = arena_octets(&pop3->scratch, name.size);
    request->event.command.mechanism = upper ? slice_upper(name, upper) : name;
    if (response.size == 0)
        return;
    struct sasl_step step = sasl_client(&pop3->sasl, response, &pop3->scratch);
    request->event.command.secret = step.secret;
    request->event.command.user = step.user;
}

static bool is_digest(struct slice word) {
    enum { DIGEST_DIGITS = 32 };
    size_t digits = 0;
    while (digits < word.size &&
           (octet_is_digit(word.data[digits]) ||
            (octet_upper(word.data[digits]) >= 'A' && octet_upper(word.data[digits]) <= 'F')))
        digits++;
    return digits == DIGEST_DIGITS && word.size == DIGEST_DIGITS;
}

/* APOP: the digest is the last word, the name is what stands before it (RFC 1939 7). What follows a
 * digest was not meant to be there. */
RARE static void read_digest(struct command_event *event) {
    struct slice argument = event->argument;
    struct slice rest = argument;
    size_t start = 0;
    for (struct slice word; (word = slice_word(&rest)).size > 0;) {
        start = (size_t)(word.data - argument.data);
        if (is_digest(word))
            break;
    }
    event->mechanism = SLICE("APOP");
    event->user = slice_trim(slice_first(argument, start));
    event->secret = slice_from(argument, start);
}

static void read_argument(struct pop3 *pop3, struct request *request) {
    struct command_event *event = &request->event.command;
    struct slice rest = event->argument;
    switch (request->command->tells) {
    case POP3_NUMBER:
        (void)slice_number(slice_word(&rest), UINT64_MAX, &event->number);
        break;
    case POP3_NAME:
        event->user = event->argument;
        break;
    case POP3_PASSWORD:
        event->secret = event->argument;
        break;
    case POP3_DIGEST:
        read_digest(event);
        break;
    case POP3_MECHANISM:
        read_mechanism(pop3, request);
        break;
    case POP3_ATTRIBUTES:
        event->parameters = request->parameters;
        event->parameter_count = parameters_parse(event->argument, request->parameters);
        break;
    case POP3_NOTHING:
        break;
    }
}

/* ---- the command ---- */

/* A password is the rest of its line, blanks included (RFC 1939 7): only one blank separates it. */
static struct slice untrimmed_argument(struct slice line, struct slice verb) {
    return slice_from(line, (size_t)(verb.data - line.data) + verb.size + 1);
}

/* A verb that the table does not have, in upper case. */
RARE static struct slice upper_verb(struct request *request, struct slice verb) {
    return slice_upper(slice_first(verb, LONGEST_VERB), request->upper);
}

static void parse(struct pop3 *pop3, const struct line *line, struct request *request) {
    struct command_event *event = &request->event.command;
    struct slice rest = line->text;
    struct slice verb = slice_word(&rest);
    *event = (struct command_event){
        .line = line->text,
        .argument = slice_trim(rest),
        .end = line->end,
        .truncated = line->truncated,
    };
    request->command = pop3_command_find(verb, event->argument);
    event->known = request->command != NULL;
    event->verb = event->known ? request->command->verb : upper_verb(request, verb);
    if (!event->known) {
        event->secret = stray_secret(line->text, stray_due(pop3));
        return;
    }
    event->act = request->command->act;
    read_argument(pop3, request);
    if (request->command->tells == POP3_PASSWORD)
        event->secret = untrimmed_argument(line->text, verb);
}

/* The table, and what it cannot say: PASS follows an accepted USER, STLS comes before TLS and UTF8
 * (RFC 1939 7, RFC 2595 4, RFC 6856 2.1). */
static bool is_allowed(const struct pop3 *pop3, const struct pop3_command *command) {
    if (!command || pop3->predicted == POP3_UNKNOWN)
        return true;
    if (pop3_state_after(pop3->predicted, command) == POP3_NEVER)
        return false;
    if (command->tells == POP3_PASSWORD)
        return pop3->after_user && !pop3->user_refused;
    return command->act != ACT_TLS || (!pop3->sealed && !pop3->utf8);
}

static bool waits(const struct pop3_command *command) {
    return command && (command->answer == POP3_SASL || command->answer == POP3_CONTENT ||
                       command->act == ACT_TLS);
}

/* After a hole of the server a client that does not pipeline has had all its answers; so has one
 * that asks again after a reply. */
static void settle_doubts(struct pop3 *pop3) {
    size_t doubtful = outstanding_doubtful(&pop3->asked);
    if (doubtful > 0 && (!pop3->pipelines || pop3->replied))
        outstanding_drop(&pop3->asked, doubtful);
    if (pop3->asked.count == 0)
        pop3->shifted = false;
    bool early = pop3->asked.count > 0 || pop3->body.phase == BODY_OPEN;
    if (early && doubtful == 0 && !pop3->body.broken)
        pop3->pipelines = true;
}

static void expect_answer(struct pop3 *pop3, struct session *session, const struct event *event,
                          const struct pop3_command *command) {
    struct outstanding entry = {.n = event->n,
                                .what = ASKED_COMMAND,
                                .verb = command,
                                .number = event->command.number,
                                .end = event->end,
                                .doubtful = pop3->shifted};
    bool full = pop3->unkept > 0 || pop3->asked.count >= POP3_MOST_WAITING;
    if (full || !outstanding_push(&pop3->asked, &entry, session_arena(session)))
        pop3->unkept++;
}

/* What the command does before it is answered. */
static void note_command(struct pop3 *pop3, const struct pop3_command *command, uint32_t n) {
    enum pop3_state next = pop3_state_after(pop3->predicted, command);
    if (next != POP3_NEVER)
        pop3->predicted = next;
    pop3->after_user = command && command->tells == POP3_NAME;
    pop3->user_refused = false;
    pop3->login_tried |= command && command->act == ACT_LOGIN;
    if (command && command->answer == POP3_SASL) {
        pop3->auth = n;
        pop3->sasl_line = EVENT_NOTHING;
    }
    if (waits(command)) {
        pop3->mode = MODE_WAITING;
        pop3->waiting = command;
    }
}

void pop3_command_line(struct pop3 *pop3, struct session *session, const struct line *line) {
    struct request request;
    arena_clear(&pop3->scratch);
    parse(pop3, line, &request);
    if (!request.command && pop3->client_lost) {
        pop3_junk_line(pop3, session, SIDE_CLIENT, line);
        return;
    }
    pop3->client_lost = false;
    settle_doubts(pop3);
    struct event *event = &request.event;
    line_event(event, session_number(session), EVENT_COMMAND, SIDE_CLIENT, line);
    event->state = pop3_state_name(pop3->predicted);
    event->command.allowed = is_allowed(pop3, request.command);
    expect_answer(pop3, session, event, request.command);
    note_command(pop3, request.command, event->n);
    session_emit(session, event);
}

void pop3_sasl_line(struct pop3 *pop3, struct session *session, const struct line *line) {
    if (pop3->sasl_unsure && pop3_is_command(line->text)) {
        pop3->mode = MODE_COMMANDS;
        pop3->auth = EVENT_NOTHING;
        pop3_command_line(pop3, session, line);
        return;
    }
    arena_clear(&pop3->scratch);
    struct event event;
    line_event(&event, session_number(session), EVENT_CONTINUATION, SIDE_CLIENT, line);
    struct sasl_step step = sasl_client(&pop3->sasl, line->text, &pop3->scratch);
    event.state = pop3_state_name(pop3->state);
    event.continuation = (struct continuation_event){.line = line->text,
                                                     .secret = step.secret,
                                                     .user = step.user,
                                                     .to = pop3->auth,
                                                     .latency = DURATION_UNKNOWN,
                                                     .end = line->end,
                                                     .step = ++pop3->sasl_step,
                                                     .cancel = step.cancel,
                                                     .truncated = line->truncated};
    pop3->sasl_line = event.n;
    pop3->sasl_end = event.end;
    if (!pop3->sasl_unsure)
        pop3->mode = MODE_WAITING;
    session_emit(session, &event);
}
