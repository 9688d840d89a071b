/* smtp_command.c: one line of the client: a command, or a step of a SASL exchange. */
#include "base/rare.h"
#include "protocol/registry.h"
#include "protocol/smtp_inside.h"
#include "protocol/smtp_path.h"
#include "protocol/stray.h"

enum { VERB_KEPT = 32 };

/* A command line taken apart. */
struct request {
    const struct smtp_verb *verb; /* NULL: not in the table */
    uint8_t upper[VERB_KEPT];
    struct parameter parameters[MOST_PARAMETERS];
    struct event event;
};

/* A verb that the table does not have, in upper case. */
RARE static struct slice upper_verb(struct request *request, struct slice line) {
    struct slice word = slice_word(&line);
    return slice_upper(slice_first(word, VERB_KEPT), request->upper);
}

/* ---- what single verbs add ---- */

static void read_path(struct request *request, struct slice keyword) {
    struct command_event *command = &request->event.command;
    struct smtp_path path = smtp_path_parse(command->argument, keyword, request->parameters);
    command->address = path.address;
    command->parameters = request->parameters;
    command->parameter_count = path.parameter_count;
}

static void read_sender(struct smtp *smtp, struct request *request) {
    read_path(request, SLICE("FROM"));
    smtp->per_recipient = false;
    for (size_t i = 0; i < request->event.command.parameter_count; i++)
        smtp->per_recipient |= slice_equal_nocase(request->parameters[i].name, SLICE("PRDR"));
}

RARE static void read_login(struct smtp *smtp, struct event *event, struct arena *arena) {
    struct command_event *command = &event->command;
    struct slice rest = command->argument;
    struct slice mechanism = slice_word(&rest);
    struct slice initial = slice_trim(rest);
    sasl_begin(&smtp->sasl, mechanism);
    smtp->auth_command = event->n;
    smtp->sasl_step = 0;
    if (!sasl_names_mechanism(mechanism)) {
        command->secret = command->argument;
        return;
    }
    command->mechanism = mechanism;
    if (initial.size == 0)
        return;
    struct sasl_step step = sasl_client(&smtp->sasl, initial, arena);
    command->secret = step.secret;
    command->user = step.user;
    smtp->sasl_step = 1;
}

/* BDAT SP octets [SP LAST] (RFC 3030 2). Anything else announces no octets. */
APART static bool read_chunk(struct command_event *command) {
    struct slice rest = command->argument;
    if (!slice_number(slice_word(&rest), UINT64_MAX, &command->number))
        return false;
    struct slice word = slice_word(&rest);
    command->last = slice_equal_nocase(word, SLICE("LAST"));
    return (word.size == 0 || command->last) && slice_trim(rest).size == 0;
}

RARE static void read_block(struct smtp *smtp, struct command_event *command) {
    struct slice rest = command->argument;
    if (!slice_number(slice_word(&rest), UINT64_MAX, &command->number))
        command->number = 0;
    smtp->block_size = command->number;
}

/* The token that opens a URL to whoever has it: what stands behind the last colon of
 * ";URLAUTH=access:mechanism:token" (RFC 4467 3). */
RARE static struct slice url_token(struct slice url) {
    struct slice key = SLICE(";URLAUTH=");
    size_t at = slice_search_nocase(url, key);
    if (at == SLICE_NONE)
        return (struct slice){0};
    struct slice token = slice_from(url, at + key.size);
    for (size_t colon; (colon = slice_find(token, ':')) != SLICE_NONE;)
        token = slice_from(token, colon + 1);
    return token;
}

/* BURL sends no octets here, but LAST closes the message all the same (RFC 4468 3). */
RARE static void read_burl(struct command_event *command) {
    struct slice rest = command->argument;
    command->secret = url_token(slice_word(&rest));
    command->last = slice_equal_nocase(slice_trim(rest), SLICE("LAST"));
}

/* CLIENTID SP type SP token (draft-storey-smtp-client-id): the token tells one device from all. */
RARE static void read_device(struct command_event *command) {
    struct slice rest = command->argument;
    (void)slice_word(&rest);
    command->secret = slice_trim(rest);
}

static void read_details(struct smtp *smtp, struct request *request, struct arena *arena) {
    struct command_event *command = &request->event.command;
    switch (command->act) {
    case ACT_SENDER:
        read_sender(smtp, request);
        break;
    case ACT_RECIPIENT:
        read_path(request, SLICE("TO"));
        break;
    case ACT_LOGIN:
        read_login(smtp, &request->event, arena);
        break;
    case ACT_CONTENT:
        if (smtp_verb_is(request->verb, SMTP_VERB_BURL))
            read_burl(command);
        break;
    case ACT_CLIENT:
    case ACT_FORWARD:
        command->parameters = request->parameters;
        command->parameter_count = parameters_parse(command->argument, request->parameters);
        break;
    default:
        if (smtp_verb_is(request->verb, SMTP_VERB_XEXCH50))
            read_block(smtp, command);
        else if (smtp_verb_is(request->verb, SMTP_VERB_CLIENTID))
            read_device(command);
        break;
    }
}

/* ---- the line as a whole ---- */

/* Whether lines that make no sense may be SASL responses. */
static enum stray_due smtp_stray_due(const struct smtp *smtp) {
    return smtp->auth_refused ? STRAY_RESPONSE : STRAY_NOTHING;
}

/* What every command line has; `rest` is what follows its verb: a blank, if there is anything. */
static void read_line(struct smtp *smtp, struct request *request, const struct line *line,
                      struct slice rest) {
    /* Verb and event are set, the rest of the request is room for what may be read. */
    /* cppcheck-suppress ctuuninitvar */
    const struct smtp_verb *verb = request->verb;
    struct command_event *command = &request->event.command;
    request->event.state = smtp_state_name(smtp->predicted);
    *command = (struct command_event){
        .verb = verb ? verb->name : upper_verb(request, line->text),
        .argument = slice_trim(slice_from(rest, 1)),
        .line = line->text,
        .end = line->end,
        .act = verb ? verb->act : ACT_OTHER,
        .known = verb != NULL,
        .allowed = smtp_verb_allowed(verb, smtp->predicted, smtp->lmtp),
        .truncated = line->truncated,
    };
    if (!verb)
        command->secret = stray_secret(line->text, smtp_stray_due(smtp));
}

static void ask(struct smtp *smtp, struct session *session, const struct event *event,
                const struct smtp_verb *verb, enum smtp_asked what) {
    /* A client that waits for each reply has got those that a hole swallowed. */
    if (smtp->asked.count > 0 && smtp->asked.longest <= 1)
        outstanding_drop(&smtp->asked, outstanding_doubtful(&smtp->asked));
    struct outstanding *entry = outstanding_next(&smtp->asked, session_arena(session));
    if (entry)
        *entry = (struct outstanding){.n = event->n,
                                      .what = (uint8_t)what,
                                      .verb = verb,
                                      .end = event->end,
                                      .closes = what == ASKED_COMMAND && event->command.last};
}

static void predict(struct smtp *smtp, const struct smtp_verb *verb, bool last) {
    enum smtp_state next = verb ? smtp_verb_leads(verb, smtp->predicted) : SMTP_SAME;
    if (next == SMTP_SAME)
        return;
    if (next == SMTP_READY || (next == SMTP_BDAT && last))
        next = smtp_ready_state(smtp);
    smtp->predicted = next;
}

static void wait_for(struct smtp *smtp, uint32_t n, const struct smtp_verb *verb) {
    smtp->mode = MODE_WAITING;
    smtp->waiting_for = n;
    smtp->waiting_verb = verb;
    smtp->waiting_doubtful = false;
}

/* BDAT goes on with the message that is open; every other command of a transaction closes it. */
static void close_unfinished(struct smtp *smtp, struct session *session, enum side side,
                             const struct smtp_verb *verb) {
    if (!smtp->message_open || !verb)
        return;
    bool goes_on = verb->id == SMTP_VERB_BDAT || verb->flags & SMTP_ASIDE;
    if (!goes_on)
        smtp_message_end(smtp, session, side, END_NONE);
}

static void follow(struct smtp *smtp, struct session *session, const struct event *event,
                   const struct smtp_verb *verb, const struct line *line, bool chunk) {
    if (event->command.act == ACT_HELLO) {
        bool lmtp = smtp_verb_is(verb, SMTP_VERB_LHLO);
        if (lmtp != smtp->lmtp)
            session_rename(session, lmtp ? &lmtp_protocol : &smtp_protocol);
        smtp->lmtp = lmtp;
    }
    if (event->command.act == ACT_SENDER)
        smtp->chunks_lost = smtp->auth_refused = false;
    if (smtp_verb_is(verb, SMTP_VERB_DATA))
        smtp->lax = line->end == END_LF;
    if (chunk)
        smtp_chunk_begin(smtp, session, line, event->command.number, event->command.last);
    else if (verb && verb->flags & SMTP_WAITS)
        wait_for(smtp, event->n, verb);
}

void smtp_command_line(struct smtp *smtp, struct session *session, enum side side,
                       const struct line *line) {
    struct request request;
    struct slice rest = line->text;
    const struct smtp_verb *verb = smtp_verb_take(&rest);
    request.verb = verb;
    if (smtp->client_lost && !verb) {
        smtp_lost_command(smtp, session, line->last);
        smtp_fragment(smtp, session, side, line);
        return;
    }
    smtp->client_lost = smtp->client_gap = smtp->fragment = false;
    smtp->client_spoke = true;
    close_unfinished(smtp, session, side, verb);
    struct event *event = &request.event;
    line_event(event, session_number(session), EVENT_COMMAND, side, line);
    read_line(smtp, &request, line, rest);
    read_details(smtp, &request, session_arena(session));
    bool chunk = smtp_verb_is(verb, SMTP_VERB_BDAT) && read_chunk(&event->command);
    session_emit(session, event);
    ask(smtp, session, event, verb, ASKED_COMMAND);
    predict(smtp, verb, event->command.last);
    follow(smtp, session, event, verb, line, chunk);
}

void smtp_lost_command(struct smtp *smtp, struct session *session, struct moment end) {
    if (!smtp->fragment)
        return;
    struct outstanding entry = {.n = EVENT_NOTHING, .what = ASKED_COMMAND, .end = end};
    (void)outstanding_push(&smtp->asked, &entry, session_arena(session));
    smtp->fragment = false;
}

void smtp_sasl_line(struct smtp *smtp, struct session *session, enum side side,
                    const struct line *line) {
    struct event event;
    line_event(&event, session_number(session), EVENT_CONTINUATION, side, line);
    struct slice text = slice_trim(line->text);
    struct sasl_step step = sasl_client(&smtp->sasl, text, session_arena(session));
    event.state = smtp_state_name(SMTP_SASL);
    event.continuation = (struct continuation_event){.line = line->text,
                                                     .secret = step.secret,
                                                     .user = step.user,
                                                     .to = smtp->auth_command,
                                                     .latency = DURATION_UNKNOWN,
                                                     .end = line->end,
                                                     .step = ++smtp->sasl_step,
                                                     .cancel = step.cancel,
                                                     .truncated = line->truncated};
    session_emit(session, &event);
    ask(smtp, session, &event, NULL, ASKED_SASL);
    wait_for(smtp, event.n, NULL);
}

RARE static void emit_junk(struct session *session, enum side side, const struct line *line,
                           struct slice secret) {
    struct event event;
    line_event(&event, session_number(session), EVENT_JUNK, side, line);
    event.junk = (struct junk_event){line->text, secret};
    session_emit(session, &event);
}

void smtp_junk_line(struct session *session, enum side side, const struct line *line) {
    emit_junk(session, side, line, (struct slice){0});
}

void smtp_fragment(struct smtp *smtp, struct session *session, enum side side,
                   const struct line *line) {
    bool step = smtp->mode == MODE_SASL;
    emit_junk(session, side, line,
              step ? line->text : stray_fragment_secret(line->text, smtp_stray_due(smtp)));
}
