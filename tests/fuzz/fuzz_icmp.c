/* Anything at all as an ICMP packet, and what it says of a flow. The first octet chooses: bit 0 the
 * family, bit 1 whether a flow is there, with the numbers that the seeds quote. */
#include "capture/tcp.h"
#include "tests/fuzz/insist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIX = 1, BEGUN = 2 };

static const uint8_t ends[2][16] = {
    {0xc0, 0, 2, 1},
    {0xc0, 0, 2, 2},
};

static void *open_flow(void *context, const struct flow_info *info) {
    (void)info;
    return context;
}

static bool take_bytes(void *context, void *flow, enum side side, struct moment moment,
                       struct slice octets, struct place place) {
    (void)context, (void)flow, (void)side, (void)moment, (void)octets, (void)place;
    return true;
}

static void take_gap(void *context, void *flow, enum side side, struct moment moment,
                     uint64_t count) {
    (void)context, (void)flow, (void)side, (void)moment, (void)count;
}

static void take_notice(void *context, void *flow, enum side side, struct moment moment,
                        const struct flow_notice *notice) {
    size_t *told = context;
    (void)flow, (void)side, (void)moment;
    *told += notice->kind == FLOW_ICMP && notice->error->text[0] != '\0';
}

static void take_end(void *context, void *flow, enum side side, struct moment moment,
                     enum flow_ending how) {
    (void)context, (void)flow, (void)side, (void)moment, (void)how;
}

static void close_flow(void *context, void *flow, const struct flow_tally *tally) {
    (void)tally;
    (void)context, (void)flow;
}

static struct segment between_ends(uint32_t sequence, uint8_t flags) {
    struct segment segment = {.source = {.size = 4, .port = 40000},
                              .destination = {.size = 4, .port = 25},
                              .sequence = sequence,
                              .flags = flags};
    memcpy(segment.source.address, ends[0], sizeof segment.source.address);
    memcpy(segment.destination.address, ends[1], sizeof segment.destination.address);
    return segment;
}

static void tell(const struct icmp_error *error, const struct icmp_quote *quote, bool begun) {
    size_t told = 0;
    struct tcp_sink sink = {.context = &told,
                            .open = open_flow,
                            .bytes = take_bytes,
                            .gap = take_gap,
                            .notice = take_notice,
                            .end = take_end,
                            .close = close_flow};
    struct tcp *tcp = tcp_new(&(struct tcp_options){0}, &sink);
    INSIST(tcp, "memory");
    struct segment syn = between_ends(9, TCP_SYN);
    if (begun)
        INSIST(tcp_segment(tcp, &syn), "memory");
    struct segment quoted = {.source = quote->source,
                             .destination = quote->destination,
                             .sequence = quote->sequence,
                             .packet = 2};
    bool tied = tcp_error(tcp, &quoted, error);
    INSIST(told == tied, "%zu notices of an error that is %s", told, tied ? "tied" : "not tied");
    INSIST(tied || !error->whole || tcp_flow_count(tcp) == begun, "a flow of nothing");
    (void)tcp_finish(tcp, SIZE_MAX);
    tcp_free(tcp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct icmp_error error;
    struct icmp_quote quote;
    if (size == 0)
        return 0;
    bool six = (data[0] & SIX) != 0;
    /* A copy of its own, so that a sanitizer sees who reads past it. */
    uint8_t *copy = malloc(size);
    INSIST(copy, "memory");
    memcpy(copy, data + 1, size - 1);
    struct ip_packet ip = {.source = ends[0],
                           .destination = ends[1],
                           .address_size = six ? 16 : 4,
                           .protocol = six ? IP_PROTOCOL_ICMPV6 : IP_PROTOCOL_ICMP,
                           .payload = slice_of(copy, size - 1)};
    if (icmp_parse(&ip, &error, &quote)) {
        INSIST(error.text && error.text[0], "an error without words");
        INSIST(quote.source.size == ip.address_size, "an address of another family");
        tell(&error, &quote, (data[0] & BEGUN) != 0);
    }
    free(copy);
    return 0;
}
