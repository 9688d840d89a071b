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
        struct moment at, end;
        uint64_t packet; /* of the first */
        struct network_event network;
    } open[MOST_OPEN];
    size_t open_count;
    uint32_t told;
};

static bool is_same(const struct open_notice *open, enum side side, const struct notice *notice) {
    const struct notice *first = &open->network.notice;
    return open->side == side && first->kind == notice->kind && first->mtu == notice->mtu &&
           first->text == notice->text && first->from.size == notice->from.size &&
           memcmp(first->from.address, notice->from.address, sizeof notice->from.address) == 0;
}

static struct open_notice *find_open(struct notices *notices, enum side side,
                                     const struct notice *notice) {
    for (size_t i = 0; i < notices->open_count; i++)
        if (is_same(&notices->open[i], side, notice))
            return &notices->open[i];
    return NULL;
}

static void add_open(struct session *session, enum side side, struct moment moment,
                     const struct notice *notice, struct place place) {
    struct notices *notices = session->notices;
    if (notices->open_count == MOST_OPEN)
        return;
    notices->open[notices->open_count++] =
        (struct open_notice){.n = session_number(session),
                             .side = side,
                             .at = moment,
                             .end = moment,
                             .packet = place.packet,
                             .network = {.notice = *notice, .count = 1}};
}

/* Adds one to an event that is open. Of the packets that a tap exchanged, the latest is the last.
 */
static void add_again(struct open_notice *open, struct moment moment, const struct notice *notice) {
    open->network.count++;
    open->network.notice.octets += notice->octets;
    open->end = moment_later(open->end, moment);
}

void notices_add(struct session *session, enum side side, struct moment moment,
                 const struct notice *notice, struct place place) {
    if (!session->notices)
        session->notices = arena_take(&session->arena, sizeof *session->notices);
    if (!session->notices) /* no memory for what is of no consequence */
        return;
    struct open_notice *open = find_open(session->notices, side, notice);
    if (open)
        add_again(open, moment, notice);
    else
        add_open(session, side, moment, notice, place);
}

void notices_tell(struct session *session, bool last) {
    struct notices *notices = session->notices;
    if (!notices || (notices->told >= MOST_TOLD && !last))
        return;
    size_t count = notices->open_count;
    notices->open_count = 0;
    notices->told += (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct open_notice *open = &notices->open[i];
        struct event event = {.n = open->n,
                              .kind = EVENT_NETWORK,
                              .side = open->side,
                              .at = open->at,
                              .end = open->end,
                              .packet = open->packet,
                              .network = open->network};
        session_emit(session, &event);
    }
}
