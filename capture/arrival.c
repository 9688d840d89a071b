#include "capture/arrival.h"

#include "base/rare.h"
#include "capture/causality.h"
#include "capture/delivery.h"

#include <inttypes.h>

/* How far past all that is known of a direction a number is believed at once: more than windows
 * hold. */
#define REACH (UINT32_C(16) << 20)

/* How far past all that is known to have been sent an ICMP error may quote: a tap may bring it
 * before the segment. */
#define QUOTED_AHEAD (UINT32_C(1) << 20)

/* After so many segments in a row that are out of reach the capture must have had a pause. */
enum { MOST_STRAYS = 32 };

static struct lane *lane_of(struct flow *flow, unsigned end) {
    return &flow->disorder->lanes[end];
}

static inline void tell_packet(struct tcp *tcp, struct flow *flow, const struct segment *segment) {
    if (tcp->sink.packet)
        tcp->sink.packet(tcp->sink.context, flow->user, segment);
}

/* Opens the flow, and tells when the client's first acknowledgment completes the handshake. */
APART static void tell_early_packet(struct tcp *tcp, struct flow *flow, unsigned end,
                                    const struct segment *segment) {
    bool acknowledges = (segment->flags & (TCP_SYN | TCP_RST | TCP_ACK)) == TCP_ACK;
    flow_open(tcp, flow, segment);
    tell_packet(tcp, flow, segment);
    flow->captured = true;
    flow->settled = !flow->sides_known || (acknowledges && end == flow->client);
    if (flow->sides_known && flow->settled)
        flow_notice(tcp, flow, end, segment, FLOW_ACCEPTED);
}

/* The packet, or one before it, has an earlier time than those before. */
APART static void keep_latest(struct flow *flow, struct moment at) {
    flow->latest = moment_later(at, flow_latest(flow));
    flow->outrun = moment_before(at, flow->latest);
}

static inline void count_packet(struct flow *flow, const struct segment *segment) {
    flow->packets++;
    if (rarely(flow->outrun || moment_before(segment->at, flow->last)))
        keep_latest(flow, segment->at);
    flow->last = segment->at;
}

/* The same of a packet of which there may be something to notice. */
static inline void count_noticed(struct tcp *tcp, struct flow *flow,
                                 const struct segment *segment) {
    duration waited = moment_since(segment->at, flow_latest(flow));
    tcp->waited = waited > 0 ? waited : 0;
    count_packet(flow, segment);
}

static void take_packet(struct tcp *tcp, struct flow *flow, unsigned end,
                        const struct segment *segment) {
    count_noticed(tcp, flow, segment);
    if (flow->settled)
        tell_packet(tcp, flow, segment);
    else
        tell_early_packet(tcp, flow, end, segment);
}

/* Whether nothing of the segment needs more than delivery: it goes on in a flow in order, both
 * sides of which take octets, and the other side's octets that it acknowledges were delivered. Of
 * the flags that matter it has these and no others. */
static inline bool goes_on(const struct flow *flow, unsigned end, const struct segment *segment,
                           uint8_t flags) {
    const struct direction *mine = &flow->directions[end];
    return flow->state == FLOW_LIVE && flow->disordered == 0 && mine->started == 1 &&
           mine->finished == 0 && mine->zero_window == 0 && segment->window > 0 &&
           (segment->flags & (TCP_ACK | TCP_SYN | TCP_FIN | TCP_RST)) == flags &&
           segment->sequence == flow->next[end] && segment->cut == 0 &&
           flow_covers(flow, !end, segment->acknowledgment);
}

/* Takes a segment that goes on: its packet and its octets. */
static inline void take_next(struct tcp *tcp, struct flow *flow, unsigned end,
                             const struct segment *segment) {
    if (flow->settled) {
        count_packet(flow, segment);
        tell_packet(tcp, flow, segment);
    } else {
        take_packet(tcp, flow, end, segment);
    }
    flow->strays = 0;
    if (segment->payload.size)
        flow_deliver_octets(tcp, flow, end, segment->at, segment->payload, segment_place(segment));
}

bool flow_take_plain(struct tcp *tcp, struct flow *flow, unsigned end,
                     const struct segment *segment) {
    if (!goes_on(flow, end, segment, TCP_ACK))
        return false;
    take_next(tcp, flow, end, segment);
    return true;
}

/* Takes a segment that goes on and is the last of its side. */
static void take_last(struct tcp *tcp, struct flow *flow, unsigned end,
                      const struct segment *segment) {
    take_next(tcp, flow, end, segment);
    if (flow->state <= FLOW_LIVE)
        flow_fin(tcp, flow, end, segment->at);
}

static struct piece piece_of(const struct flow *flow, const struct segment *segment) {
    return (struct piece){
        .sequence = segment->sequence + (segment->flags & TCP_SYN ? 1 : 0),
        .arrival = flow->packets,
        .at = segment->at,
        .place = segment_place(segment),
        .octets = segment->payload,
    };
}

/* Whether a number lies where the octets of a direction may be by now. Others are of no use, and
 * believing them would declare all in between lost: they belong to another connection, or were
 * changed on the way. */
static bool is_in_reach(struct tcp *tcp, struct flow *flow, unsigned end, uint32_t number,
                        const struct segment *segment) {
    uint32_t known = flow->next[end];
    if (flow->disorder)
        known = serial_higher(
            known, serial_higher(lane_of(flow, end)->acknowledged, lane_of(flow, end)->sent));
    if (!serial_after(number, known + REACH)) {
        flow->strays = 0;
        return true;
    }
    if (flow->strays >= MOST_STRAYS)
        return true;
    flow->strays++;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": packet %" PRIu64 " is out of reach", flow->stream,
              segment->packet);
    return false;
}

static void take_window(struct tcp *tcp, struct flow *flow, unsigned end,
                        const struct segment *segment) {
    bool zero = segment->window == 0;
    if (segment->flags & (TCP_SYN | TCP_FIN | TCP_RST) || zero == flow->directions[end].zero_window)
        return;
    flow->directions[end].zero_window = zero;
    flow_notice(tcp, flow, end, segment, zero ? FLOW_ZERO_WINDOW : FLOW_WINDOW_OPEN);
}

/* Notes what the segment acknowledges of the other direction, as far as it can be true. Returns
 * whether its delivery has to follow on that. */
static bool take_acknowledgment(struct tcp *tcp, struct flow *flow, unsigned end,
                                const struct segment *segment) {
    if (!(segment->flags & TCP_ACK) || !flow->directions[!end].started)
        return false;
    uint32_t acknowledgment = segment->acknowledgment;
    if (!serial_after(acknowledgment, flow->next[!end]))
        return true;
    if (flow->directions[!end].finished || !is_in_reach(tcp, flow, !end, acknowledgment, segment) ||
        !disorder_of(&tcp->disorders, flow))
        return false;
    struct lane *lane = lane_of(flow, !end);
    lane->acknowledged = serial_higher(lane->acknowledged, acknowledgment);
    return true;
}

RARE static bool take_reset(struct tcp *tcp, struct flow *flow, unsigned end,
                            const struct segment *segment) {
    struct disorder *disorder = disorder_of(&tcp->disorders, flow);
    flow_notice(tcp, flow, end, segment, FLOW_RST);
    if (!disorder)
        return false;
    if (disorder->reset.patience.runs)
        return true;
    uint32_t sequence = segment->sequence;
    if (flow->directions[end].started && !serial_within(sequence, flow->next[end], REACH))
        sequence = flow->next[end];
    disorder->reset.end = end;
    disorder->reset.sequence = sequence;
    patience_start(&disorder->reset.patience, flow, segment->at);
    TCP_DEBUG(tcp, "flow %" PRIu64 ": RST of the %s in packet %" PRIu64, flow->stream,
              side_name(flow_side(flow, end)), segment->packet);
    return true;
}

/* A RST whose sender goes on sending was not the sender's. */
static void doubt_reset(struct tcp *tcp, struct flow *flow, unsigned end,
                        const struct piece *piece) {
    struct reset *reset = flow->disorder ? &flow->disorder->reset : NULL;
    if (!reset || !reset->patience.runs || reset->end != end || piece->octets.size == 0)
        return;
    if (!serial_after(piece_end(piece), reset->sequence) ||
        !moment_before(reset->patience.since, piece->at))
        return;
    reset->patience.runs = false;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": forged RST, the %s goes on", flow->stream,
              side_name(flow_side(flow, end)));
}

/* One octet or none, before what comes next: asks whether the other side is there or, where that
 * took no more, whether it does now (RFC 9293 3.8.4, 3.8.6.1). */
RARE static void take_probe(struct tcp *tcp, struct flow *flow, unsigned end,
                            const struct segment *segment) {
    bool closed = flow->directions[!end].zero_window;
    flow_notice(tcp, flow, end, segment, closed ? FLOW_WINDOW_PROBE : FLOW_KEEP_ALIVE);
}

/* Payload that was delivered already, or none: tells what it is. */
static void take_nothing_new(struct tcp *tcp, struct flow *flow, unsigned end,
                             const struct segment *segment) {
    bool probe = segment->payload.size <= 1 && segment->sequence + 1 == flow->next[end];
    if (segment->flags & (TCP_SYN | TCP_FIN))
        return;
    if (probe)
        take_probe(tcp, flow, end, segment);
    else if (segment->payload.size)
        flow_notice(tcp, flow, end, segment, FLOW_RETRANSMISSION);
}

/* Octets before `upto` were on the wire; `cut`: past the snap length. */
static void note_sent(struct lane *lane, uint32_t upto, bool cut) {
    if (!serial_after(upto, lane->sent))
        return;
    lane->sent = upto;
    lane->cut = cut;
}

RARE static bool put_among_waiting(struct tcp *tcp, struct flow *flow, unsigned end,
                                   const struct segment *segment, const struct piece *piece) {
    struct disorder *disorder = disorder_of(&tcp->disorders, flow);
    if (!disorder)
        return false;
    struct lane *lane = lane_of(flow, end);
    note_sent(lane, piece_end(piece), false);
    struct addition addition = waiting_add(&lane->waiting, piece);
    if (addition.differs)
        flow_notice(tcp, flow, end, segment, FLOW_OVERLAP);
    else if (!addition.added && !addition.failed && piece->octets.size)
        flow_notice(tcp, flow, end, segment, FLOW_RETRANSMISSION);
    if (addition.added)
        TCP_DEBUG(tcp,
                  "flow %" PRIu64 ": packet %" PRIu64 " waits: %s octet %" PRIu32
                  ", read to %" PRIu32,
                  flow->stream, segment->packet, side_name(flow_side(flow, end)), piece->sequence,
                  flow->next[end]);
    return !addition.failed;
}

/* What is new of a piece is delivered, or waits. */
static bool take_piece(struct tcp *tcp, struct flow *flow, unsigned end,
                       const struct segment *segment, const struct piece *whole) {
    struct direction *mine = &flow->directions[end];
    bool unsure = mine->guessed && flow->next[end] == flow->first[end];
    if (unsure && whole->octets.size && whole->sequence == flow->next[end] + 1)
        flow->next[end] = flow->first[end] = whole->sequence; /* a keep-alive had told the start */
    if (segment_is_garbage(segment) && (unsure || serial_after(whole->sequence, flow->next[end]))) {
        take_probe(tcp, flow, end, segment);
        return true;
    }
    if (!serial_after(piece_end(whole), flow->next[end])) {
        take_nothing_new(tcp, flow, end, segment);
        return true;
    }
    if (mine->finished || !is_in_reach(tcp, flow, end, piece_end(whole), segment))
        return true;
    doubt_reset(tcp, flow, end, whole);
    struct piece piece = *whole;
    if (serial_before(piece.sequence, flow->next[end]))
        piece = piece_part(whole, flow->next[end], piece_end(whole));
    bool free = !piece.acknowledges || flow_covers(flow, !end, piece.acknowledgment);
    bool first = !flow->disorder || lane_of(flow, end)->waiting.count == 0;
    if (!free || !first || piece.sequence != flow->next[end])
        return put_among_waiting(tcp, flow, end, segment, &piece);
    if (flow->disorder)
        lane_of(flow, end)->hole.runs = false; /* it goes on: what is missing may be on its way */
    flow_deliver(tcp, flow, end, &piece);
    return true;
}

/* Payload past the snap length, up to a number, is missing unless another copy brings it. */
RARE static bool take_cut(struct tcp *tcp, struct flow *flow, unsigned end,
                          const struct segment *segment, uint32_t upto) {
    if (flow->state > FLOW_LIVE || flow->directions[end].finished ||
        !is_in_reach(tcp, flow, end, upto, segment))
        return true;
    if (!disorder_of(&tcp->disorders, flow))
        return false;
    note_sent(lane_of(flow, end), upto, true);
    return true;
}

/* Whether it is a SYN alone that was learnt from: there is nothing to deliver. */
static bool is_mere_syn(const struct flow *flow, unsigned end, const struct segment *segment) {
    return segment->flags & TCP_SYN && !(segment->flags & TCP_FIN) && segment->payload.size == 0 &&
           segment->cut == 0 && segment->sequence + 1 == flow->next[end];
}

/* Payload and FIN. */
static bool take_octets(struct tcp *tcp, struct flow *flow, unsigned end,
                        const struct segment *segment, bool acknowledges) {
    if (is_mere_syn(flow, end, segment))
        return true;
    struct piece piece = piece_of(flow, segment);
    piece.acknowledges = acknowledges;
    piece.acknowledgment = segment->acknowledgment;
    piece.fin = segment->flags & TCP_FIN;
    if (segment->cut == 0)
        return take_piece(tcp, flow, end, segment, &piece);

    uint32_t upto = piece.sequence + (uint32_t)piece.octets.size + segment->cut;
    struct piece fin = piece;
    piece.fin = false;
    if (piece.octets.size && !take_piece(tcp, flow, end, segment, &piece))
        return false;
    if (!take_cut(tcp, flow, end, segment, upto))
        return false;
    if (!fin.fin || flow->state > FLOW_LIVE)
        return true;
    fin.sequence = upto;
    fin.octets.size = 0;
    return take_piece(tcp, flow, end, segment, &fin);
}

/* A segment of a flow whose start is settled, in the order of capture. */
static bool take_segment(struct tcp *tcp, struct flow *flow, unsigned end,
                         const struct segment *segment) {
    take_packet(tcp, flow, end, segment);
    if (flow->state > FLOW_LIVE)
        return true;
    bool reset = segment->flags & TCP_RST;
    if (segment->flags & TCP_SYN && !reset)
        flow_notice(tcp, flow, end, segment, FLOW_SYN);
    take_window(tcp, flow, end, segment);
    bool acknowledges = take_acknowledgment(tcp, flow, end, segment);
    bool taken = reset ? take_reset(tcp, flow, end, segment)
                       : take_octets(tcp, flow, end, segment, acknowledges);
    if (flow->disorder)
        flow_pump(tcp, flow, URGENCY_NONE, segment->at);
    return taken;
}

/* ---- ICMP errors ---- */

/* Whether the flow may have sent a segment with this number: not before its SYN, not long before
 * what was read, and not far past what is known to be under way. Whoever wants to end a connection
 * with a forged error has to guess the number (RFC 5927 4.1). */
static bool may_have_sent(const struct flow *flow, unsigned end, uint32_t number) {
    const struct direction *mine = &flow->directions[end];
    if (!mine->spoke)
        return true; /* its segments were not captured */
    uint32_t known = mine->started ? flow->next[end] : flow->first[end];
    if (mine->syn && serial_before(number, flow->first[end] - 1))
        return false;
    if (serial_before(number, known))
        return !serial_before(number, known - REACH);
    if (mine->started && flow->disorder)
        known = serial_higher(known, flow->disorder->lanes[end].sent);
    return !serial_after(number, known + QUOTED_AHEAD);
}

RARE static void tell_error(struct tcp *tcp, struct flow *flow, unsigned end,
                            const struct segment *quoted, const struct icmp_error *error) {
    count_noticed(tcp, flow, quoted);
    tell_packet(tcp, flow, quoted);
    if (flow->state <= FLOW_LIVE)
        flow_notice_error(tcp, flow, end, quoted, error);
}

bool flow_take_error(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *quoted,
                     const struct icmp_error *error) {
    if (!may_have_sent(flow, end, quoted->sequence)) {
        TCP_DEBUG(tcp, "flow %" PRIu64 ": the ICMP error in packet %" PRIu64 " cannot be about it",
                  flow->stream, quoted->packet);
        return false;
    }
    if (flow->disorder && flow->disorder->held) { /* in its turn */
        bool added = held_add(&flow->disorder->held, end, quoted, error);
        disorder_count(&tcp->disorders, flow->disorder);
        return added;
    }
    flow_open(tcp, flow, quoted);
    tell_error(tcp, flow, end, quoted, error);
    return true;
}

/* ---- the start ---- */

/* Whether it must be settled first where a direction starts that the segment belongs to. */
static bool must_hold(const struct flow *flow, unsigned end, const struct segment *segment) {
    if (flow->disorder && flow->disorder->held)
        return true;
    if (flow->state == FLOW_YOUNG)
        return !flow->directions[end].started ||
               (!flow->directions[!end].started && segment->flags & TCP_ACK);
    return flow->state == FLOW_LIVE && !flow->directions[end].started &&
           !(segment->flags & TCP_RST);
}

RARE static bool hold(struct tcp *tcp, struct flow *flow, unsigned end,
                      const struct segment *segment) {
    struct disorder *disorder = disorder_of(&tcp->disorders, flow);
    if (!disorder || !held_add(&disorder->held, end, segment, NULL))
        return false;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": packet %" PRIu64 " held until the start is known",
              flow->stream, segment->packet);
    if (disorder->held->count < HELD_MOST &&
        (!flow->directions[0].started || !flow->directions[1].started))
        return true;
    return flow_release(tcp, flow);
}

bool flow_release(struct tcp *tcp, struct flow *flow) {
    struct disorder *disorder = flow->disorder;
    struct held *held = disorder ? disorder->held : NULL;
    if (!held)
        return true;
    disorder->held = NULL;
    for (unsigned end = 0; end < 2; end++) {
        struct start_clues clues = held_clues(held, end);
        if (!flow->directions[end].spoke || flow->directions[end].started)
            continue;
        flow_start(flow, end, &clues);
        disorder_start_lane(disorder, end);
        if (clues.has_data && !flow->directions[!end].syn)
            lane_of(flow, end)->joined = clues.lowest_data;
        TCP_DEBUG(tcp, "flow %" PRIu64 ": end %u starts at %" PRIu32, flow->stream, end,
                  flow->next[end]);
    }
    flow->state = FLOW_LIVE;
    bool taken = true;
    for (struct held_segment *at = held->first; at && flow->state < FLOW_CLOSED; at = at->following)
        if (at->is_quoted)
            tell_error(tcp, flow, at->end, &at->segment, &at->error);
        else
            taken = take_segment(tcp, flow, at->end, &at->segment) && taken;
    held_free(held);
    return taken;
}

/* Learns from the segment, at its capture, what tells how the flow begins. */
static void learn(struct flow *flow, unsigned end, const struct segment *segment) {
    bool started = flow->directions[end].started;
    flow_learn(flow, end, segment);
    if (!started && flow->directions[end].started && flow->disorder)
        disorder_start_lane(flow->disorder, end);
    bool held = flow->disorder && flow->disorder->held;
    if (flow->state == FLOW_YOUNG && !held && flow->directions[0].started &&
        flow->directions[1].started)
        flow->state = FLOW_LIVE;
}

static bool take_any(struct tcp *tcp, struct flow *flow, unsigned end,
                     const struct segment *segment) {
    learn(flow, end, segment);
    return must_hold(flow, end, segment) ? hold(tcp, flow, end, segment)
                                         : take_segment(tcp, flow, end, segment);
}

bool flow_arrive(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *segment) {
    bool taken = true;
    if (goes_on(flow, end, segment, TCP_ACK | TCP_FIN))
        take_last(tcp, flow, end, segment);
    else
        taken = take_any(tcp, flow, end, segment);
    if (flow->disorder) {
        flow->disorder->touched = tcp->segments;
        disorder_count(&tcp->disorders, flow->disorder);
    }
    return taken;
}
