#include "capture/causality.h"

#include "capture/delivery.h"

#include <inttypes.h>
#include <stdlib.h>

/* How many waiting pieces are looked through for one that waits for a part of a hole. */
enum { LOOK_AHEAD = 64 };

/* Whether the front piece begins where the direction was read to. */
static bool front_is_next(const struct flow *flow, unsigned end) {
    const struct piece *front = waiting_front(&flow->disorder->lanes[end].waiting);
    return front && front->sequence == flow->next[end];
}

static bool front_is_free(const struct flow *flow, unsigned end) {
    const struct piece *front = waiting_front(&flow->disorder->lanes[end].waiting);
    return !front->acknowledges || flow_covers(flow, !end, front->acknowledgment);
}

/* Which of the front pieces was captured first. */
static unsigned earlier_front(const struct flow *flow) {
    const struct lane *lanes = flow->disorder->lanes;
    return waiting_front(&lanes[1].waiting)->arrival < waiting_front(&lanes[0].waiting)->arrival;
}

static void deliver_front(struct tcp *tcp, struct flow *flow, unsigned end) {
    struct piece *piece = waiting_take(&flow->disorder->lanes[end].waiting);
    flow_deliver(tcp, flow, end, piece);
    free(piece);
}

/* Delivers one piece that may be. */
static bool deliver_ready(struct tcp *tcp, struct flow *flow) {
    bool ready[2];
    for (unsigned end = 0; end < 2; end++)
        ready[end] = front_is_next(flow, end) && front_is_free(flow, end);
    if (!ready[0] && !ready[1])
        return false;
    deliver_front(tcp, flow, ready[0] && ready[1] ? earlier_front(flow) : ready[1]);
    return true;
}

/* Whether both fronts wait for each other: each is a retransmission of octets whose first copy was
 * not captured, and acknowledges what came after that. */
static bool is_knotted(const struct flow *flow) {
    return front_is_next(flow, 0) && front_is_next(flow, 1) && !front_is_free(flow, 0) &&
           !front_is_free(flow, 1);
}

/* The number before which octets of a direction are known to have been sent: what the other side
 * acknowledged or, where that side was not captured, what went by. */
static uint32_t known_sent(const struct flow *flow, unsigned end) {
    const struct lane *lane = &flow->disorder->lanes[end];
    return flow->directions[!end].spoke ? lane->acknowledged : lane->sent;
}

/* The hole before `upto` ends where something waits: octets of the same direction, or octets of the
 * other direction that acknowledge a part of it. */
static uint32_t hole_limit(const struct flow *flow, unsigned end, uint32_t upto) {
    const struct piece *front = waiting_front(&flow->disorder->lanes[end].waiting);
    if (flow->directions[end].finished || !flow->directions[end].started ||
        !serial_after(upto, flow->next[end]))
        return flow->next[end];
    if (front)
        upto = serial_lower(upto, front->sequence);
    const struct waiting *others = &flow->disorder->lanes[!end].waiting;
    for (size_t n = 0; n < LOOK_AHEAD && n < others->count; n++) {
        const struct piece *other = waiting_at(others, n);
        if (other->acknowledges && serial_after(other->acknowledgment, flow->next[end]))
            return serial_lower(upto, other->acknowledgment);
    }
    return upto;
}

/* Starts and stops the patience for what is missing now. */
static void watch(struct flow *flow, struct moment now) {
    for (unsigned end = 0; end < 2; end++) {
        struct lane *lane = &flow->disorder->lanes[end];
        uint32_t next = flow->next[end], known = known_sent(flow, end);
        bool open = hole_limit(flow, end, known) != next;
        if (!serial_after(known, next))
            lane->hole.runs = false;
        else if (open && (!lane->hole.runs || !serial_before(next, lane->hole_end))) {
            patience_start(&lane->hole, flow, now);
            lane->hole_end = known;
        }
    }
    struct patience *knot = &flow->disorder->knot;
    if (!is_knotted(flow))
        knot->runs = false;
    else if (!knot->runs)
        patience_start(knot, flow, now);
}

/* Up to where the octets of a direction are given up. */
static uint32_t given_up(const struct flow *flow, unsigned end, enum urgency urgency,
                         struct moment now) {
    const struct lane *lane = &flow->disorder->lanes[end];
    uint32_t upto = flow->next[end];
    if (urgency == URGENCY_ALL)
        upto = serial_higher(upto, serial_higher(lane->acknowledged, lane->sent));
    else if (patience_is_over(&lane->hole, flow, urgency, now))
        upto = urgency == URGENCY_KNOWN ? known_sent(flow, end) : lane->hole_end;
    return hole_limit(flow, end, upto);
}

/* The flow's how many-th packet told that octets are missing. */
static uint32_t missing_since(const struct flow *flow, unsigned end) {
    const struct lane *lane = &flow->disorder->lanes[end];
    const struct piece *front = waiting_front(&lane->waiting);
    if (lane->hole.runs)
        return lane->hole.packets;
    return front ? front->arrival : UINT32_MAX;
}

static struct moment missing_moment(const struct flow *flow, unsigned end) {
    const struct lane *lane = &flow->disorder->lanes[end];
    const struct piece *front = waiting_front(&lane->waiting);
    if (lane->hole.runs)
        return lane->hole.since;
    return front ? front->at : flow->last;
}

/* One number after the last octet, which the other side acknowledged or this side counts in, is a
 * FIN that was not captured, if nothing follows and the other side is done too. */
static bool is_lost_fin(const struct flow *flow, unsigned end, uint32_t upto,
                        enum urgency urgency) {
    const struct lane *lane = &flow->disorder->lanes[end];
    return upto - flow->next[end] == 1 && !serial_after(lane->acknowledged, upto) &&
           !serial_after(lane->sent, upto) && !lane->cut && lane->waiting.count == 0 &&
           (flow->directions[!end].finished || urgency == URGENCY_ALL);
}

static bool declare_lost(struct tcp *tcp, struct flow *flow, enum urgency urgency,
                         struct moment now) {
    uint32_t upto[2];
    bool lost[2];
    for (unsigned end = 0; end < 2; end++) {
        upto[end] = given_up(flow, end, urgency, now);
        lost[end] = upto[end] != flow->next[end];
    }
    if (!lost[0] && !lost[1])
        return false;
    unsigned end = lost[1];
    if (lost[0] && lost[1])
        end = missing_since(flow, 1) < missing_since(flow, 0);
    struct moment moment = missing_moment(flow, end);
    if (is_lost_fin(flow, end, upto[end], urgency))
        flow_fin(tcp, flow, end, moment);
    else
        flow_gap(tcp, flow, end, moment, upto[end]);
    return true;
}

/* Which front goes first, where both or one could be next. */
static unsigned next_front(const struct flow *flow) {
    bool both = front_is_next(flow, 0) && front_is_next(flow, 1);
    return both ? earlier_front(flow) : front_is_next(flow, 1);
}

/* Cuts a knot: the octets that were captured first go first. When all has to go, so do those that
 * wait for nothing that is known: an acknowledgment that has fallen 2^31 behind looks like one of
 * what is to come. */
static bool cut_knot(struct tcp *tcp, struct flow *flow, enum urgency urgency, struct moment now) {
    bool stuck = front_is_next(flow, 0) || front_is_next(flow, 1);
    if (!is_knotted(flow) && !(urgency == URGENCY_ALL && stuck))
        return false;
    if (urgency < URGENCY_ALL && !patience_is_over(&flow->disorder->knot, flow, urgency, now))
        return false;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": nothing goes on; the first captured goes first",
              flow->stream);
    deliver_front(tcp, flow, next_front(flow));
    return true;
}

static bool is_pumped(const struct flow *flow) {
    return flow->state <= FLOW_LIVE && flow->disorder && !flow->disorder->held;
}

static void drain(struct tcp *tcp, struct flow *flow, enum urgency urgency, struct moment now) {
    while (is_pumped(flow)) {
        if (deliver_ready(tcp, flow))
            continue;
        watch(flow, now);
        if (!declare_lost(tcp, flow, urgency, now) && !cut_knot(tcp, flow, urgency, now))
            return;
    }
}

void flow_pump(struct tcp *tcp, struct flow *flow, enum urgency urgency, struct moment now) {
    if (!is_pumped(flow))
        return;
    drain(tcp, flow, urgency, now);
    if (!is_pumped(flow))
        return;
    if (patience_is_over(&flow->disorder->reset.patience, flow, urgency, now))
        flow_finish(tcp, flow, FLOW_RESET);
    else if (disorder_is_over(flow->disorder))
        disorder_drop(&tcp->disorders, flow);
}

void flow_give_up(struct tcp *tcp, struct flow *flow) {
    struct moment now = flow->last;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": too much waits", flow->stream);
    if (declare_lost(tcp, flow, URGENCY_ALL, now) || cut_knot(tcp, flow, URGENCY_ALL, now))
        flow_pump(tcp, flow, URGENCY_NONE, now);
    else
        flow_pump(tcp, flow, URGENCY_KNOWN, now);
}

void flow_finish(struct tcp *tcp, struct flow *flow, enum flow_ending how) {
    drain(tcp, flow, URGENCY_ALL, flow->last);
    if (flow->state <= FLOW_LIVE && flow->opened) {
        enum side side = SIDE_CLIENT;
        struct moment moment = flow->last;
        if (flow->disorder && flow->disorder->reset.patience.runs) {
            how = FLOW_RESET;
            side = flow_side(flow, flow->disorder->reset.end);
            moment = flow->disorder->reset.patience.since;
        }
        tcp->sink.end(tcp->sink.context, flow->user, side, moment, how);
    }
    flow_close(tcp, flow);
}
