#include "capture/flow.h"

const char *flow_state_name(enum flow_state state) {
    static const char *const names[] = {
        [FLOW_YOUNG] = "young",   [FLOW_LIVE] = "live",       [FLOW_ENDED] = "ended",
        [FLOW_CLOSED] = "closed", [FLOW_IGNORED] = "ignored",
    };
    return (size_t)state < sizeof names / sizeof *names ? names[state] : "?";
}

/* Whether a SYN-ACK answers the SYN that was seen. It does not where a device that changes sequence
 * numbers was captured on both of its sides. */
static bool answers_syn(const struct flow *flow, unsigned end, const struct segment *segment) {
    return !flow->directions[!end].syn || !(segment->flags & TCP_ACK) ||
           may_start_at(segment->acknowledgment, flow->first[!end]);
}

static void learn_syn(struct flow *flow, unsigned end, const struct segment *segment) {
    struct direction *mine = &flow->directions[end];
    if (!answers_syn(flow, end, segment))
        return;
    mine->spoke = true;
    mine->syn = true;
    if (!mine->started) {
        mine->started = true;
        flow->next[end] = flow->first[end] = segment->sequence + 1;
    }
    if (!flow->sides_known && !flow->opened) {
        flow->sides_known = true;
        flow->client = segment->flags & TCP_ACK ? !end : end;
    }
}

void flow_learn(struct flow *flow, unsigned end, const struct segment *segment) {
    struct direction *mine = &flow->directions[end], *theirs = &flow->directions[!end];
    if (segment->flags & TCP_RST)
        return;
    if (segment->flags & TCP_SYN) {
        learn_syn(flow, end, segment);
    } else if (!mine->started) {
        flow->first[end] =
            mine->spoke ? serial_lower(flow->first[end], segment->sequence) : segment->sequence;
        mine->spoke = true;
    }
    if (segment->flags & TCP_ACK && !theirs->started) {
        flow->acknowledged[!end] =
            theirs->heard ? serial_lower(flow->acknowledged[!end], segment->acknowledgment)
                          : segment->acknowledgment;
        theirs->heard = true;
    }
}

void flow_guess_sides(struct flow *flow, bool (*server_port)(uint16_t port)) {
    if (flow->sides_known)
        return;
    struct endpoint ends[2] = {flow_end(flow, 0), flow_end(flow, 1)};
    uint16_t ports[2] = {ends[0].port, ends[1].port};
    bool servers[2] = {server_port && server_port(ports[0]), server_port && server_port(ports[1])};
    if (servers[0] != servers[1])
        flow->client = servers[0];
    else if (ports[0] != ports[1])
        flow->client = ports[0] < ports[1];
    else /* a toss-up, but the same in any order of the packets */
        flow->client = memcmp(ends[0].address, ends[1].address, sizeof ends[0].address) > 0;
}

void flow_start(struct flow *flow, unsigned end, const struct start_clues *clues) {
    struct direction *mine = &flow->directions[end];
    uint32_t first = flow->first[end];
    bool from_beginning = flow->directions[!end].syn;
    if (from_beginning && mine->heard && serial_within(first, flow->acknowledged[end], UNDER_WAY)) {
        first = flow->acknowledged[end]; /* the lowest: that of the SYN */
    } else {
        /* A keep-alive repeats the number before the next octet (RFC 9293 3.8.4), which the other
         * side had acknowledged. */
        bool awaited = mine->heard && flow->acknowledged[end] == first;
        bool passed = mine->heard && flow->acknowledged[end] == first + 1;
        bool skipped = clues->has_data && clues->lowest_data == first + 1;
        first += clues->has_data ? skipped && !awaited : passed;
        mine->guessed = !awaited && (!clues->has_data || clues->lowest_data != first);
    }
    flow->next[end] = flow->first[end] = first;
    mine->started = true;
}

struct origin flow_origin(const struct flow *flow, unsigned end) {
    const struct direction *mine = &flow->directions[end];
    if (mine->started)
        return (struct origin){flow->first[end], mine->syn ? ORIGIN_CERTAIN : ORIGIN_SETTLED};
    if (mine->spoke)
        return (struct origin){flow->first[end], ORIGIN_NEAR};
    return (struct origin){flow->acknowledged[end], mine->heard ? ORIGIN_NEAR : ORIGIN_UNKNOWN};
}

/* Where the flow is known from ICMP errors alone, they spoke of another connection. */
bool flow_is_superseded(const struct flow *flow, unsigned end, const struct segment *segment) {
    if (!segment_is_syn(segment))
        return false;
    return (flow->opened && !flow->captured) ||
           !origin_fits(flow_origin(flow, end), flow_origin(flow, !end), segment);
}
