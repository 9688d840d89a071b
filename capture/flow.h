/* flow.h: one TCP connection as packets: its two ends, and how far each direction was read.
 *
 * A flow in order needs nothing beside this record; what is missing, early or about to end is kept
 * in its disorder (disorder.h), which it has only while it needs one. */
#ifndef HELOISE_CAPTURE_FLOW_H
#define HELOISE_CAPTURE_FLOW_H

#include "capture/serial.h"
#include "capture/tcp.h"

struct disorder;

/* One direction. Before its start is known, `first` is the lowest number seen in it. */
struct direction {
    uint32_t next;  /* all before was delivered or declared lost */
    uint32_t first; /* number of its first octet */
    uint32_t
        acknowledged;     /* before the start: the lowest number that the other side acknowledged */
    bool spoke : 1;       /* a segment other than RST was seen */
    bool heard : 1;       /* `acknowledged` holds */
    bool syn : 1;         /* its SYN was seen: `first` is certain */
    bool started : 1;     /* `first` and `next` hold */
    bool guessed : 1;     /* started from a segment without payload, perhaps a keep-alive */
    bool finished : 1;    /* its FIN was delivered */
    bool zero_window : 1; /* the last segment advertised no window */
};

enum flow_state {
    FLOW_YOUNG,   /* where the directions start is not settled */
    FLOW_LIVE,    /* octets are delivered */
    FLOW_ENDED,   /* both FINs were delivered; late packets are still counted */
    FLOW_CLOSED,  /* forgotten by the sink; kept to know its late packets */
    FLOW_IGNORED, /* the sink wants no more of it */
};

struct flow {
    struct endpoint ends[2];        /* [0] sent the first packet; "end" is an index of these */
    struct direction directions[2]; /* by the end that sends */
    void *user;                     /* what the sink's open() returned */
    struct disorder *disorder;      /* NULL while nothing is missing, early or ending */
    struct moment last;             /* of the packet that was captured last */
    struct moment latest;           /* the latest of its packets */
    uint64_t stream;
    uint32_t packets; /* taken so far, ICMP errors about it counted */
    uint8_t state;    /* enum flow_state */
    uint8_t strays;   /* segments in a row whose numbers are out of reach */
    uint8_t client;   /* which end is the client */
    bool sides_known : 1;
    bool opened : 1;
    bool captured : 1; /* packets of it were, not only errors about it */
    bool settled : 1;  /* opened, and nothing of the handshake is awaited any more */
};

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

/* Whether a segment that has the ends of this flow begins another one: a SYN with another initial
 * number, or payload far from where a closed flow ended. */
bool flow_is_superseded(const struct flow *flow, unsigned end, const struct segment *segment);

/* Whether what an acknowledgment covers of this direction was delivered or declared lost. Nothing
 * is awaited of a direction that was never seen. */
static inline bool direction_covers(const struct direction *direction, uint32_t acknowledgment) {
    return !direction->started || direction->finished ||
           !serial_after(acknowledgment, direction->next);
}

#endif
