#include "capture/delivery.h"
#include "base/rare.h"

#include <inttypes.h>

void flow_open(struct tcp *tcp, struct flow *flow, const struct segment *segment) {
    if (flow->opened)
        return;
    flow_guess_sides(flow, tcp->options.server_port);
    flow->opened = true;
    struct flow_info info = {
        .ends = {flow_end(flow, flow->client), flow_end(flow, !flow->client)},
        .stream = flow->stream,
        .start = segment->at,
        .record = segment->record,
        .sides_known = flow->sides_known,
        .midstream = !flow->directions[0].syn && !flow->directions[1].syn,
    };
    flow->user = tcp->sink.open(tcp->sink.context, &info);
    TCP_DEBUG(tcp, "flow %" PRIu64 ": open%s%s", flow->stream, info.midstream ? ", midstream" : "",
              info.sides_known ? "" : ", sides guessed");
}

static void tell_notice(struct tcp *tcp, struct flow *flow, unsigned end,
                        const struct segment *segment, const struct flow_notice *notice) {
    tcp->sink.notice(tcp->sink.context, flow->user, flow_side(flow, end), segment->at, notice);
}

void flow_notice(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *segment,
                 enum flow_notice_kind kind) {
    bool again = kind == FLOW_RETRANSMISSION || kind == FLOW_OVERLAP;
    struct flow_notice notice = {
        .kind = kind,
        .octets = again ? (uint32_t)segment->payload.size + segment->cut : 0,
        .waited = tcp->waited,
        .place = segment_place(segment),
    };
    tell_notice(tcp, flow, end, segment, &notice);
}

void flow_notice_error(struct tcp *tcp, struct flow *flow, unsigned end,
                       const struct segment *segment, const struct icmp_error *error) {
    struct flow_notice notice = {
        .kind = FLOW_ICMP, .waited = tcp->waited, .error = error, .place = segment_place(segment)};
    tell_notice(tcp, flow, end, segment, &notice);
}

/* The sink hears no more of the flow. */
static void forget(struct tcp *tcp, struct flow *flow, bool ignored) {
    disorder_drop(&tcp->disorders, flow);
    flow->state = ignored ? FLOW_IGNORED : FLOW_CLOSED;
    struct flow_tally tally = {.packets = flow->packets, .end = flow_latest(flow)};
    if (flow->opened)
        tcp->sink.close(tcp->sink.context, flow->user, &tally);
    flow_table_put_away(tcp->flows, flow);
}

RARE static void flow_ignore(struct tcp *tcp, struct flow *flow) {
    TCP_DEBUG(tcp, "flow %" PRIu64 ": ignored from here", flow->stream);
    forget(tcp, flow, true);
}

void flow_close(struct tcp *tcp, struct flow *flow) {
    if (flow->state >= FLOW_CLOSED)
        return;
    TCP_DEBUG(tcp, "flow %" PRIu64 ": closed after %" PRIu32 " packets", flow->stream,
              flow->packets);
    forget(tcp, flow, false);
}

void flow_deliver_octets(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment,
                         struct slice octets, struct place place) {
    flow->next[end] += (uint32_t)octets.size;
    if (!tcp->sink.bytes(tcp->sink.context, flow->user, flow_side(flow, end), moment, octets,
                         place))
        flow_ignore(tcp, flow);
}

void flow_deliver(struct tcp *tcp, struct flow *flow, unsigned end, const struct piece *piece) {
    if (piece->octets.size)
        flow_deliver_octets(tcp, flow, end, piece->at, piece->octets, piece->place);
    if (piece->fin && flow->state <= FLOW_LIVE)
        flow_fin(tcp, flow, end, piece->at);
}

void flow_gap(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment,
              uint32_t upto) {
    struct direction *mine = &flow->directions[end];
    uint32_t count = upto - flow->next[end];
    /* Where only a keep-alive told the start, the octet before the first was sent long ago. */
    bool before_start = (mine->guessed && flow->next[end] == flow->first[end] && count == 1) ||
                        !serial_after(upto, flow->disorder->lanes[end].joined);
    flow->next[end] = upto;
    if (before_start)
        return;
    enum side side = flow_side(flow, end);
    TCP_DEBUG(tcp, "flow %" PRIu64 ": gap of %" PRIu32 " octets of the %s before %" PRIu32,
              flow->stream, count, side_name(side), upto);
    tcp->sink.gap(tcp->sink.context, flow->user, side, moment, count);
}

void flow_fin(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment) {
    flow->next[end]++;
    flow->directions[end].finished = true;
    if (flow->disorder) /* nothing follows a FIN, whatever was sent with higher numbers */
        waiting_clear(&flow->disorder->lanes[end].waiting);
    tcp->sink.end(tcp->sink.context, flow->user, flow_side(flow, end), moment, FLOW_FIN);
    if (!flow->directions[!end].finished)
        return;
    flow->state = FLOW_ENDED;
    disorder_drop(&tcp->disorders, flow);
    if (!endings_add(&tcp->endings, flow, tcp->segments)) /* no memory to await late packets */
        flow_close(tcp, flow);
}
