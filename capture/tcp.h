/* tcp.h: from segments to the octets of each side, in order and in causal order.
 *
 * A flow is one TCP connection as packets: two directions, sequence numbers. The assembler finds
 * the flow of each segment, puts what came out of order, twice, overlapping or re-cut into order,
 * and hands payload over only when everything that it acknowledges of the other direction was
 * handed over or declared lost. What was acknowledged and never captured is a gap, told when it can
 * no longer come: after 32 further packets of the flow, one second of capture time, or the end. */
#ifndef HELOISE_CAPTURE_TCP_H
#define HELOISE_CAPTURE_TCP_H

#include "base/rare.h"
#include "capture/segment.h"

/* How a flow looked when its first octets were handed over. */
struct flow_info {
    struct endpoint ends[2]; /* by enum side: SIDE_CLIENT sent the SYN, or is guessed */
    uint64_t stream;     /* Wireshark's tcp.stream: flows counted from 0 in the order of their first
                            packet */
    struct moment start; /* of the flow's first packet */
    uint64_t record;     /* of that packet */
    bool sides_known;    /* a SYN told who is the client */
    bool midstream;      /* no SYN of either side was seen */
};

/* What was captured of a flow in all. */
struct flow_tally {
    uint64_t packets;  /* ICMP errors about it counted */
    struct moment end; /* the latest time of them */
};

enum flow_notice_kind {
    FLOW_SYN,      /* SYN or SYN-ACK of this side */
    FLOW_ACCEPTED, /* the client acknowledges the SYN-ACK: the connection stands */
    FLOW_RETRANSMISSION,
    FLOW_ZERO_WINDOW,  /* this side takes no more for now; told once until its window opens */
    FLOW_WINDOW_OPEN,  /* it takes octets again */
    FLOW_WINDOW_PROBE, /* this side asks whether the other takes octets again */
    FLOW_KEEP_ALIVE,
    FLOW_OVERLAP, /* sent again with other octets; the first ones count */
    FLOW_RST,     /* a RST of this side, as captured; whether it ends the flow is told by end() */
    FLOW_ICMP,    /* an ICMP error about a segment of this side */
};

struct flow_notice {
    enum flow_notice_kind kind;
    uint32_t octets; /* FLOW_RETRANSMISSION, FLOW_OVERLAP: how many were sent again */
    duration waited; /* since the packet of the flow before; 0: that has a later time */
    const struct icmp_error *error; /* FLOW_ICMP; else NULL */
    struct place place;
};

enum flow_ending { FLOW_FIN, FLOW_RESET, FLOW_TIMEOUT, FLOW_OPEN };

/* What the assembler tells. `flow` is what open() returned for it. */
struct tcp_sink {
    void *context;
    /* A new flow, before anything else of it. What it returns (NULL too) is handed to the other
     * calls. */
    void *(*open)(void *context, const struct flow_info *info);
    /* One packet of the flow, in capture order, before anything it leads to; also for the flow's
     * first packet (right after open()), payload or not, for late ones until close(), and for ICMP
     * errors about it. For keeping packet places; how many there were close() tells. NULL: not
     * wanted. */
    void (*packet)(void *context, void *flow, const struct segment *segment);
    /* Payload in order; false: no more of this flow is wanted, close() is called at once. */
    bool (*bytes)(void *context, void *flow, enum side side, struct moment moment,
                  struct slice octets, struct place place);
    void (*gap)(void *context, void *flow, enum side side, struct moment moment, uint64_t count);
    void (*notice)(void *context, void *flow, enum side side, struct moment moment,
                   const struct flow_notice *notice);
    /* FIN: once for each side, in order with its octets. RESET, TIMEOUT, OPEN: once, for the whole
     * flow. */
    void (*end)(void *context, void *flow, enum side side, struct moment moment,
                enum flow_ending how);
    /* The flow is forgotten; the last call for it. After both FINs it comes a little later, so that
     * the packets that follow them are counted; nothing else is told meanwhile. */
    void (*close)(void *context, void *flow, const struct flow_tally *tally);
};

struct tcp_options {
    /* Whether a port is likely the server's, to guess sides where no SYN was seen. */
    bool (*server_port)(uint16_t port);
    size_t most_waiting_flow; /* octets out of order kept for one flow; 0: 4 MiB. Past it the hole
                                 becomes a gap */
    size_t most_waiting;      /* and for all flows together; 0: 64 MiB */
    size_t most_flows; /* 0: 1,000,000; past it the longest idle flow ends with FLOW_TIMEOUT */
    void (*debug)(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
    void *debug_context; /* --debug flow */
};

struct tcp;

/* `sink` and `options` are copied; what they point to is borrowed for its life. NULL when memory
 * ran out. */
struct tcp *tcp_new(const struct tcp_options *options, const struct tcp_sink *sink);

/* The next segment of the capture. False when memory ran out; the segment is then lost. */
bool tcp_segment(struct tcp *tcp, const struct segment *segment);

/* An ICMP error, and the segment that it quotes (SEGMENT_QUOTED). Where it quotes a whole TCP
 * header it counts as a packet of its flow, and begins one that was not seen before, as in
 * Wireshark's numbers. False when it speaks of no flow that is open, or of octets that this flow
 * cannot have sent. */
RARE bool tcp_error(struct tcp *tcp, const struct segment *quoted, const struct icmp_error *error);

/* The number of the flow that has the segment, which was handed over just now, whether the sink was
 * told of it or it is held back. False: none has it, or nobody wants the flow any more. */
bool tcp_stream(const struct tcp *tcp, const struct segment *segment, uint64_t *stream);

/* No packet came, and the clock says `now` (following a live source): tells gaps whose time has
 * come. */
void tcp_tick(struct tcp *tcp, struct moment now);

/* Packets go on coming, and it is `now`: the same for flows of which none came for a second. */
void tcp_tick_quiet(struct tcp *tcp, struct moment now);

/* The source ran out: declares what is missing lost, hands over what waits, ends and closes every
 * flow, in the order of stream; nothing may come after the first call. At most `most` flows are
 * closed; whether there are more, which wait for the next call. */
bool tcp_finish(struct tcp *tcp, size_t most);

/* Flows seen so far. */
uint64_t tcp_flow_count(const struct tcp *tcp);

/* Frees everything; calls nothing. */
void tcp_free(struct tcp *tcp);

#endif
