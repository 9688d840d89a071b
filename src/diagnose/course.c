#include "diagnose/course_maildrop.h"

#include <assert.h>

#include "base/rare.h"
#include "base/text.h"
#include "diagnose/course_offer.h"
#include "diagnose/course_transaction.h"
#include "diagnose/course_turn.h"
#include "protocol/registry.h"

/* ---- memory ---- */

static struct slice keep(struct arena *arena, struct slice text) {
    return arena_copy(arena, slice_first(text, COURSE_TEXT));
}

/* The same for what the next of its kind stands in for. */
static struct slice keep_name(uint8_t octets[COURSE_NAME], struct slice text) {
    text = slice_first(text, COURSE_NAME);
    if (text.size > 0)
        memcpy(octets, text.data, text.size);
    return slice_of(octets, text.size);
}

/* Every arena of the course. */
static void each_arena(struct course_memory *memory, void (*act)(struct arena *arena)) {
    act(&memory->looked);
    act(&memory->maildrop);
    act(&memory->envelope);
    for (int i = 0; i < 2; i++) {
        act(&memory->offers[i]);
        act(&memory->command_texts[i]);
    }
}

void course_begin(struct course *course, bool header_only) {
    memset(course, 0, offsetof(struct course, content));
    buffer_drop(&course->content, course->content.size);
    each_arena(&course->memory, arena_clear);
    course->header_only = header_only;
    course->content_of = course->first_command = course->last_command = EVENT_NOTHING;
    course->early = course->unwaited = course->unclosed = EVENT_NOTHING;
    course->transaction.n = course->transaction.message = EVENT_NOTHING;
    course->maildrop.round = 1;
    course_network_begin(&course->network);
}

void course_free(struct course *course) {
    each_arena(&course->memory, arena_free);
    buffer_free(&course->content);
}

/* ---- look-up ---- */

static_assert(COURSE_COMMANDS == 64, "a bit of `filled` for each");

static bool is_filled(const struct course *course, size_t place) {
    return (course->filled >> place & 1) != 0;
}

/* The place of a command that is to be filled. */
static struct course_command *place_of(struct course *course, uint32_t n) {
    size_t place = n & (COURSE_COMMANDS - 1);
    course->filled |= UINT64_C(1) << place;
    return &course->commands[place];
}

const struct course_command *course_command(const struct course *course, uint32_t n) {
    size_t place = n & (COURSE_COMMANDS - 1);
    const struct course_command *command = &course->commands[place];
    return n != EVENT_NOTHING && is_filled(course, place) && command->n == n ? command : NULL;
}

/* ---- commands ---- */

/* Where the texts of the command that comes now are kept. Each half takes those of 64 commands;
 * when it is its turn again, what it had is forgotten. */
static unsigned text_half(struct course *course) {
    unsigned half = course->commands_sent / COURSE_COMMANDS & 1;
    if (course->commands_sent % COURSE_COMMANDS != 0)
        return half;
    for (uint64_t filled = course->filled; filled != 0; filled &= filled - 1) {
        struct course_command *command = &course->commands[__builtin_ctzll(filled)];
        if (command->half == half)
            command->n = EVENT_NOTHING;
    }
    arena_clear(&course->memory.command_texts[half]);
    return half;
}

static struct course_command *note_command(struct course *course, const struct event *event) {
    const struct command_event *command = &event->command;
    unsigned half = text_half(course);
    struct arena *texts = &course->memory.command_texts[half];
    struct course_command *place = place_of(course, event->n);
    *place =
        (struct course_command){.n = event->n,
                                .act = command->act,
                                .verb = command->known ? command->verb : keep(texts, command->verb),
                                .argument = keep(texts, command->argument),
                                .number = command->number,
                                .at = event->at,
                                .end = event->end,
                                .known = command->known,
                                .allowed = command->allowed,
                                .half = half};
    return place;
}

/* Whether the transaction is one with SMTPUTF8, and the address needs it. */
static bool asks_for_utf8(const struct course *course, const struct command_event *command) {
    return course->transaction.utf8 && text_first_high(command->address) != SLICE_NONE;
}

static void take_command(struct course *course, const struct event *event) {
    const struct command_event *command = &event->command;
    course_take_turn(course, event);
    struct course_command *place = note_command(course, event);
    if (course->first_command == EVENT_NOTHING)
        course->first_command = event->n;
    course->last_command = event->n;
    course->heard = session_octets(course->session, SIDE_SERVER);
    course->questions +=
        slice_equal(command->verb, SLICE("VRFY")) || slice_equal(command->verb, SLICE("EXPN"));
    course->fresh_secure = false;
    course->commands_sent++;
    course->unanswered++;
    course_ask_transaction(course, event, place);
    switch (command->act) {
    case ACT_HELLO:
        course->hello = keep_name(course->hello_octets, command->argument);
        course->hello_tried = true;
        break;
    case ACT_SENDER:
        course->mails_sent++;
        course->utf8_addresses = asks_for_utf8(course, command);
        break;
    case ACT_RECIPIENT:
        course->utf8_addresses |= asks_for_utf8(course, command);
        break;
    case ACT_TLS:
        course->tls_asked = true;
        break;
    case ACT_QUIT:
        course->quit = true;
        break;
    default:
        break;
    }
}

/* ---- replies ---- */

static void take_hello_answer(struct course *course, const struct course_command *command,
                              const struct reply_event *reply) {
    if (reply->outcome != OUTCOME_OK)
        return;
    course->hello_accepted = true;
    course->esmtp = !slice_equal(command->verb, SLICE("HELO"));
    if (course->esmtp)
        course_take_offer(course, reply);
    else
        course_forget_offer(course);
    course->offered_secure |= course->esmtp && course->secure;
    course->starttls_seen |= !course->secure && course_offers(course, KEYWORD_STARTTLS);
    course->early_agreed |= course_offers(course, KEYWORD_PIPECONNECT) ||
                            course_offers(course, KEYWORD_PIPE_CONNECT) ||
                            course_offers(course, KEYWORD_X_PIPE_CONNECT);
}

/* What an answered command changes. */
static void settle(struct course *course, const struct course_command *command,
                   const struct reply_event *reply) {
    bool ok = reply->outcome == OUTCOME_OK;
    course->out_of_step |= reply->code == 354 && command->act != ACT_CONTENT &&
                           !slice_equal(command->verb, SLICE("XEXCH50"));
    course_settle_transaction(course, command, reply);
    switch (command->act) {
    case ACT_HELLO:
        take_hello_answer(course, command, reply);
        break;
    case ACT_ABILITIES:
        if (ok)
            course_take_offer(course, reply);
        break;
    case ACT_TLS:
        course->tls_going = ok;
        break;
    case ACT_LOGIN:
        course->authenticated |= ok && !slice_equal(command->verb, SLICE("USER"));
        course->failed_logins += reply->outcome == OUTCOME_REFUSED && !command->given_up;
        break;
    default:
        break;
    }
}

static void take_reply(struct course *course, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    struct course_command *command = course->answered ? place_of(course, reply->to) : NULL;
    course->replies_seen++;
    course->replies_behind_tls += course->tls_going && !course->secure;
    course->reply_end = event->end;
    course->unclosed = reply->unclosed ? event->n : EVENT_NOTHING;
    bool slow = reply->latency != DURATION_UNKNOWN && reply->latency >= 2 * DURATION_SECOND;
    course->slow_replies = slow ? course->slow_replies + 1 : 0;
    course->closing |= reply->code == 421 || reply->code == 221 || reply->code == 521;
    if (reply->final)
        course->transaction.open = false;
    if (!command)
        return;
    if (command->replies++ == 0 && course->unanswered > 0)
        course->unanswered--;
    command->code = reply->code;
    command->outcome = reply->outcome;
    if (course->pop3) {
        course->maildrop.user_accepted = false;
        if (reply->outcome == OUTCOME_OK)
            course_settle_maildrop(course, command, reply);
    }
    settle(course, command, reply);
}

APART static void take_greeting(struct course *course, const struct event *event) {
    if (course->greeted)
        course_forget_offer(course);
    if (!course->greeted)
        course->greeted_at = event->at;
    course->greeted_again = course->greeted;
    course->greeted = true;
    course->banner_code = event->reply.code;
    course->banner = event->reply.line_count > 0
                         ? keep_name(course->banner_octets, event->reply.lines[0])
                         : slice_of(NULL, 0);
    if (event->reply.to != EVENT_NOTHING)
        take_reply(course, event);
}

/* A SASL line of the client carries the exchange on: the last reply then answers that line. */
static void take_continuation(struct course *course, const struct event *event) {
    const struct course_command *begun = course_command(course, event->continuation.to);
    if (event->side != SIDE_CLIENT || !begun)
        return;
    struct course_command carried = *begun;
    carried.n = event->n;
    carried.replies = 0;
    carried.end = event->end;
    carried.given_up = event->continuation.cancel;
    *place_of(course, event->n) = carried;
    course->last_command = event->n;
}

static void take_handshake(struct course *course, const struct tls_event *tls) {
    course->tls_chosen |= tls->version.size > 0;
    if (!course->secure) {
        course->before_tls = course->extensions;
        course->before_tls_count = course->extension_count;
    }
    course->secure = course->fresh_secure = true;
    course->tls_finished = tls->finished;
    course->tls_alerts_show = tls->alerts_show;
    course_forget_offer(course);
}

static void take_tls(struct course *course, const struct event *event) {
    if (event->tls.what == TLS_HANDSHAKE)
        take_handshake(course, &event->tls);
    else if (event->tls.what == TLS_ALERT) {
        course->tls_alerted[event->side] = true;
        course->tls_broken |= event->tls.fatal;
    }
}

static void take_message(struct course *course, const struct event *event) {
    struct course_transaction *transaction = &course->transaction;
    if (event->side != SIDE_CLIENT)
        return;
    transaction->message = event->n;
    transaction->content_over |= event->message.end != END_NONE;
    *place_of(course, event->n) =
        (struct course_command){.n = event->n,
                                .act = ACT_OTHER,
                                .half = course->commands_sent / COURSE_COMMANDS & 1,
                                .at = event->at,
                                .end = event->end,
                                .known = true,
                                .allowed = true};
}

static void take_close(struct course *course, const struct event *event) {
    if (event->closing == CLOSING_OPEN || course->closed[event->side])
        return;
    course->closed[event->side] = true;
    course->closed_at[event->side] = event->at;
}

/* ---- events ---- */

/* The header block of a message whose content was kept. */
APART static void read_fields(struct course *course, uint32_t n) {
    struct arena *arena = &course->memory.looked;
    arena_clear(arena);
    course->fields = (struct field_list){0};
    if (course->content_of == n &&
        !fields_read(buffer_slice(&course->content), arena, &course->fields))
        course->content_cut = true; /* memory ran out: not whole */
}

/* The first event. */
static void begin_events(struct course *course, const struct event *event) {
    course->start = event->at;
    course->started = true;
    course->midstream = session_origin(course->session)->midstream;
}

void course_look(struct course *course, const struct session *session, const struct event *event) {
    const struct protocol *protocol = session_protocol(session);
    course->session = session;
    course->pop3 = protocol == &pop3_protocol;
    course->lmtp = protocol == &lmtp_protocol;
    if (!course->started)
        begin_events(course, event);
    bool answers = event->kind == EVENT_REPLY || event->kind == EVENT_GREETING;
    course->answered = answers ? course_command(course, event->reply.to) : NULL;
    course->answered_recipient = course_recipient_of(course, course->answered);
    course_look_offer(course, event);
    if (event->kind == EVENT_MESSAGE)
        read_fields(course, event->n);
    course_look_turn(course, event);
}

void course_take(struct course *course, const struct event *event) {
    switch (event->kind) {
    case EVENT_CONNECT:
        course->connected = event->connect.accepted;
        course->one_sided = event->connect.syns > 0 && event->connect.answers == 0;
        return;
    case EVENT_PROXY:
        course->proxied = event->proxy.protocol != PROXY_HEADER;
        return;
    case EVENT_GREETING:
        take_greeting(course, event);
        break;
    case EVENT_COMMAND:
        take_command(course, event);
        break;
    case EVENT_REPLY:
        take_reply(course, event);
        break;
    case EVENT_CONTINUATION:
        take_continuation(course, event);
        break;
    case EVENT_MESSAGE:
        take_message(course, event);
        break;
    case EVENT_TLS:
        take_tls(course, event);
        break;
    case EVENT_GAP:
        course->gap = true;
        break;
    case EVENT_CLOSE:
        take_close(course, event);
        break;
    case EVENT_NETWORK:
        course_network_take(&course->network, event);
        return;
    default:
        return;
    }
    course_network_heard(&course->network, event);
    course->last[event->side] = event->end;
}
