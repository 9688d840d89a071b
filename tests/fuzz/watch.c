#include "tests/fuzz/watch.h"

#include <inttypes.h>

#include "session/protocol.h"
#include "tests/fuzz/insist.h"

/* What is kept of an event. */
struct seen {
    bool told;
    bool placed; /* it has a place among its side's octets */
    enum side side;
    uint64_t offset;
    uint64_t content; /* octets of content handed over, told or not */
};

struct watch {
    struct sink sink;
    struct seen *events; /* by number */
    size_t count, room;
    uint32_t last_answered; /* the largest number that an event answered; 0 when none */
    bool answered;
    volatile uint64_t sum; /* of all octets that were read */
};

static struct seen *seen_at(struct watch *watch, uint32_t n) {
    INSIST(n != EVENT_NOTHING, "an event without a number");
    if (n >= watch->room) {
        size_t room = 2 * (size_t)n + 64;
        watch->events = realloc(watch->events, room * sizeof *watch->events);
        INSIST(watch->events, "memory for %zu events", room);
        memset(watch->events + watch->room, 0, (room - watch->room) * sizeof *watch->events);
        watch->room = room;
    }
    if (n >= watch->count)
        watch->count = (size_t)n + 1;
    return &watch->events[n];
}

/* ---- every slice can be read ---- */

static void touch(struct watch *watch, struct slice slice) {
    uint64_t sum = 0;
    for (size_t i = 0; i < slice.size; i++)
        sum += slice.data[i];
    watch->sum += sum;
}

static void touch_names(struct watch *watch, struct tls_names names) {
    for (size_t i = 0; i < names.count; i++)
        touch(watch, names.names[i]);
}

static void touch_tls(struct watch *watch, const struct tls_event *tls) {
    touch(watch, tls->version);
    touch(watch, tls->cipher);
    touch(watch, tls->server_name);
    touch(watch, tls->alert);
    for (size_t i = 0; i < tls->certificate_count; i++) {
        touch(watch, tls->certificates[i].subject);
        touch(watch, tls->certificates[i].issuer);
        touch_names(watch, tls->certificates[i].names);
    }
    if (!tls->offer)
        return;
    touch_names(watch, tls->offer->ciphers);
    touch_names(watch, tls->offer->protocols);
    touch(watch, tls->offer->ja4);
}

static void touch_command(struct watch *watch, const struct command_event *command) {
    touch(watch, command->verb);
    touch(watch, command->argument);
    touch(watch, command->line);
    touch(watch, command->secret);
    touch(watch, command->address);
    touch(watch, command->user);
    touch(watch, command->mechanism);
    for (size_t i = 0; i < command->parameter_count; i++) {
        touch(watch, command->parameters[i].name);
        touch(watch, command->parameters[i].value);
    }
}

static void touch_reply(struct watch *watch, const struct reply_event *reply) {
    touch(watch, reply->status);
    touch(watch, reply->response_code);
    for (size_t i = 0; i < reply->line_count; i++)
        touch(watch, reply->lines[i]);
}

static void touch_continuation(struct watch *watch, const struct continuation_event *continuation) {
    touch(watch, continuation->line);
    touch(watch, continuation->secret);
    touch(watch, continuation->user);
    touch(watch, continuation->status);
}

static void touch_event(struct watch *watch, const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        touch_command(watch, &event->command);
        break;
    case EVENT_GREETING:
    case EVENT_REPLY:
        touch_reply(watch, &event->reply);
        break;
    case EVENT_CONTINUATION:
        touch_continuation(watch, &event->continuation);
        break;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        touch(watch, event->message.via);
        break;
    case EVENT_TLS:
        touch_tls(watch, &event->tls);
        break;
    case EVENT_PROXY:
        touch(watch, event->proxy.line);
        break;
    case EVENT_JUNK:
        touch(watch, event->junk.text);
        touch(watch, event->junk.secret);
        break;
    default:
        break;
    }
}

/* ---- each event ---- */

static uint32_t answers(const struct event *event) {
    if (event->kind == EVENT_REPLY || event->kind == EVENT_GREETING)
        return event->reply.to;
    return event->kind == EVENT_CONTINUATION ? event->continuation.to : EVENT_NOTHING;
}

static void check_message(const struct event *event, uint64_t handed_over) {
    const struct message_event *message = &event->message;
    INSIST(message->octets == handed_over, "event %u: %" PRIu64 " octets, %" PRIu64 " handed over",
           event->n, message->octets, handed_over);
    INSIST(message->wire_octets >= message->octets, "event %u", event->n);
    INSIST(!message->complete || message->end != END_NONE || event->kind == EVENT_BLOCK, "event %u",
           event->n);
}

/* What is missing is told when it is known to be, and then what came before it may still wait. A
 * message by BDAT has its number from the first chunk, also when that is empty. */
static bool has_place(const struct event *event) {
    bool chunks = event->kind == EVENT_MESSAGE && slice_equal(event->message.via, SLICE("BDAT"));
    return event->octets > 0 && event->kind != EVENT_GAP && !chunks;
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct watch *watch = context;
    struct seen *seen = seen_at(watch, event->n);
    uint64_t said = session_octets(session, event->side) + session_lost(session, event->side);
    uint32_t to = answers(event);
    INSIST(!seen->told, "number %u is given twice", event->n);
    INSIST(event->kind == EVENT_GAP || event->offset + event->octets <= said,
           "event %u lies behind the end", event->n);
    touch_event(watch, event);
    if (event->kind == EVENT_MESSAGE || event->kind == EVENT_BLOCK)
        check_message(event, seen->content);
    seen->told = true;
    seen->placed = has_place(event);
    seen->side = event->side;
    seen->offset = event->offset;
    if (to == EVENT_NOTHING)
        return;
    watch->answered = true;
    watch->last_answered = to > watch->last_answered ? to : watch->last_answered;
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct watch *watch = context;
    struct seen *seen = seen_at(watch, n);
    (void)session, (void)place;
    INSIST(!seen->told, "content of %u after its event", n);
    touch(watch, octets);
    seen->content += octets.size;
    return true;
}

/* ---- all events ---- */

static void check_order(const struct watch *watch) {
    uint64_t reached[2] = {0};
    for (size_t n = 0; n < watch->count; n++) {
        const struct seen *seen = &watch->events[n];
        if (!seen->placed)
            continue;
        INSIST(seen->offset >= reached[seen->side], "event %zu at %" PRIu64 " of the %s", n,
               seen->offset, side_name(seen->side));
        reached[seen->side] = seen->offset;
    }
}

void watch_end(struct watch *watch, struct session *session) {
    uint32_t next = session_number(session);
    INSIST(watch->count <= next, "%zu numbers, %u given", watch->count, next);
    INSIST(!watch->answered || watch->last_answered < next, "an answer to %u, %u given",
           watch->last_answered, next);
    check_order(watch);
}

struct watch *watch_new(void) {
    struct watch *watch = calloc(1, sizeof *watch);
    INSIST(watch, "memory");
    return watch;
}

const struct sink *watch_sink(struct watch *watch, const struct sink *next) {
    watch->sink =
        (struct sink){.event = hear_event, .content = hear_content, .context = watch, .next = next};
    return &watch->sink;
}

void watch_free(struct watch *watch) {
    free(watch->events);
    free(watch);
}
