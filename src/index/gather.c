#include "index/gather.h"

#include <stdlib.h>

#include "base/rare.h"
#include "index/gather_inside.h"
#include "index/verdict.h"
#include "session/tls_rhythm.h"

/* ---- what is kept ---- */

static bool has_room(struct gatherer *gatherer) {
    if (gatherer->summary->arena.held > SUMMARY_KEPT)
        gatherer->summary->whole = false;
    return gatherer->summary->whole;
}

struct slice gather_keep(struct gatherer *gatherer, struct slice slice, size_t most) {
    struct slice part = slice_first(slice, most);
    if (part.size == 0 || !has_room(gatherer))
        return slice_of(NULL, 0);
    struct slice kept = arena_copy(&gatherer->summary->arena, part);
    gatherer->summary->whole = kept.size == part.size;
    return kept;
}

struct slice gather_detail(struct gatherer *gatherer, struct slice slice, size_t most) {
    return gatherer->brief ? slice_of(NULL, 0) : gather_keep(gatherer, slice, most);
}

struct slice gather_reply_text(struct gatherer *gatherer, const struct event *reply) {
    if (reply->reply.line_count == 0)
        return slice_of(NULL, 0);
    return gather_detail(gatherer, reply->reply.lines[0], REPLY_KEPT);
}

/* Those of a delivery are details; those that say who the client is are not. */
static bool wants_parameters(const struct gatherer *gatherer, const struct command_event *command) {
    return command->parameter_count > 0 && (!gatherer->brief || command->act == ACT_CLIENT);
}

static const struct parameter *keep_parameters(struct gatherer *gatherer,
                                               const struct command_event *command) {
    if (!wants_parameters(gatherer, command) || !has_room(gatherer))
        return NULL;
    struct parameter *parameters =
        arena_take(&gatherer->summary->arena, command->parameter_count * sizeof *parameters);
    if (!parameters)
        return NULL;
    for (size_t i = 0; i < command->parameter_count; i++) {
        parameters[i] = command->parameters[i];
        parameters[i].name = gather_keep(gatherer, command->parameters[i].name, TEXT_KEPT);
        parameters[i].value = gather_keep(gatherer, command->parameters[i].value, TEXT_KEPT);
    }
    return parameters;
}

struct transaction *gather_add(struct gatherer *gatherer, enum transaction_kind kind) {
    struct summary *summary = gatherer->summary;
    if (!has_room(gatherer))
        return NULL;
    struct transaction *transactions = arena_grow(&summary->arena, summary->transactions,
                                                  summary->transaction_count, sizeof *transactions);
    if (!transactions) {
        summary->whole = false;
        return NULL;
    }
    summary->transactions = transactions;
    struct transaction *transaction = &transactions[summary->transaction_count++];
    *transaction = (struct transaction){.kind = kind};
    return transaction;
}

/* ---- events ---- */

/* Which text of a command a row may need. */
static struct slice text_of(const struct command_event *command) {
    if (command->act == ACT_HELLO)
        return command->argument;
    bool has_address = command->act == ACT_SENDER || command->act == ACT_RECIPIENT;
    return has_address ? command->address : command->user;
}

/* Numbers of commands and messages tell whether a reply answers what is still to come. */
static void note_number(struct gatherer *gatherer, const struct event *event) {
    if (event->n >= gatherer->talk.heard)
        gatherer->talk.heard = event->n + 1;
}

/* `text`: which of its texts is kept. */
static void ask(struct gatherer *gatherer, const struct event *event, struct slice text) {
    const struct command_event *command = &event->command;
    const struct parameter *parameters = keep_parameters(gatherer, command);
    struct asked *asked = asked_add(gatherer);
    if (!asked)
        return;
    *asked = (struct asked){.n = event->n,
                            .awaits = event->n,
                            .act = command->act,
                            .named_only = command->act == ACT_LOGIN && command->secret.size == 0 &&
                                          command->mechanism.size == 0,
                            .given_up = false,
                            .number = command->number,
                            .text = text,
                            .parameters = parameters,
                            .parameter_count = parameters ? command->parameter_count : 0,
                            .message = NULL};
}

static void hear_command(struct gatherer *gatherer, const struct event *event) {
    const struct command_event *command = &event->command;
    note_number(gatherer, event);
    gatherer->talk.commander = event->side;
    gatherer->talk.said = event->n;
    if (rarely(event->n >= gatherer->talk.secure_from))
        gatherer->summary->decrypted = true;
    if (command->act == ACT_QUIT) {
        gatherer->talk.quit = true;
        gatherer->milestones.quit_said = event->n;
    }
    if (!asked_matters(command->act))
        return;
    struct slice text = gather_keep(gatherer, text_of(command), TEXT_KEPT);
    if (command->act == ACT_HELLO)
        gatherer->milestones.tried_hello = text;
    if (command->act == ACT_LOGIN && text.size > 0)
        gatherer->milestones.tried_user = text;
    ask(gatherer, event, text);
}

static void hear_continuation(struct gatherer *gatherer, const struct event *event) {
    const struct continuation_event *continuation = &event->continuation;
    note_number(gatherer, event);
    if (continuation->user.size > 0)
        gatherer->milestones.tried_user = gather_keep(gatherer, continuation->user, TEXT_KEPT);
    if (event->side == SIDE_CLIENT)
        gatherer->talk.said = event->n;
    if (event->side == SIDE_CLIENT)
        asked_carry_on(gatherer, continuation->to, event->n, continuation->cancel);
    else if (continuation->code)
        gatherer->talk.last_code = continuation->code;
}

static void hear_reply(struct gatherer *gatherer, const struct event *event) {
    if (event->reply.code)
        gatherer->talk.last_code = event->reply.code;
    if (rarely(event->n > gatherer->talk.secure_from))
        gatherer->summary->decrypted = true;
    if (event->reply.to != EVENT_NOTHING) {
        gatherer->talk.answered = event->reply.to;
        if (!asked_settle(gatherer, event))
            delivery_reply(gatherer, event);
    } else if (event->kind == EVENT_REPLY) {
        session_dismissal(gatherer, event);
    }
    if (event->kind == EVENT_REPLY)
        gatherer->talk.replied = true;
    gatherer->talk.again = false;
}

static void hear_greeting(struct gatherer *gatherer, const struct event *event) {
    session_greeting(gatherer, event);
    hear_reply(gatherer, event);
}

/* What comes from the side that gives the commands is delivered, what the other one sends was
 * retrieved. */
static void hear_message(struct gatherer *gatherer, const struct event *event) {
    struct message message;
    note_number(gatherer, event);
    content_end(gatherer, event, &message);
    gatherer->talk.again = false;
    if (event->side == gatherer->talk.commander)
        asked_add_message(gatherer, &message);
    else
        maildrop_message(gatherer, &event->message, &message);
}

/* A FIN of either side is an end in order; what comes after it does not change that. */
static void hear_close(struct gatherer *gatherer, const struct event *event) {
    if (!gatherer->talk.closed || gatherer->milestones.closing != CLOSING_FIN)
        gatherer->milestones.closing = event->closing;
    if (!gatherer->talk.closed)
        gatherer->milestones.ending = event->n;
    gatherer->talk.closed = true;
    attempt_close(gatherer, event);
}

typedef void hear(struct gatherer *gatherer, const struct event *event);

/* Who listens to what. Kinds that are not here are counted and no more. */
static hear *const hear_table[EVENT_KINDS] = {
    [EVENT_CONNECT] = attempt_connect, [EVENT_PROXY] = party_proxy,
    [EVENT_GREETING] = hear_greeting,  [EVENT_COMMAND] = hear_command,
    [EVENT_REPLY] = hear_reply,        [EVENT_CONTINUATION] = hear_continuation,
    [EVENT_MESSAGE] = hear_message,    [EVENT_TLS] = session_tls,
    [EVENT_NETWORK] = attempt_network, [EVENT_CLOSE] = hear_close,
};

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct gatherer *gatherer = context;
    (void)session;
    gatherer->talk.events++;
    if (hear_table[event->kind])
        hear_table[event->kind](gatherer, event);
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    (void)session;
    (void)place;
    return content_piece(context, n, octets);
}

/* ---- for its owner ---- */

struct gatherer *gatherer_new(const struct gather_options *options, struct decoder *decoder) {
    struct gatherer *gatherer = cache_take(sizeof *gatherer);
    if (!gatherer)
        return NULL;
    *gatherer = (struct gatherer){.brief = options->brief,
                                  .diagnoser = options->diagnoser,
                                  .content = {.decoder = decoder, .digests = options->digests}};
    if (options->diagnoser && !(gatherer->diagnosis = diagnosis_new(options->diagnoser))) {
        gatherer_free(gatherer);
        return NULL;
    }
    return gatherer;
}

void gatherer_free(struct gatherer *gatherer) {
    if (!gatherer)
        return;
    content_free(&gatherer->content);
    diagnosis_free(gatherer->diagnosis);
    free(gatherer->asked.items);
    free(gatherer);
}

/* Whether nobody takes the time and nobody looks for findings. */
static bool is_lone(const struct gatherer *gatherer) {
    return gatherer->brief && !gatherer->diagnosis;
}

APART static void begin_others(struct gatherer *gatherer) {
    if (!gatherer->brief)
        timekeeper_begin(&gatherer->timekeeper);
    if (gatherer->diagnosis)
        diagnosis_begin(gatherer->diagnosis, &gatherer->summary->arena);
}

void gather_begin(struct gatherer *gatherer, struct summary *summary) {
    gatherer->summary = summary;
    gatherer->asked.first = gatherer->asked.end = 0;
    gatherer->talk = (struct talk){.secure_from = EVENT_NOTHING,
                                   .said = EVENT_NOTHING,
                                   .answered = EVENT_NOTHING,
                                   .delivery = NO_TRANSACTION};
    gatherer->milestones = (struct milestones){.closing = CLOSING_OPEN,
                                               .decided = EVENT_NOTHING,
                                               .quit_said = EVENT_NOTHING,
                                               .ending = EVENT_NOTHING};
    gatherer->parties = (struct parties){NULL, NULL};
    gatherer->delivery = (struct delivery){.content_command = EVENT_NOTHING,
                                           .content_transaction = NO_TRANSACTION,
                                           .early = {.to = EVENT_NOTHING}};
    gatherer->trial = (struct trial){.closing = CLOSING_OPEN, .tried = EVENT_NOTHING};
    gatherer->maildrop = (struct maildrop){.retrieval = NO_TRANSACTION};
    gatherer->content.n = EVENT_NOTHING;
    summary->whole = true;
    summary->brief = gatherer->brief;
    if (!is_lone(gatherer))
        begin_others(gatherer);
}

/* Those who listen behind the gatherer. */
APART static const struct sink *others_sink(struct gatherer *gatherer, const struct sink *next) {
    if (gatherer->diagnosis)
        next = diagnosis_sink(gatherer->diagnosis, next);
    if (!gatherer->brief)
        next = timekeeper_sink(&gatherer->timekeeper, next);
    return next;
}

const struct sink *gather_sink(struct gatherer *gatherer, const struct sink *next) {
    if (!is_lone(gatherer))
        next = others_sink(gatherer, next);
    gatherer->sink = (struct sink){.event = hear_event,
                                   .content = hear_content,
                                   .skips_facts = true,
                                   .context = gatherer,
                                   .next = next};
    return &gatherer->sink;
}

void gather_refresh(struct gatherer *gatherer, const struct session *session) {
    struct summary *summary = gatherer->summary;
    summary->events = gatherer->talk.events;
    summary->last_code = gatherer->talk.last_code;
    summary->protocol = session_protocol(session);
    summary->client = *session_end_of(session, SIDE_CLIENT);
    summary->server = *session_end_of(session, SIDE_SERVER);
    for (int side = 0; side < 2; side++) {
        summary->octets[side] = session_octets(session, (enum side)side);
        summary->lost[side] = session_lost(session, (enum side)side);
        summary->sealed[side] = session_sealed_octets(session, (enum side)side);
    }
}

static void note_severity(struct summary *summary) {
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].severity > summary->severity)
            summary->severity = summary->findings[i].severity;
}

void gather_refresh_findings(struct gatherer *gatherer) {
    struct summary *summary = gatherer->summary;
    if (!gatherer->diagnosis)
        return;
    summary->findings = diagnosis_so_far(gatherer->diagnosis, &summary->finding_count);
    note_severity(summary);
}

/* What the diagnosis found. */
RARE static void take_findings(struct gatherer *gatherer, const struct session *session) {
    struct summary *summary = gatherer->summary;
    summary->findings = diagnosis_end(gatherer->diagnosis, session, &summary->finding_count);
    summary->examined = diagnoser_examines(gatherer->diagnoser);
    note_severity(summary);
}

RARE static void keep_timing(struct gatherer *gatherer) {
    struct summary *summary = gatherer->summary;
    struct timing *timing = arena_take(&summary->arena, sizeof *timing);
    timekeeper_end(&gatherer->timekeeper, summary->start, summary->end);
    if (timing)
        *timing = gatherer->timekeeper.timing;
    summary->timing = timing;
}

/* What is open when the session is over was cut short by QUIT, or by whoever closed. */
static void transactions_over(struct gatherer *gatherer) {
    const struct talk *talk = &gatherer->talk;
    const struct milestones *milestones = &gatherer->milestones;
    enum cut_by cut = talk->quit ? CUT_BY_QUIT : CUT_BY_END;
    delivery_close(gatherer, cut, talk->quit ? milestones->quit_said : milestones->ending);
    bool ended = talk->closed && milestones->closing != CLOSING_OPEN;
    if (ended && !talk->quit)
        maildrop_reset(gatherer, CUT_BY_END, milestones->ending);
}

struct ledger *gather_take_ledger(struct gatherer *gatherer) {
    return gatherer->diagnosis ? diagnosis_take_ledger(gatherer->diagnosis) : NULL;
}

/* What is torn tells nothing, and so does what was never answered. */
static void keep_rhythm(struct summary *summary, const struct tls_rhythm *rhythm) {
    if (!rhythm || rhythm->torn || rhythm->turns == 0 || summary->decrypted)
        return;
    struct tls_rhythm *kept = arena_take(&summary->arena, sizeof *kept);
    if (kept)
        *kept = *rhythm;
    summary->rhythm = kept;
}

void gather_end(struct gatherer *gatherer, const struct session *session, struct moment until) {
    gather_refresh(gatherer, session);
    asked_settle_before(gatherer, EVENT_NOTHING);
    transactions_over(gatherer);
    session_over(gatherer);
    keep_rhythm(gatherer->summary, session_rhythm(session));
    if (session_kind(session) == SESSION_ATTEMPT)
        attempt_over(gatherer, session, until);
    if (!gatherer->brief)
        keep_timing(gatherer);
    if (gatherer->diagnosis)
        take_findings(gatherer, session);
    gatherer->summary = NULL;
}
