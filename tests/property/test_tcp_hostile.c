/* Segments of any kind between a few ends: the sink's calls keep their order, and memory its bound.
 */
#include "tests/property/tcp_simulation.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    SEGMENTS = 4000,
    MOST_WAITING = 256 << 10,
    MOST_WAITING_FLOW = 64 << 10,
    MOST_FLOWS = 24,
    MOST_MEMORY = 1 << 20, /* what waits, flows, and the allocator's own */
};

/* What was told of a flow. */
struct told {
    struct told *following;
    uint64_t stream;
    bool ended[2], over, closed, ignored;
    uint64_t last_packet;
};

struct hostile {
    struct dice dice;
    struct told *flows;
    uint64_t opened;
    uint32_t plain;    /* of 100 segments that carry an ACK and no other flag */
    uint32_t bases[4]; /* where sequence numbers lie, more or less */
    struct moment now;
};

static void *on_open(void *context, const struct flow_info *info) {
    struct hostile *hostile = context;
    struct told *told = calloc(1, sizeof *told);
    assert_non_null(told);
    told->following = hostile->flows;
    told->stream = info->stream;
    hostile->flows = told;
    hostile->opened++;
    return told;
}

static void on_packet(void *context, void *flow, const struct segment *segment) {
    struct told *told = flow;
    (void)context;
    assert_false(told->closed || told->ignored);
    assert_true(segment->packet > told->last_packet);
    told->last_packet = segment->packet;
}

static bool on_bytes(void *context, void *flow, enum side side, struct moment moment,
                     struct slice octets, struct place place) {
    struct hostile *hostile = context;
    struct told *told = flow;
    (void)moment;
    (void)place;
    assert_true(octets.size > 0);
    assert_false(told->ended[side] || told->over || told->closed || told->ignored);
    volatile uint8_t touched = octets.data[0];
    touched = octets.data[octets.size - 1];
    (void)touched;
    told->ignored = dice_roll(&hostile->dice, 2000) == 0;
    return !told->ignored;
}

static void on_gap(void *context, void *flow, enum side side, struct moment moment,
                   uint64_t count) {
    struct told *told = flow;
    (void)context;
    (void)moment;
    assert_true(count > 0 && count < UINT64_C(1) << 31);
    assert_false(told->ended[side] || told->over || told->closed || told->ignored);
}

static void on_notice(void *context, void *flow, enum side side, struct moment moment,
                      const struct flow_notice *notice) {
    struct told *told = flow;
    (void)context;
    (void)side;
    (void)moment;
    (void)notice;
    assert_false(told->closed || told->ignored);
}

static void on_end(void *context, void *flow, enum side side, struct moment moment,
                   enum flow_ending how) {
    struct told *told = flow;
    (void)context;
    (void)moment;
    assert_false(told->ended[side] && how == FLOW_FIN);
    assert_false(told->over || told->closed || told->ignored);
    if (how == FLOW_FIN)
        told->ended[side] = true;
    else
        told->over = true;
}

static void on_close(void *context, void *flow, const struct flow_tally *tally) {
    (void)tally;
    struct told *told = flow;
    (void)context;
    assert_false(told->closed);
    told->closed = true;
    assert_true(told->ignored || told->over || (told->ended[0] && told->ended[1]));
}

static uint32_t any_number(struct hostile *hostile, uint32_t base) {
    static const uint32_t spans[] = {4, 100, 5000, 100000, 1 << 25, UINT32_MAX};
    uint32_t span = spans[dice_roll(&hostile->dice, 6)];
    return base + dice_roll(&hostile->dice, span) -
           (dice_chance(&hostile->dice, 20) ? span / 2 : 0);
}

static struct segment any_segment(struct hostile *hostile, uint64_t packet) {
    static const uint8_t octets[3000] = "abc";
    static const uint8_t flags[] = {TCP_ACK,
                                    TCP_ACK,
                                    TCP_ACK,
                                    TCP_ACK | TCP_FIN,
                                    TCP_SYN,
                                    TCP_RST,
                                    TCP_SYN | TCP_ACK,
                                    TCP_RST | TCP_ACK,
                                    TCP_FIN | TCP_RST,
                                    0,
                                    0xff,
                                    TCP_ACK};
    struct dice *dice = &hostile->dice;
    uint32_t kind = dice_chance(dice, hostile->plain) ? 0 : dice_roll(dice, sizeof flags);
    uint32_t from = dice_roll(dice, 2), pair = dice_roll(dice, 8) ? 0 : dice_roll(dice, 40);
    hostile->now.ns += dice_roll(dice, 100000000) - (dice_chance(dice, 5) ? 500000000 : 0);
    struct segment segment = {
        .source = {.address = {10, 0, 0, 1}, .size = 4, .port = (uint16_t)(1000 + pair)},
        .destination = {.address = {10, 0, 0, 2}, .size = 4, .port = 25},
        .at = hostile->now,
        .packet = packet,
        .offset = packet,
        .sequence = any_number(hostile, hostile->bases[from]),
        .acknowledgment = any_number(hostile, hostile->bases[!from]),
        .window = (uint16_t)dice_roll(dice, 3),
        .flags = flags[kind],
        .payload = slice_of(octets, dice_roll(dice, dice_chance(dice, 50) ? 3 : 3000)),
        .cut = dice_chance(dice, 5) ? dice_roll(dice, 70000) : 0,
    };
    if (from) {
        struct endpoint source = segment.source;
        segment.source = segment.destination;
        segment.destination = source;
    }
    hostile->bases[from] += dice_roll(dice, 1000);
    return segment;
}

/* An ICMP error that says it of the segment. */
static void quote(struct tcp *tcp, struct hostile *hostile, const struct segment *segment) {
    struct icmp_error error = {.text = "", .whole = dice_chance(&hostile->dice, 50)};
    struct segment quoted = {.source = segment->source,
                             .destination = segment->destination,
                             .at = segment->at,
                             .packet = segment->packet,
                             .sequence = segment->sequence};
    (void)tcp_error(tcp, &quoted, &error);
}

static void attack(uint64_t seed) {
    struct hostile hostile = {
        .dice = {seed}, .plain = 90 + (uint32_t)(seed % 11), .now = {DURATION_SECOND}};
    const struct tcp_options options = {
        .most_waiting_flow = MOST_WAITING_FLOW,
        .most_waiting = MOST_WAITING,
        .most_flows = MOST_FLOWS,
    };
    const struct tcp_sink sink = {
        .context = &hostile,
        .open = on_open,
        .packet = on_packet,
        .bytes = on_bytes,
        .gap = on_gap,
        .notice = on_notice,
        .end = on_end,
        .close = on_close,
    };
    for (int i = 0; i < 4; i++)
        hostile.bases[i] = dice_roll(&hostile.dice, UINT32_MAX);
    size_t before = mallinfo2().uordblks;
    struct tcp *tcp = tcp_new(&options, &sink);
    assert_non_null(tcp);
    for (uint64_t packet = 1; packet <= SEGMENTS; packet++) {
        struct segment segment = any_segment(&hostile, packet);
        if (dice_chance(&hostile.dice, 5))
            quote(tcp, &hostile, &segment);
        else
            assert_true(tcp_segment(tcp, &segment));
        if (dice_roll(&hostile.dice, 100) == 0)
            tcp_tick(tcp, hostile.now);
        size_t told = hostile.opened * 2 * sizeof(struct told);
        assert_true(mallinfo2().uordblks <= before + told + MOST_MEMORY);
    }
    (void)tcp_finish(tcp, SIZE_MAX);
    tcp_free(tcp);
    while (hostile.flows) {
        struct told *told = hostile.flows;
        assert_true(told->closed);
        hostile.flows = told->following;
        free(told);
    }
}

static void any_segments(void **state) {
    (void)state;
    const char *mutants = getenv("HELOISE_MUTANTS");
    uint64_t seeds = strtoull(mutants ? mutants : "50", NULL, 10);
    for (uint64_t seed = 0; seed < seeds; seed++)
        attack(seed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
