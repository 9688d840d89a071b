/* notices.c: what the carrier saw, folded: notices of one kind, one side and the same words between
 * which nothing was said are one event, with their number and the moments of the first and the
 * last.
 *
 * So a transfer with thousands of retransmissions tells them in one line, and a session's network
 * events are no more than its other events times the kinds there are. Past MOST_TOLD even these are
 * too many: then each kind is told once more, when the session ends. */
#include "session/inside.h"

enum {
    MOST_OPEN = 16,   /* events that may grow at the same time; what finds no place is left out */
    MOST_TOLD = 1024, /* events of one session before nothing but its end closes them */
};

struct notices {
    struct open_notice {
        uint32_t n;
        enum side side;
        struct seen seen;
    } open[MOST_OPEN];
    size_t open_count;
    uint32_t told;
};

bool seen_is_same(const struct seen *seen, const struct notice *notice) {
    const struct notice *first = &seen->network.notice;
    return first->kind == notice->kind && first->mtu == notice->mtu &&
           first->text == notice->text && first->from.size == notice->from.size &&
           memcmp(first->from.address, notice->from.address, sizeof notice->from.address) == 0;
}

/* Of the packets that a tap exchanged, the latest is the last. */
void seen_again(struct seen *seen, const struct seen *more) {
    seen->network.count += more->network.count;
    seen->network.notice.octets += more->network.notice.octets;
    duration waited = more->network.notice.waited;
    if (__builtin_add_overflow(seen->network.notice.waited, waited, &seen->network.notice.waited))
        seen->network.notice.waited = INT64_MAX;
    seen->end = moment_later(seen->end, more->end);
}

static struct open_notice *find_open(struct notices *notices, enum side side,
                                     const struct notice *notice) {
    for (size_t i = 0; i < notices->open_count; i++)
        if (notices->open[i].side == side && seen_is_same(&notices->open[i].seen, notice))
            return &notices->open[i];
    return NULL;
}

void notices_add(struct session *session, enum side side, const struct seen *seen) {
    if (!session->notices)
        session->notices = arena_take(&session->arena, sizeof *session->notices);
    struct notices *notices = session->notices;
    if (!notices) /* no memory for what is of no consequence */
        return;
    session->noticed = true;
    struct open_notice *open = find_open(notices, side, &seen->network.notice);
    if (open)
        seen_again(&open->seen, seen);
    else if (notices->open_count < MOST_OPEN)
        notices->open[notices->open_count++] =
            (struct open_notice){.n = session_number(session), .side = side, .seen = *seen};
}

void notices_tell(struct session *session, bool last) {
    struct notices *notices = session->notices;
    if (!notices || (notices->told >= MOST_TOLD && !last))
        return;
    size_t count = notices->open_count;
    notices->open_count = 0;
    session->noticed = false;
    notices->told += (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct open_notice *open = &notices->open[i];
        struct event event;
        event_plain(&event, open->n, EVENT_NETWORK, open->side, open->seen.at);
        event.end = open->seen.end;
        event.packet = open->seen.packet;
        event.network = open->seen.network;
        session_emit(session, &event);
    }
}
