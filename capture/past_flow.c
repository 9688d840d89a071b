#include "capture/past_flow.h"

#define STREAM_MOST ((UINT64_C(1) << 40) - 1)

struct past_flow past_flow_of(const struct flow *flow) {
    struct origin origins[2] = {flow_origin(flow, 0), flow_origin(flow, 1)};
    return (struct past_flow){
        .ends = flow->ends,
        .first = {origins[0].number, origins[1].number},
        .next = {flow->next[0], flow->next[1]},
        .stream = flow->stream & STREAM_MOST,
        .certainty = {(uint8_t)origins[0].certainty, (uint8_t)origins[1].certainty},
        .lower = flow->lower,
        .ignored = flow->state == FLOW_IGNORED,
        .captured = flow->captured,
        .used = true,
    };
}

static struct origin origin_of(const struct past_flow *past, unsigned end) {
    return (struct origin){past->first[end], past->certainty[end]};
}

bool past_flow_has(const struct past_flow *past, unsigned end, const struct segment *segment) {
    if (segment_is_syn(segment))
        return past->captured && origin_fits(origin_of(past, end), origin_of(past, !end), segment);
    if (past->ignored || segment->payload.size == 0 || past->certainty[end] < ORIGIN_SETTLED)
        return true;
    return serial_within(segment->sequence + UNDER_WAY, past->next[end], 2 * UNDER_WAY);
}
