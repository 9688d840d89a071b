/* flow.h: one TCP connection as packets: its two ends, and how far each direction was read.
 *
 * A flow in order needs nothing beside this record; what is missing or early is kept in its
 * disorder (disorder.h), which it has only while it needs one. */
#ifndef HELOISE_CAPTURE_FLOW_H
#define HELOISE_CAPTURE_FLOW_H

#include "base/cache.h"
#include "capture/flow_key.h"
#include "capture/origin.h"
#include "capture/tcp.h"

#include <assert.h>
#include <stdalign.h>

struct disorder;

/* What is known of one direction: each is 0 or 1. They are no `bool`, so that the compiler compares
 * several at once. */
struct direction {
    uint8_t spoke : 1;       /* a segment other than RST was seen */
    uint8_t heard : 1;       /* flow.acknowledged holds */
    uint8_t syn : 1;         /* its SYN was seen: flow.first is certain */
    uint8_t started : 1;     /* flow.first and flow.next hold */
    uint8_t guessed : 1;     /* started from a segment without payload, perhaps a keep-alive */
    uint8_t finished : 1;    /* its FIN was delivered */
    uint8_t zero_window : 1; /* the last segment advertised no window */
};

enum flow_state {
    FLOW_YOUNG,   /* where the directions start is not settled */
    FLOW_LIVE,    /* octets are delivered */
    FLOW_ENDED,   /* both FINs were delivered; late packets are still counted */
    FLOW_CLOSED,  /* forgotten by the sink: it is a past one (past_flow.h) */
    FLOW_IGNORED, /* the same, since the sink wants no more of it */
};

/* What every packet touches comes first, in one line of cache. */
struct flow {
    alignas(CACHE_LINE) struct flow_ends ends; /* see flow_end() */
    struct moment last;                        /* of the packet that was captured last */
    /* Of each direction, by the end that sends: all before was delivered or declared lost. */
    uint32_t next[2];
    uint32_t packets; /* taken so far, ICMP errors about it counted */
    struct direction directions[2];
    uint8_t strays;         /* segments in a row whose numbers are out of reach */
    uint8_t state : 3;      /* enum flow_state */
    bool client : 1;        /* which end is the client */
    bool lower : 1;         /* which end is the lower one of `ends` */
    bool settled : 1;       /* opened, and nothing of the handshake is awaited any more */
    uint8_t disordered : 1; /* it has a disorder */
    bool outrun : 1;        /* the last packet's time is not the latest: `latest` is */

    void *user;                /* what the sink's open() returned */
    struct disorder *disorder; /* NULL while nothing is missing or early */
    struct moment latest;      /* see flow_latest() */
    uint64_t stream;
    uint32_t first[2]; /* number of the first octet; before the start is known: the lowest seen */
    uint32_t acknowledged[2]; /* before the start: the lowest that the other side acknowledged */
    bool sides_known : 1;
    bool opened : 1;
    bool captured : 1; /* packets of it were, not only errors about it */
};

static_assert(offsetof(struct flow, user) == CACHE_LINE,
              "what every packet touches is one line of cache");
static_assert(sizeof(struct flow) == 2 * CACHE_LINE, "a flow takes two lines of cache");

/* One of its ends: 0 sent the first packet. */
static inline struct endpoint flow_end(const struct flow *flow, unsigned end) {
    return flow_ends_at(&flow->ends, end ^ flow->lower);
}

/* The latest time of its packets. */
static inline struct moment flow_latest(const struct flow *flow) {
    return flow->outrun ? flow->latest : flow->last;
}

static inline enum side flow_side(const struct flow *flow, unsigned end) {
    return end == flow->client ? SIDE_CLIENT : SIDE_SERVER;
}

/* "young", "live" …, for --debug. */
const char *flow_state_name(enum flow_state state);

/* Takes from a segment, as it is captured, what tells the sides and where directions start. */
void flow_learn(struct flow *flow, unsigned end, const struct segment *segment);

/* Guesses the sides where no SYN told them: by `server_port` (may be NULL), else by the lower port.
 */
void flow_guess_sides(struct flow *flow, bool (*server_port)(uint16_t port));

/* Whether the segment carries a lone NUL, as some keep-alives do in place of the octet before the
 * next (RFC 9293 3.8.4). No mail program sends one by itself. */
static inline bool segment_is_garbage(const struct segment *segment) {
    return segment->payload.size == 1 && segment->payload.data[0] == 0 && segment->cut == 0 &&
           !(segment->flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

/* What the segments that were held tell about the start of one direction. */
struct start_clues {
    uint32_t lowest_data; /* of the segments with payload */
    bool has_data;
};

/* Settles where a direction starts that spoke without a SYN. */
void flow_start(struct flow *flow, unsigned end, const struct start_clues *clues);

/* What is known of where a direction begins. */
struct origin flow_origin(const struct flow *flow, unsigned end);

/* Whether a segment that has the ends of this flow begins another one: a SYN with another initial
 * number. */
bool flow_is_superseded(const struct flow *flow, unsigned end, const struct segment *segment);

/* Whether what an acknowledgment covers of this end's direction was delivered or declared lost.
 * Nothing is awaited of a direction that was never seen. */
static inline bool flow_covers(const struct flow *flow, unsigned end, uint32_t acknowledgment) {
    return !serial_after(acknowledgment, flow->next[end]) || !flow->directions[end].started ||
           flow->directions[end].finished;
}

#endif
