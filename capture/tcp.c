#include "base/rare.h"
#include "capture/arrival.h"
#include "capture/causality.h"
#include "capture/delivery.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    DEFAULT_WAITING_FLOW = 4 << 20,
    DEFAULT_WAITING = 64 << 20,
    DEFAULT_FLOWS = 1000000,
    /* Idle flows in disorder are looked after between segments: so many at every so many-th. */
    SWEEP_EVERY = 64,
    SWEEP_FLOWS = 8,
    /* A flow is idle when so many segments of the capture went by in at least a second, or so many
     * more whatever their time. */
    IDLE_SEGMENTS = 256,
    IDLE_SEGMENTS_TIMELESS = 16384,
    /* No tap brings a packet of a flow so late after both FINs. */
    LATE_SEGMENTS = 4096,
};

struct tcp *tcp_new(const struct tcp_options *options, const struct tcp_sink *sink) {
    struct tcp *tcp = calloc(1, sizeof *tcp);
    if (!tcp)
        return NULL;
    tcp->options = *options;
    tcp->sink = *sink;
    if (!tcp->options.most_waiting_flow)
        tcp->options.most_waiting_flow = DEFAULT_WAITING_FLOW;
    if (!tcp->options.most_waiting)
        tcp->options.most_waiting = DEFAULT_WAITING;
    if (!tcp->options.most_flows)
        tcp->options.most_flows = DEFAULT_FLOWS;
    tcp->flows = flow_table_new();
    if (tcp->flows)
        return tcp;
    free(tcp);
    return NULL;
}

void tcp_free(struct tcp *tcp) {
    if (!tcp)
        return;
    disorder_list_clear(&tcp->disorders);
    endings_clear(&tcp->endings);
    flow_table_free(tcp->flows);
    free(tcp->remaining);
    free(tcp);
}

uint64_t tcp_flow_count(const struct tcp *tcp) {
    return tcp->streams;
}

static struct found find_flow(const struct tcp *tcp, const struct segment *segment) {
    return flow_table_find(tcp->flows, &segment->source, &segment->destination);
}

static struct flow_key key_of(const struct tcp *tcp, const struct segment *segment) {
    return flow_table_key(tcp->flows, &segment->source, &segment->destination);
}

/* Hands over all that is left of a flow and forgets it. */
RARE static void retire(struct tcp *tcp, struct flow *flow, enum flow_ending how) {
    struct endpoint ends[2] = {flow_end(flow, 0), flow_end(flow, 1)};
    struct flow_key key = flow_table_key(tcp->flows, &ends[0], &ends[1]);
    unsigned end;
    flow_release(tcp, flow);
    flow_finish(tcp, flow, how);
    struct past_flow *past = flow_table_find_past(tcp->flows, &key, &end);
    if (past)
        flow_table_forget(tcp->flows, past);
}

/* There are as many flows as may be: the oldest one gives way. */
RARE static void make_room(struct tcp *tcp) {
    struct past_flow *past = flow_table_oldest(tcp->flows);
    if (past)
        flow_table_forget(tcp->flows, past);
    else
        retire(tcp, flow_table_idlest(tcp->flows), FLOW_TIMEOUT);
}

static struct flow *new_flow(struct tcp *tcp, const struct flow_key *key,
                             const struct segment *segment) {
    if (flow_table_count(tcp->flows) >= tcp->options.most_flows)
        make_room(tcp);
    struct flow *flow = flow_table_add(tcp->flows, key);
    if (!flow)
        return NULL;
    flow->stream = tcp->streams++;
    flow->last = segment->at;
    return flow;
}

/* Makes what is in disorder in a flow less, whether it may still come or not. */
RARE static void relieve(struct tcp *tcp, struct flow *flow) {
    if (flow->disorder->held)
        flow_release(tcp, flow);
    else
        flow_give_up(tcp, flow);
    if (flow->disorder)
        disorder_count(&tcp->disorders, flow->disorder);
}

static void keep_bounds(struct tcp *tcp, struct flow *flow) {
    while (flow->disorder && flow->disorder->cost > tcp->options.most_waiting_flow)
        relieve(tcp, flow);
    while (tcp->disorders.cost > tcp->options.most_waiting)
        relieve(tcp, tcp->disorders.first->flow);
}

/* No packet of the flow came for long: gives up what is known to be missing. */
static void settle(struct tcp *tcp, struct flow *flow, enum urgency urgency, struct moment now) {
    flow_release(tcp, flow);
    if (flow->disorder)
        flow_pump(tcp, flow, urgency, now);
    if (flow->disorder)
        disorder_count(&tcp->disorders, flow->disorder);
}

static bool is_quiet(const struct flow *flow, struct moment now) {
    return moment_since(now, flow->last) >= DURATION_SECOND;
}

/* Whether nothing of the flow will come, since the capture's so many-th segment was its last, or
 * one of its last; after `most` segments that is so whatever their times. */
static bool is_idle(const struct tcp *tcp, const struct flow *flow, uint64_t since, uint64_t most,
                    struct moment now) {
    uint64_t segments = tcp->segments - since;
    return segments >= most || (segments >= IDLE_SEGMENTS && is_quiet(flow, now));
}

/* Looks after the flows that are in disorder and idle, a few at a time, and closes those that ended
 * long enough ago. */
APART static void sweep(struct tcp *tcp, struct moment now) {
    for (int i = 0; i < SWEEP_FLOWS && tcp->disorders.first; i++) {
        struct disorder *disorder = disorder_turn(&tcp->disorders);
        if (is_idle(tcp, disorder->flow, disorder->touched, IDLE_SEGMENTS_TIMELESS, now))
            settle(tcp, disorder->flow, URGENCY_KNOWN, now);
    }
    for (const struct ending *ending; (ending = endings_first(&tcp->endings));)
        if (is_idle(tcp, ending->flow, ending->since, LATE_SEGMENTS, now))
            flow_close(tcp, ending->flow);
        else
            break;
}

/* Another connection begins between the same ends. */
RARE static void supersede(struct tcp *tcp, struct flow *flow) {
    TCP_DEBUG(tcp, "flow %" PRIu64 ": its ports are used again (it was %s)", flow->stream,
              flow_state_name(flow->state));
    retire(tcp, flow, FLOW_OPEN);
}

/* Whether the segment is a late one of a flow that is past. One that another connection took its
 * ends from is forgotten. */
static bool is_late(struct tcp *tcp, const struct flow_key *key, const struct segment *segment) {
    unsigned end;
    struct past_flow *past = flow_table_find_past(tcp->flows, key, &end);
    if (!past)
        return false;
    if (past_flow_has(past, end, segment))
        return true;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": its ports are used again (it was past)",
              (uint64_t)past->stream);
    flow_table_forget(tcp->flows, past);
    return false;
}

/* A segment that begins a flow, ends one or is out of order; `flow` is NULL when there is none. */
APART static bool take_unusual(struct tcp *tcp, struct flow *flow, unsigned end,
                               const struct segment *segment) {
    if (flow && flow_is_superseded(flow, end, segment)) {
        supersede(tcp, flow);
        flow = NULL;
    }
    if (!flow) {
        struct flow_key key = key_of(tcp, segment);
        if (is_late(tcp, &key, segment))
            return true;
        flow = new_flow(tcp, &key, segment);
        end = 0;
    }
    if (!flow)
        return false;
    bool taken = flow_arrive(tcp, flow, end, segment);
    if (flow->disorder)
        keep_bounds(tcp, flow);
    return taken;
}

bool tcp_segment(struct tcp *tcp, const struct segment *segment) {
    if (++tcp->segments % SWEEP_EVERY == 0)
        sweep(tcp, segment->at);
    struct found found = find_flow(tcp, segment);
    if (found.flow && flow_take_plain(tcp, found.flow, found.end, segment))
        return true;
    return take_unusual(tcp, found.flow, found.end, segment);
}

bool tcp_error(struct tcp *tcp, const struct segment *quoted, const struct icmp_error *error) {
    unsigned past_end;
    struct flow_key key = key_of(tcp, quoted);
    struct found found = find_flow(tcp, quoted);
    struct flow *flow = found.flow;
    if (!flow && error->whole && !flow_table_find_past(tcp->flows, &key, &past_end))
        flow = new_flow(tcp, &key, quoted);
    if (!flow || !flow_take_error(tcp, flow, found.end, quoted, error))
        return false;
    if (flow->disorder)
        keep_bounds(tcp, flow);
    return true;
}

bool tcp_stream(const struct tcp *tcp, const struct segment *segment, uint64_t *stream) {
    unsigned end;
    struct flow_key key = key_of(tcp, segment);
    const struct flow *flow = find_flow(tcp, segment).flow;
    const struct past_flow *past = flow ? NULL : flow_table_find_past(tcp->flows, &key, &end);
    if (!flow && (!past || past->ignored))
        return false;
    *stream = flow ? flow->stream : past->stream;
    return true;
}

/* Whether the first segment that is held waited for a second. */
static bool is_held_too_long(const struct flow *flow, struct moment now) {
    const struct held *held = flow->disorder->held;
    return held && moment_since(now, held->first->segment.at) >= DURATION_SECOND;
}

/* Closes the flows that ended and are quiet. */
static void tick_endings(struct tcp *tcp, struct moment now) {
    for (size_t n = 0; n < tcp->endings.count; n++) {
        const struct ending *ending = endings_at(&tcp->endings, n);
        if (ending && is_quiet(ending->flow, now))
            flow_close(tcp, ending->flow);
    }
}

void tcp_tick(struct tcp *tcp, struct moment now) {
    struct disorder *following;
    for (struct disorder *at = tcp->disorders.first; at; at = following) {
        following = disorder_after(&tcp->disorders, at);
        struct flow *flow = at->flow;
        if (!at->held || is_held_too_long(flow, now))
            settle(tcp, flow, URGENCY_TIME, now);
    }
    tick_endings(tcp, now);
}

void tcp_tick_quiet(struct tcp *tcp, struct moment now) {
    struct disorder *following;
    for (struct disorder *at = tcp->disorders.first; at; at = following) {
        following = disorder_after(&tcp->disorders, at);
        if (is_quiet(at->flow, now))
            settle(tcp, at->flow, URGENCY_TIME, now);
    }
    tick_endings(tcp, now);
}

/* What is to be closed, in the order of stream; where memory for that is short, in another one. */
static bool list_remaining(struct tcp *tcp) {
    size_t count = flow_table_live(tcp->flows);
    tcp->remaining = malloc((count + 1) * sizeof(struct flow *));
    if (!tcp->remaining)
        return false;
    tcp->remaining_count = count;
    flow_table_list(tcp->flows, tcp->remaining);
    return true;
}

bool tcp_finish(struct tcp *tcp, size_t most) {
    bool listed = tcp->remaining || list_remaining(tcp);
    for (; most > 0 && listed && tcp->finished < tcp->remaining_count; most--)
        retire(tcp, tcp->remaining[tcp->finished++], FLOW_OPEN);
    for (; most > 0 && !listed && flow_table_live(tcp->flows) > 0; most--)
        retire(tcp, flow_table_idlest(tcp->flows), FLOW_OPEN);
    return listed ? tcp->finished < tcp->remaining_count : flow_table_live(tcp->flows) > 0;
}
