#include "diagnose/timing.h"

const char *stage_name(enum stage stage) {
    static const char *const names[] = {"connect",  "greeting", "hello", "tls", "auth",
                                        "envelope", "content",  "dot",   "quit"};
    return names[stage];
}

const char *time_owner_name(enum time_owner owner) {
    static const char *const names[] = {"network", "client", "server"};
    return names[owner];
}

/* ---- sums ---- */

static duration add(duration a, duration b) {
    duration sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

duration timing_of_stage(const struct timing *timing, enum stage stage) {
    duration sum = 0;
    for (int owner = 0; owner < TIME_OWNERS; owner++)
        sum = add(sum, timing->spent[stage][owner]);
    return sum;
}

duration timing_of_owner(const struct timing *timing, enum time_owner owner) {
    duration sum = 0;
    for (int stage = 0; stage < STAGES; stage++)
        sum = add(sum, timing->spent[stage][owner]);
    return sum;
}

duration timing_total(const struct timing *timing) {
    duration sum = 0;
    for (int stage = 0; stage < STAGES; stage++)
        sum = add(sum, timing_of_stage(timing, (enum stage)stage));
    return sum;
}

bool timing_longest(const struct timing *timing, enum stage *stage, enum time_owner *owner) {
    duration longest = 0;
    for (int s = 0; s < STAGES; s++)
        for (int o = 0; o < TIME_OWNERS; o++)
            if (timing->spent[s][o] > longest) {
                longest = timing->spent[s][o];
                *stage = (enum stage)s;
                *owner = (enum time_owner)o;
            }
    return longest > 0;
}

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

static void note(struct timekeeper *keeper, uint32_t n, enum stage stage) {
    keeper->commands[n & (TIMING_COMMANDS - 1)].n = n;
    keeper->commands[n & (TIMING_COMMANDS - 1)].stage = stage;
}

/* The stage of the command that a reply answers. */
static enum stage stage_of_reply(const struct timekeeper *keeper, const struct event *event) {
    uint32_t to = event->reply.to;
    if (event->reply.final)
        return STAGE_DOT;
    if (to != EVENT_NOTHING && keeper->commands[to & (TIMING_COMMANDS - 1)].n == to)
        return keeper->commands[to & (TIMING_COMMANDS - 1)].stage;
    return keeper->stage;
}

static enum stage stage_of(struct timekeeper *keeper, const struct event *event) {
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
        return STAGE_QUIT;
    default:
        return keeper->stage;
    }
}

/* The client gave up: until then it waited for the server. */
static bool gave_up(const struct timekeeper *keeper, const struct event *event) {
    return event->kind == EVENT_CLOSE && event->side == SIDE_CLIENT && keeper->waiting;
}

static enum time_owner owner_of(const struct event *event) {
    bool network =
        event->kind == EVENT_CONNECT || event->kind == EVENT_NETWORK || event->kind == EVENT_GAP;
    return network ? TIME_NETWORK : event->side == SIDE_CLIENT ? TIME_CLIENT : TIME_SERVER;
}

/* ---- the clock ---- */

/* Time up to `moment`, if it lies ahead. */
static void spend(struct timekeeper *keeper, struct moment moment, enum stage stage,
                  enum time_owner owner) {
    duration span = moment_since(moment, keeper->now);
    if (span <= 0)
        return;
    keeper->timing.spent[stage][owner] = add(keeper->timing.spent[stage][owner], span);
    keeper->now = moment;
}

/* Of a connection what counts is the way to the server and back, not when it was used. */
static struct moment end_of(const struct event *event) {
    if (event->kind != EVENT_CONNECT)
        return event->end;
    bool known = event->connect.answered != DURATION_UNKNOWN;
    return (struct moment){event->at.ns + (known ? event->connect.answered : 0)};
}

enum stage timekeeper_hear(struct timekeeper *keeper, const struct event *event) {
    if (!keeper->started)
        keeper->now = event->at;
    keeper->started = true;
    bool impatient = gave_up(keeper, event);
    enum stage stage = impatient ? keeper->stage : stage_of(keeper, event);
    enum time_owner owner = impatient ? TIME_SERVER : owner_of(event);
    if (event->kind == EVENT_COMMAND || event->kind == EVENT_CONTINUATION ||
        event->kind == EVENT_MESSAGE)
        note(keeper, event->n, event->kind == EVENT_MESSAGE ? STAGE_DOT : stage);
    spend(keeper, event->at, stage, owner);
    spend(keeper, end_of(event), stage, owner);
    keeper->stage = stage;
    if (event->kind == EVENT_CONNECT)
        keeper->stage = STAGE_GREETING;
    else if (event->kind != EVENT_NETWORK && event->kind != EVENT_GAP)
        keeper->waiting = event->side == SIDE_CLIENT;
    return stage;
}

static void hear(void *context, const struct session *session, const struct event *event) {
    (void)session;
    (void)timekeeper_hear(context, event);
}

void timekeeper_begin(struct timekeeper *keeper, struct moment start) {
    *keeper = (struct timekeeper){
        .now = start, .started = start.ns != 0, .stage = STAGE_GREETING, .waiting = true};
    for (size_t i = 0; i < TIMING_COMMANDS; i++)
        keeper->commands[i].n = EVENT_NOTHING;
}

const struct sink *timekeeper_sink(struct timekeeper *keeper, const struct sink *next) {
    keeper->sink = (struct sink){.event = hear, .context = keeper, .next = next};
    return &keeper->sink;
}
