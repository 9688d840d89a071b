/* smtp_server.c: reply lines; which command a reply answers, and what follows from it. */
#include "base/rare.h"
#include "protocol/smtp_inside.h"

/* ---- which entry does a reply answer? ---- */

/* Codes that can answer one kind of command alone; they find their entry even after a hole. */
static bool code_marks(const struct outstanding *entry, uint16_t code) {
    const struct smtp_verb *verb = entry->verb;
    switch (code) {
    case 354:
        return smtp_verb_is(verb, SMTP_VERB_DATA) || smtp_verb_is(verb, SMTP_VERB_XEXCH50);
    case 334:
    case 235:
    case 535:
        return entry->what == ASKED_SASL || (verb && verb->act == ACT_LOGIN);
    case 221:
        return verb && verb->act == ACT_QUIT;
    case 220:
        return verb && (verb->act == ACT_TLS || smtp_verb_is(verb, SMTP_VERB_XCLIENT));
    default:
        return false;
    }
}

/* Drops entries whose replies a hole must have swallowed; the oldest of the others. NULL: this
 * reply cannot be placed. */
RARE static struct outstanding *settle_doubts(struct smtp *smtp, uint16_t code) {
    struct outstanding_queue *asked = &smtp->asked;
    for (size_t i = 0; i < asked->count; i++) {
        if (!code_marks(outstanding_at(asked, i), code))
            continue;
        outstanding_drop(asked, i);
        outstanding_at(asked, 0)->doubtful = false;
        return outstanding_at(asked, 0);
    }
    if (asked->longest > 1 && asked->count > 1)
        return NULL;
    outstanding_drop(asked, asked->count - 1);
    return outstanding_at(asked, 0);
}

/* How many replies an entry gets: one, or in LMTP and PRDR one for each recipient (RFC 2033 4.2).
 */
static uint32_t replies_due(const struct smtp *smtp, const struct outstanding *entry,
                            uint16_t code) {
    bool whole_session = code == 421 || (entry->closes && code >= 500 && code <= 504);
    if (entry->what != ASKED_MESSAGE && !entry->closes)
        return 1;
    if (entry->answers == 0 && whole_session)
        return 1;
    uint32_t accepted = (uint32_t)smtp->accepted_count;
    if (smtp->lmtp)
        return accepted ? accepted : 1;
    return smtp->per_recipient && code == 353 ? accepted + 2 : 1;
}

/* ---- what follows from a reply ---- */

APART static void keep_accepted(struct smtp *smtp, struct session *session, uint32_t index) {
    uint32_t *grown = smtp->accepted;
    if (smtp->accepted_count == smtp->accepted_room)
        grown =
            arena_grow(session_arena(session), smtp->accepted, smtp->accepted_count, sizeof *grown);
    if (!grown)
        return;
    if (smtp->accepted_count == smtp->accepted_room)
        smtp->accepted_room = smtp->accepted_room ? smtp->accepted_room * 2 : 1;
    smtp->accepted = grown;
    smtp->accepted[smtp->accepted_count++] = index;
}

static void accept_recipient(struct smtp *smtp, struct session *session, bool accepted) {
    uint32_t index = smtp->recipients++;
    if (accepted && (smtp->lmtp || smtp->per_recipient))
        keep_accepted(smtp, session, index);
}

static void enter(struct smtp *smtp, enum smtp_state next) {
    if (next == SMTP_READY)
        smtp->state = smtp_ready_state(smtp);
    else if (next != SMTP_SAME)
        smtp->state = next;
}

void smtp_transaction_close(struct smtp *smtp) {
    enter(smtp, SMTP_READY);
    smtp_transaction_reset(smtp);
    if (smtp->asked.count == 0)
        smtp->predicted = smtp->state;
}

RARE static void turn_roles(struct smtp *smtp) {
    smtp->turned = !smtp->turned;
    smtp->greeted = false;
    smtp->authenticated = false;
    smtp->state = SMTP_CONNECTED;
    outstanding_drop(&smtp->asked, smtp->asked.count);
}

/* 2yz: the row of the table says what comes next; a few verbs do more. */
static void succeed(struct smtp *smtp, struct session *session, const struct smtp_verb *verb) {
    if (verb->act == ACT_LOGIN)
        smtp->authenticated = true;
    enter(smtp, smtp_verb_leads(verb, smtp->state));
    switch (verb->act) {
    case ACT_HELLO:
    case ACT_RESET:
    case ACT_SENDER:
        smtp_transaction_reset(smtp);
        break;
    case ACT_TLS:
        smtp->authenticated = false;
        smtp_transaction_reset(smtp);
        session_expect_tls(session);
        break;
    case ACT_TURN:
        turn_roles(smtp);
        break;
    default:
        break;
    }
}

static void apply_command(struct smtp *smtp, struct session *session,
                          const struct outstanding *entry, uint16_t code, bool done) {
    const struct smtp_verb *verb = entry->verb;
    if (!verb)
        return;
    if (verb->act == ACT_RECIPIENT)
        accept_recipient(smtp, session, code < 300);
    if (verb->act == ACT_LOGIN)
        smtp->auth_refused = code >= 400;
    if (entry->closes) {
        if (done)
            smtp_transaction_close(smtp);
        return;
    }
    if (code >= 300 && code < 400)
        enter(smtp, verb->after_3yz);
    if (code < 200 || code >= 300)
        return;
    succeed(smtp, session, verb);
}

static void apply(struct smtp *smtp, struct session *session, const struct outstanding *entry,
                  uint16_t code, bool done) {
    switch ((enum smtp_asked)entry->what) {
    case ASKED_COMMAND:
    case ASKED_BLOCK:
        apply_command(smtp, session, entry, code, done);
        break;
    case ASKED_SASL:
        smtp->authenticated |= code < 300;
        smtp->auth_refused = code >= 400;
        if (code < 300 || code >= 400)
            enter(smtp, SMTP_READY);
        break;
    case ASKED_MESSAGE:
        if (done)
            smtp_transaction_close(smtp);
        break;
    }
    if (rarely(code == 421))
        smtp->state = SMTP_CLOSED;
}

/* What the client's octets are after the reply that was waited for. */
static void choose_mode(struct smtp *smtp, struct session *session, const struct outstanding *entry,
                        uint16_t code, struct moment moment) {
    if (smtp->mode != MODE_WAITING || entry->n != smtp->waiting_for)
        return;
    bool more = code >= 300 && code < 400;
    const struct smtp_verb *verb = smtp->waiting_verb;
    smtp->mode = MODE_COMMANDS;
    if (!more)
        return;
    if (smtp_verb_is(verb, SMTP_VERB_DATA))
        smtp_message_begin(smtp, session, false, moment);
    else if (smtp_verb_is(verb, SMTP_VERB_XEXCH50))
        smtp_block_begin(smtp, session, moment);
    else if (!verb || verb->act == ACT_LOGIN)
        smtp->mode = MODE_SASL;
}

/* ---- the reply as an event ---- */

/* Both leave the number to be given once nothing can come in between. */

/* A reply of one line, as nearly all are: `text` is what is left of it without the code. */
static void line_reply_event(struct event *event, enum side side, const struct line *line,
                             uint16_t code, const struct slice *text, bool facts) {
    const struct enhanced_code none = {0};
    line_event(event, EVENT_NOTHING, EVENT_REPLY, side, line);
    event->reply = (struct reply_event){.lines = text,
                                        .line_count = 1,
                                        .code = code,
                                        .enhanced = facts ? enhanced_code_read(*text) : none,
                                        .outcome = smtp_outcome(code),
                                        .to = EVENT_NOTHING,
                                        .recipient = EVENT_NOTHING,
                                        .latency = DURATION_UNKNOWN,
                                        .end = line->end,
                                        .truncated = line->truncated};
}

APART static void reply_event(struct event *event, enum side side, const struct smtp_reply *reply) {
    event->n = EVENT_NOTHING;
    event->kind = EVENT_REPLY;
    event->side = side;
    event->at = reply->at;
    event->end = reply->last;
    event->offset = reply->offset;
    event->octets = reply->octets;
    event->packet = reply->packet;
    event->state = NULL;
    event->reply = (struct reply_event){.lines = reply->lines,
                                        .line_count = reply->count,
                                        .lines_lost = reply->lost,
                                        .code = reply->code,
                                        .enhanced = reply->enhanced,
                                        .outcome = smtp_outcome(reply->code),
                                        .to = EVENT_NOTHING,
                                        .recipient = EVENT_NOTHING,
                                        .latency = DURATION_UNKNOWN,
                                        .mixed_codes = reply->mixed_codes,
                                        .codes = reply->codes,
                                        .end = reply->end,
                                        .unclosed = reply->unclosed,
                                        .truncated = reply->truncated};
}

/* The later of the command's end and the previous reply's end is when the server could begin. */
static duration latency(const struct smtp *smtp, const struct event *event, struct moment asked) {
    return moment_since(event->at, moment_later(asked, smtp->last_reply));
}

/* A challenge though nobody saw AUTH: a hole has it, and what the client says next is secret. */
RARE static void join_exchange(struct smtp *smtp) {
    sasl_begin(&smtp->sasl, (struct slice){0});
    smtp->auth_command = EVENT_NOTHING;
    smtp->sasl_step = 0;
    smtp->sasl_unsure = true;
    smtp->mode = MODE_SASL;
}

/* A server's SASL challenge is a continuation, not a reply. */
RARE static void make_continuation(struct smtp *smtp, struct session *session,
                                   struct event *event) {
    struct reply_event reply = event->reply;
    struct slice text = reply.line_count ? reply.lines[0] : (struct slice){0};
    if (smtp->mode == MODE_COMMANDS)
        join_exchange(smtp);
    struct sasl_step step = sasl_server(&smtp->sasl, text, session_arena(session));
    event->kind = EVENT_CONTINUATION;
    event->continuation = (struct continuation_event){.line = text,
                                                      .secret = step.secret,
                                                      .user = step.user,
                                                      .code = reply.code,
                                                      .to = reply.to,
                                                      .latency = reply.latency,
                                                      .end = reply.end,
                                                      .step = ++smtp->sasl_step,
                                                      .truncated = reply.truncated};
}

RARE static void debug_reply(struct session *session, const struct event *event, unsigned code) {
    uint32_t to = event->kind == EVENT_CONTINUATION ? event->continuation.to : event->reply.to;
    if (to == EVENT_NOTHING)
        session_debug(session, "%u answers nothing: %s", code, event->state);
    else
        session_debug(session, "%u answers event %u: %s", code, (unsigned)to, event->state);
}

WITHIN void finish(struct smtp *smtp, struct session *session, struct event *event) {
    event->state = smtp_state_name(smtp->state);
    if (smtp->asked.count == 0)
        smtp->predicted = smtp->state;
    smtp->last_reply = event->end;
    uint16_t code = event->reply.code;
    if (code == 334)
        make_continuation(smtp, session, event);
    if (session_debugs(session))
        debug_reply(session, event, code);
    session_emit(session, event);
}

static void greet(struct smtp *smtp, struct session *session, struct event *event) {
    event->kind = EVENT_GREETING;
    smtp->greeted = true;
    if (smtp->state == SMTP_CONNECTED || smtp->state == SMTP_UNKNOWN)
        smtp->state = event->reply.code < 400 ? SMTP_HELLO : smtp->state;
    event->state = smtp_state_name(SMTP_CONNECTED);
    smtp->last_reply = event->end;
    session_emit(session, event);
    if (smtp->asked.count == 0)
        smtp->predicted = smtp->state;
}

/* The first reply greets, unless the greeting was not captured and this one plainly answers
 * something. */
static bool is_greeting(const struct smtp *smtp, uint16_t code) {
    if (smtp->greeted)
        return false;
    bool nothing_asked = smtp->asked.count == 0;
    if (smtp->server_lost || smtp->state == SMTP_UNKNOWN)
        return nothing_asked && (code == 220 || code == 421 || code == 554);
    return nothing_asked || code == 220 || code >= 400;
}

/* The recipient that the newest answer to the content is for (RFC 2033 4.2; PRDR has a 353 in
 * front). */
static uint32_t recipient_of(const struct smtp *smtp, const struct outstanding *entry) {
    size_t skip = smtp->lmtp ? 1 : 2;
    bool single = smtp->lmtp ? entry->due < smtp->accepted_count : entry->due == 1;
    if (single || entry->answers < skip || entry->answers - skip >= smtp->accepted_count)
        return EVENT_NOTHING;
    return smtp->accepted[entry->answers - skip];
}

static void answer_entry(struct smtp *smtp, struct session *session, struct event *event,
                         struct outstanding *front) {
    struct outstanding entry = *front;
    uint16_t code = event->reply.code;
    smtp->greeted = true; /* if the greeting was not captured, it does not come any more */
    if (front->due == 0 || code == 353)
        front->due = replies_due(smtp, front, code);
    front->answers++;
    bool done = front->answers >= front->due;
    bool content = entry.what == ASKED_MESSAGE || entry.closes;
    bool block_follows = code == 354 && smtp_verb_is(entry.verb, SMTP_VERB_XEXCH50);
    event->reply.to = entry.n;
    if (entry.n != EVENT_NOTHING)
        event->reply.latency = latency(smtp, event, entry.end);
    if (content)
        event->reply.recipient = recipient_of(smtp, front);
    event->reply.final = content && code != 353;
    if (done && !block_follows)
        outstanding_drop(&smtp->asked, 1);
    apply(smtp, session, &entry, code, done);
    if (rarely(code == 220) && smtp_verb_is(entry.verb, SMTP_VERB_XCLIENT)) {
        event->kind = EVENT_GREETING;
        smtp->state = SMTP_HELLO;
    }
    struct moment moment = event->end;
    finish(smtp, session, event);
    choose_mode(smtp, session, &entry, code, moment);
}

/* A reply while content is still coming: it answers the unfinished message. */
RARE static void answer_content(struct smtp *smtp, struct session *session, enum side commander,
                                struct event *event) {
    uint16_t code = event->reply.code;
    event->reply.to = smtp->message.n;
    event->reply.latency = latency(smtp, event, smtp->message.last);
    event->reply.final = true;
    bool over = smtp->message.broken && smtp->mode == MODE_CONTENT && code != 421;
    if (code == 421)
        smtp->state = SMTP_CLOSED;
    if (over) {
        /* The dot was among the lost octets. */
        smtp_message_end(smtp, session, commander, END_NONE);
        smtp->client_lost = true;
        smtp->state = smtp_ready_state(smtp);
        smtp_transaction_reset(smtp);
    }
    finish(smtp, session, event);
}

/* 354 that nobody asked for, after a hole on the client's side: the DATA line was lost. */
static bool content_unasked(const struct smtp *smtp, uint16_t code) {
    return code == 354 && smtp->mode == MODE_COMMANDS && smtp->client_gap;
}

RARE static void answer_nothing(struct smtp *smtp, struct session *session, enum side commander,
                                struct event *event) {
    uint16_t code = event->reply.code;
    struct moment moment = event->end;
    finish(smtp, session, event);
    if (code == 220 && smtp->client_gap) /* the hole has STARTTLS: nothing else gets 220 */
        session_expect_tls(session);
    if (content_unasked(smtp, code)) {
        smtp_line_flush(smtp, session, commander);
        smtp_message_begin(smtp, session, false, moment);
    }
}

/* The reply that octets wait for may be lost. What the client sent since shows what it was, unless
 * this is that reply. */
RARE static void settle_waiting(struct smtp *smtp, struct session *session, enum side commander,
                                uint16_t code) {
    for (size_t i = 0; i < smtp->asked.count; i++) {
        const struct outstanding *entry = outstanding_at(&smtp->asked, i);
        if (entry->n == smtp->waiting_for && code_marks(entry, code))
            return;
    }
    smtp_client_decide(smtp, session, commander, true);
}

static void reply_whole(struct smtp *smtp, struct session *session, struct event *event) {
    enum side commander = smtp_commander(smtp);
    uint16_t code = event->reply.code;
    bool lone =
        smtp->mode == MODE_LONE && code != 421 && smtp_lone_reply(smtp, session, commander, code);
    if (smtp->mode == MODE_WAITING && smtp->waiting_doubtful && !chunk_store_empty(&smtp->held))
        settle_waiting(smtp, session, commander, code);
    event->n = session_number(session);
    struct outstanding *front = lone || code < 200 ? NULL : outstanding_at(&smtp->asked, 0);
    if (front && front->doubtful)
        front = settle_doubts(smtp, code);
    bool content = smtp->message_open && !smtp->message.bdat &&
                   (smtp->mode == MODE_CONTENT || smtp->mode == MODE_LONE);
    if (is_greeting(smtp, code))
        greet(smtp, session, event);
    else if (front)
        answer_entry(smtp, session, event, front);
    else if (content)
        answer_content(smtp, session, commander, event);
    else
        answer_nothing(smtp, session, commander, event);
}

/* A reply that was put together line by line was told. */
APART static void close_reply(struct smtp *smtp) {
    smtp_reply_reset(&smtp->reply);
    smtp->reply_open = false;
}

/* A line of a reply that has several; `chunk`: what follows it. True once the reply is whole, and
 * the event filled. */
APART static bool add_line(struct smtp *smtp, enum side side, const struct line *line,
                           struct chunk *chunk, struct event *event) {
    smtp->reply_open = true;
    bool whole = smtp_reply_line(&smtp->reply, line);
    if (whole)
        reply_event(event, side, &smtp->reply);
    else
        smtp_reply_more(&smtp->reply, line, chunk);
    return whole;
}

/* `chunk`: what follows the line. */
static void server_line(struct smtp *smtp, struct session *session, enum side side,
                        const struct line *line, struct chunk *chunk) {
    smtp->server_spoke = true;
    bool more;
    uint16_t code = smtp_reply_code(line->text, &more);
    struct slice text;
    struct event event;
    if (smtp->reply_open || more) {
        if (!add_line(smtp, side, line, chunk, &event))
            return;
    } else if (code == 0) {
        smtp_junk_line(session, side, line);
        return;
    } else {
        text = slice_from(line->text, SMTP_REPLY_HEAD);
        line_reply_event(&event, side, line, code, &text, session_wants_facts(session));
    }
    reply_whole(smtp, session, &event);
    if (smtp->reply_open)
        close_reply(smtp);
    smtp_client_resume(smtp, session, side_other(side));
    smtp->server_lost = false;
}

void smtp_server_bytes(struct smtp *smtp, struct session *session, enum side side,
                       struct chunk *chunk) {
    struct line line;
    while (chunk->octets.size > 0 && side != smtp_commander(smtp))
        if (line_next(&smtp->lines[side], chunk, &line))
            server_line(smtp, session, side, &line, chunk);
    if (smtp->reply_open)
        smtp_reply_keep(&smtp->reply);
}

void smtp_server_break(struct smtp *smtp, struct session *session, enum side side, bool ended) {
    smtp->reply.truncated = true;
    smtp->reply.unclosed = ended;
    struct event event;
    reply_event(&event, side, &smtp->reply);
    reply_whole(smtp, session, &event);
    close_reply(smtp);
    smtp_client_resume(smtp, session, side_other(side));
}
