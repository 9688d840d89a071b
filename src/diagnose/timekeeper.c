#include "diagnose/timekeeper.h"

/* ---- which stage ---- */

static enum stage stage_of_act(enum act act, enum stage before) {
    switch (act) {
    case ACT_HELLO:
    case ACT_ABILITIES:
        return STAGE_HELLO;
    case ACT_TLS:
        return STAGE_TLS;
    case ACT_LOGIN:
        return STAGE_AUTH;
    case ACT_CONTENT:
    case ACT_RETRIEVE:
        return STAGE_CONTENT;
    case ACT_QUIT:
        return STAGE_QUIT;
    case ACT_OTHER:
        return before > STAGE_GREETING && before != STAGE_DOT ? before : STAGE_ENVELOPE;
    default:
        return STAGE_ENVELOPE;
    }
}

/* What is known of the command, SASL line or message that a reply answers; NULL: nothing. */
static const struct timed_command *answered(const struct timekeeper *keeper, uint32_t to) {
    const struct timed_command *command = &keeper->commands[to & (TIMEKEEPER_COMMANDS - 1)];
    return to != EVENT_NOTHING && command->n == to ? command : NULL;
}

static enum stage stage_of_reply(const struct timekeeper *keeper, const struct event *event) {
    const struct timed_command *command = answered(keeper, event->reply.to);
    if (event->reply.final)
        return STAGE_DOT;
    return command ? command->stage : keeper->stage;
}

/* Whether a side ended the connection, and not the source or our patience. */
static bool is_close(const struct event *event) {
    return event->kind == EVENT_CLOSE &&
           (event->closing == CLOSING_FIN || event->closing == CLOSING_RESET);
}

static enum stage stage_of(const struct timekeeper *keeper, const struct event *event) {
    if (keeper->unanswered)
        return STAGE_CONNECT;
    switch (event->kind) {
    case EVENT_CONNECT:
        return STAGE_CONNECT;
    case EVENT_GREETING:
        return STAGE_GREETING;
    case EVENT_COMMAND:
        return stage_of_act(event->command.act, keeper->stage);
    case EVENT_REPLY:
        return stage_of_reply(keeper, event);
    case EVENT_CONTINUATION:
        return STAGE_AUTH;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return STAGE_CONTENT;
    case EVENT_TLS:
        return event->tls.what == TLS_HANDSHAKE ? STAGE_TLS : keeper->stage;
    case EVENT_CLOSE:
        return is_close(event) ? STAGE_QUIT : keeper->stage;
    default:
        return keeper->stage;
    }
}

/* ---- waits ---- */

static enum wait wait_of_act(enum act act) {
    static const struct {
        enum act act;
        enum wait wait;
    } waits[] = {{ACT_SENDER, WAIT_MAIL}, {ACT_RECIPIENT, WAIT_RCPT}, {ACT_CONTENT, WAIT_DATA}};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        if (waits[i].act == act)
            return waits[i].wait;
    return WAITS;
}

static void waited(struct timekeeper *keeper, enum wait wait, duration span, uint32_t event,
                   bool gave_up) {
    if (wait == WAITS || span <= keeper->timing.waits[wait].span)
        return;
    struct longest_wait *longest = &keeper->timing.waits[wait];
    longest->span = span;
    longest->event = event;
    longest->gave_up = gave_up;
}

/* The server waited for its client. */
static void idled(struct timekeeper *keeper, const struct event *event, bool gave_up) {
    duration span = moment_since(event->at, keeper->since);
    waited(keeper, WAIT_COMMAND, span, event->n, gave_up);
    waited(keeper, WAIT_IDLE, span, event->n, gave_up);
}

static void hear_client(struct timekeeper *keeper, const struct event *event, enum stage stage) {
    bool message = event->kind == EVENT_MESSAGE;
    enum wait wait = event->kind == EVENT_COMMAND ? wait_of_act(event->command.act)
                     : message                    ? WAIT_DOT
                                                  : WAITS;
    if (!keeper->waiting && keeper->awaited != WAIT_GREETING)
        idled(keeper, event, false);
    if (message)
        waited(keeper, WAIT_CONTENT,
               duration_add(keeper->held_up[TIME_NETWORK], keeper->held_up[TIME_SERVER]), event->n,
               false);
    keeper->commands[event->n & (TIMEKEEPER_COMMANDS - 1)] =
        (struct timed_command){event->n, message ? STAGE_DOT : stage, wait};
    if (keeper->awaited != WAIT_GREETING)
        keeper->awaited = wait;
}

static void hear_server(struct timekeeper *keeper, const struct event *event) {
    const struct timed_command *command = NULL;
    if (event->kind == EVENT_REPLY)
        command = answered(keeper, event->reply.to);
    if (command && event->reply.latency != DURATION_UNKNOWN)
        waited(keeper, event->reply.final ? WAIT_DOT : command->wait, event->reply.latency,
               event->n, false);
    else if (event->kind == EVENT_GREETING && keeper->awaited == WAIT_GREETING)
        waited(keeper, WAIT_GREETING, moment_since(event->at, keeper->since), event->n, false);
    else if (event->kind == EVENT_REPLY && event->reply.to == EVENT_NOTHING && !keeper->waiting)
        idled(keeper, event, true);
    keeper->awaited = WAITS;
}

/* Whoever closes gives up what it waited for. */
static void hear_close(struct timekeeper *keeper, const struct event *event) {
    bool client = event->side == SIDE_CLIENT;
    if (keeper->closed || !is_close(event))
        return;
    if (client && keeper->waiting)
        waited(keeper, keeper->awaited, moment_since(event->at, keeper->since), event->n, true);
    else if (!client && !keeper->waiting && keeper->stage != STAGE_QUIT)
        idled(keeper, event, true);
}

static void note_waits(struct timekeeper *keeper, const struct event *event, enum stage stage) {
    if (event->kind == EVENT_CLOSE)
        hear_close(keeper, event);
    else if (event->side == SIDE_SERVER)
        hear_server(keeper, event);
    else
        hear_client(keeper, event, stage);
    if (keeper->awaited != WAIT_GREETING)
        keeper->since = moment_later(event->end, keeper->since);
}

/* ---- the clock ---- */

/* Of the wait that goes on: a client that speaks too soon waits for the greeting all the same. */
static enum stage stage_awaited(const struct timekeeper *keeper) {
    return keeper->awaited == WAIT_GREETING ? STAGE_GREETING : keeper->stage;
}

/* Time up to `moment`, if it lies ahead. What somebody held up is that one's, and of the stage in
 * which it was. */
static void spend(struct timekeeper *keeper, struct moment moment, enum stage stage,
                  enum time_owner owner) {
    duration span = moment_since(moment, keeper->now);
    duration *spent = &keeper->timing.spent[stage][owner];
    duration *held = keeper->timing.spent[stage_awaited(keeper)];
    if (span <= 0)
        return;
    for (int other = 0; other < TIME_OWNERS; other++) {
        duration part = keeper->held_up[other] < span ? keeper->held_up[other] : span;
        held[other] = duration_add(held[other], part);
        keeper->held_up[other] -= part;
        span -= part;
    }
    *spent = duration_add(*spent, span);
    keeper->now = moment;
}

/* Who was the cause that nothing came for so long, and something like this did then; TIME_OWNERS:
 * nobody. */
static enum time_owner holder_of(const struct event *event) {
    enum time_owner own = event->side == SIDE_CLIENT ? TIME_CLIENT : TIME_SERVER;
    enum time_owner other = event->side == SIDE_CLIENT ? TIME_SERVER : TIME_CLIENT;
    switch (event->network.notice.kind) {
    case NOTICE_KEEP_ALIVE:
    case NOTICE_ZERO_WINDOW:
    case NOTICE_RESET:
        return TIME_OWNERS;
    case NOTICE_WINDOW_PROBE:
        return other;
    case NOTICE_WINDOW_OPEN:
        return own;
    default:
        return TIME_NETWORK;
    }
}

static void hear_network(struct timekeeper *keeper, const struct event *event) {
    enum time_owner holder = holder_of(event);
    if (holder < TIME_OWNERS)
        keeper->held_up[holder] =
            duration_add(keeper->held_up[holder], event->network.notice.waited);
}

/* Of a connection what counts is the way to the server and back, not when it was used. */
static void hear_connect(struct timekeeper *keeper, const struct event *event) {
    bool known = event->connect.answered != DURATION_UNKNOWN;
    struct moment there = {event->at.ns + (known ? event->connect.answered : 0)};
    spend(keeper, event->at, STAGE_CONNECT, TIME_NETWORK);
    spend(keeper, there, STAGE_CONNECT, TIME_NETWORK);
    keeper->unanswered = event->connect.syns > 0 && !known && !event->connect.accepted;
    keeper->stage = keeper->unanswered ? STAGE_CONNECT : STAGE_GREETING;
    keeper->awaited = keeper->unanswered ? WAITS : WAIT_GREETING;
    keeper->since = there;
}

/* Whose time the silence before the event is. Where a side gave up, or the source ended, it is that
 * of whoever was waited for; a 421 out of turn ends a wait for the client. */
static enum time_owner owner_of(const struct timekeeper *keeper, const struct event *event) {
    bool given_up = event->kind == EVENT_CLOSE &&
                    (!is_close(event) || (event->side == SIDE_CLIENT && keeper->waiting));
    bool dismissed = event->kind == EVENT_REPLY && event->reply.to == EVENT_NOTHING;
    if (keeper->unanswered)
        return TIME_NETWORK;
    if (given_up)
        return keeper->waiting ? TIME_SERVER : TIME_CLIENT;
    if (dismissed && !keeper->waiting)
        return TIME_CLIENT;
    return event->side == SIDE_CLIENT ? TIME_CLIENT : TIME_SERVER;
}

/* A reply whose end never came: the client waits on. */
static bool is_unfinished(const struct event *event) {
    return event->kind == EVENT_REPLY && event->reply.end == END_NONE;
}

static void hear_talk(struct timekeeper *keeper, const struct event *event) {
    keeper->unanswered &= event->kind == EVENT_CLOSE;
    bool in_vain = event->kind == EVENT_CLOSE && (keeper->awaited == WAIT_GREETING ||
                                                  (keeper->waiting && event->side == SIDE_CLIENT));
    enum stage stage = in_vain ? stage_awaited(keeper) : stage_of(keeper, event);
    enum time_owner owner = owner_of(keeper, event);
    bool tls = event->kind == EVENT_TLS &&
               event->tls.what == TLS_HANDSHAKE;        /* from one hello to the other */
    bool late = moment_before(event->end, keeper->now); /* told when something else had been said */
    bool goes_on = moment_before(keeper->now, event->end);
    note_waits(keeper, event, stage);
    spend(keeper, event->at, stage, owner);
    spend(keeper, event->end, stage, tls ? TIME_SERVER : owner);
    if (goes_on)
        memset(keeper->held_up, 0, sizeof keeper->held_up);
    keeper->stage = stage;
    if (event->kind == EVENT_CLOSE)
        keeper->closed |= is_close(event);
    else if (!late)
        keeper->waiting = is_unfinished(event) || (event->side == SIDE_CLIENT && !tls);
}

static void start(struct timekeeper *keeper, const struct event *event) {
    keeper->first = keeper->now = keeper->since = event->at;
    keeper->first_stage = stage_of(keeper, event);
    keeper->first_owner = event->kind == EVENT_CONNECT ? TIME_NETWORK
                          : event->side == SIDE_CLIENT ? TIME_CLIENT
                                                       : TIME_SERVER;
    keeper->started = true;
}

/* A gap says nothing of time: it is told when it is certain, and not where it lies. */
enum stage timekeeper_hear(struct timekeeper *keeper, const struct event *event) {
    if (event->kind == EVENT_GAP)
        return keeper->stage;
    if (!keeper->started)
        start(keeper, event);
    if (event->kind == EVENT_NETWORK)
        hear_network(keeper, event);
    else if (event->kind == EVENT_CONNECT)
        hear_connect(keeper, event);
    else
        hear_talk(keeper, event);
    return event->kind == EVENT_CONNECT ? STAGE_CONNECT : keeper->stage;
}

static void hear(void *context, const struct session *session, const struct event *event) {
    (void)session;
    (void)timekeeper_hear(context, event);
}

static void hear_sealed(void *context, const struct session *session, enum side side,
                        struct moment moment) {
    struct timekeeper *keeper = context;
    (void)session;
    spend(keeper, moment, STAGE_SEALED, side == SIDE_CLIENT ? TIME_CLIENT : TIME_SERVER);
    keeper->stage = STAGE_SEALED;
    keeper->waiting = side == SIDE_CLIENT;
    keeper->awaited = WAITS;
}

void timekeeper_begin(struct timekeeper *keeper) {
    *keeper = (struct timekeeper){.stage = STAGE_GREETING, .waiting = true, .awaited = WAITS};
    for (size_t i = 0; i < TIMEKEEPER_COMMANDS; i++)
        keeper->commands[i].n = EVENT_NOTHING;
}

const struct sink *timekeeper_sink(struct timekeeper *keeper, const struct sink *next) {
    keeper->sink =
        (struct sink){.event = hear, .sealed = hear_sealed, .context = keeper, .next = next};
    return &keeper->sink;
}

/* What was not said is on the way still: the last acknowledgment, or the answer that somebody waits
 * for. Before the first event is what led to it. */
void timekeeper_end(struct timekeeper *keeper, struct moment from, struct moment until) {
    bool network = keeper->unanswered || keeper->closed;
    enum time_owner owner = network ? TIME_NETWORK : keeper->waiting ? TIME_SERVER : TIME_CLIENT;
    if (!keeper->started)
        return;
    spend(keeper, until, stage_awaited(keeper), owner);
    duration before = moment_since(keeper->first, from);
    duration *first = &keeper->timing.spent[keeper->first_stage][keeper->first_owner];
    if (before > 0)
        *first = duration_add(*first, before);
}
