/* Packets exchanged within a window, sent twice or lost: what the assembler tells of simulated
 * dialogues is the same octets in the same causal order, and the octets that are missing. */
#include "tests/property/tcp_simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SEEDS_A_MUTANT = 8, WINDOW = 8 };

static uint64_t seeds(void) {
    const char *mutants = getenv("HELOISE_MUTANTS");
    return SEEDS_A_MUTANT * strtoull(mutants ? mutants : "50", NULL, 10);
}

/* Checks each call against the simulation. */
struct witness {
    const struct simulation *simulation;
    uint32_t position[2]; /* told of each side up to here, octets or gap */
    bool begun[2];
    uint64_t bytes[2], gaps[2];
    struct {
        uint32_t start, end;
    } last_gap[2];
    bool causal; /* whether causal order can be checked: no first copy was dropped */
    bool complete;
    unsigned fins, resets, opened, closed;
    uint8_t *seen[2]; /* for each octet: whether it was handed over */
};

static void *on_open(void *context, const struct flow_info *info) {
    struct witness *witness = context;
    (void)info;
    witness->opened++;
    return witness;
}

static void check_cause(const struct witness *witness, enum side side, uint32_t position) {
    enum side other = side_other(side);
    uint32_t demanded = witness->simulation->acknowledged[side][position];
    if (!witness->causal || !witness->begun[other])
        return;
    assert_true(demanded <= witness->position[other] + witness->fins);
    /* Nothing was declared lost before it that it does not acknowledge. */
    if (witness->last_gap[other].end > witness->last_gap[other].start)
        assert_false(demanded > witness->last_gap[other].start &&
                     demanded < witness->last_gap[other].end);
}

static bool on_bytes(void *context, void *flow, enum side side, struct moment moment,
                     struct slice octets, struct place place) {
    struct witness *witness = context;
    uint32_t at = (uint32_t)place.offset - 1;
    (void)flow;
    (void)moment;
    if (!witness->begun[side])
        witness->position[side] = at;
    witness->begun[side] = true;
    assert_int_equal(at, witness->position[side]);
    assert_true(at + octets.size <= witness->simulation->sizes[side]);
    assert_memory_equal(octets.data, witness->simulation->octets[side] + at, octets.size);
    check_cause(witness, side, at);
    check_cause(witness, side, at + (uint32_t)octets.size - 1);
    memset(witness->seen[side] + at, 1, octets.size);
    witness->position[side] += (uint32_t)octets.size;
    witness->bytes[side] += octets.size;
    return true;
}

static void on_gap(void *context, void *flow, enum side side, struct moment moment,
                   uint64_t count) {
    struct witness *witness = context;
    (void)flow;
    (void)moment;
    assert_true(count > 0);
    assert_false(witness->complete);
    witness->gaps[side] += count;
    if (!witness->begun[side])
        return; /* where the start is unknown, the first octets tell where they lie */
    witness->last_gap[side].start = witness->position[side];
    witness->position[side] += (uint32_t)count;
    witness->last_gap[side].end = witness->position[side];
    assert_true(witness->position[side] <= witness->simulation->sizes[side] + 1);
}

static void on_notice(void *context, void *flow, enum side side, struct moment moment,
                      const struct flow_notice *notice) {
    (void)context;
    (void)flow;
    (void)side;
    (void)moment;
    assert_int_not_equal(notice->kind, FLOW_OVERLAP);
}

static void on_end(void *context, void *flow, enum side side, struct moment moment,
                   enum flow_ending how) {
    struct witness *witness = context;
    (void)flow;
    (void)moment;
    uint32_t size = witness->simulation->sizes[side], position = witness->position[side];
    /* A lost octet that is the last acknowledged one looks like a lost FIN. */
    if (how == FLOW_FIN && witness->begun[side])
        assert_true(witness->complete ? position == size : position <= size);
    witness->fins += how == FLOW_FIN;
    witness->resets += how == FLOW_RESET;
}

static void on_close(void *context, void *flow, const struct flow_tally *tally) {
    (void)tally;
    struct witness *witness = context;
    (void)flow;
    witness->closed++;
}

static void watch(struct witness *witness, const struct simulation *simulation) {
    const struct tcp_options options = {0};
    const struct tcp_sink sink = {
        .context = witness,
        .open = on_open,
        .bytes = on_bytes,
        .gap = on_gap,
        .notice = on_notice,
        .end = on_end,
        .close = on_close,
    };
    witness->simulation = simulation;
    for (unsigned side = 0; side < 2; side++)
        witness->seen[side] = calloc(simulation->sizes[side] + 1, 1);
    struct tcp *tcp = tcp_new(&options, &sink);
    assert_non_null(tcp);
    simulation_play(simulation, tcp);
    tcp_free(tcp);
    assert_int_equal(witness->opened, witness->closed);
}

static void witness_clear(struct witness *witness) {
    free(witness->seen[0]);
    free(witness->seen[1]);
}

/* Nothing is lost, so everything must be told. */
static void check_whole(const struct simulation *simulation) {
    struct witness witness = {.causal = true, .complete = true, .begun = {true, true}};
    watch(&witness, simulation);
    assert_int_equal(witness.opened, 1);
    for (unsigned side = 0; side < 2; side++)
        assert_int_equal(witness.bytes[side], simulation->sizes[side]);
    assert_int_equal(witness.resets, simulation->contents & SIM_RESET ? 1 : 0);
    assert_int_equal(witness.fins, simulation->contents & (SIM_RESET | SIM_OPEN) ? 0 : 2);
    witness_clear(&witness);
}

static unsigned contents_of(uint64_t seed) {
    unsigned end = (unsigned)(seed >> 2) % 4;
    return (unsigned)seed % 4 | (end == 1 ? SIM_RESET : end == 2 ? SIM_OPEN : 0);
}

static void in_order(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++) {
        struct simulation *simulation = simulation_new(seed, contents_of(seed));
        check_whole(simulation);
        simulation_free(simulation);
    }
}

static void shuffled_and_sent_twice(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++) {
        struct dice dice = {~seed};
        struct simulation *simulation = simulation_new(seed, contents_of(seed));
        if (seed % 3)
            simulation_double(simulation, &dice, 20);
        simulation_shuffle(simulation, &dice, 2 + dice_roll(&dice, WINDOW - 1));
        if (seed % 5 == 0)
            simulation_double(simulation, &dice, 20);
        check_whole(simulation);
        simulation_free(simulation);
    }
}

/* Whatever was captured was told. (Octets sent again may come after their gap, and are not asked
 * for.) */
static void check_kept(const struct simulation *simulation, const struct witness *witness) {
    for (size_t i = 0; i < simulation->count; i++) {
        const struct simulated_packet *packet = &simulation->packets[i];
        for (uint32_t n = 0; n < packet->size && !packet->garbage; n++)
            if (!witness->seen[packet->side][packet->start + n])
                fail_msg("octet %u of the %s in packet %zu was captured and not told",
                         packet->start + n, side_name(packet->side), i + 1);
    }
}

static bool keeps_syns(const struct simulation *simulation) {
    unsigned syns = 0;
    for (size_t i = 0; i < simulation->count; i++)
        if (simulation->packets[i].flags & TCP_SYN)
            syns |= 1U << simulation->packets[i].side;
    return syns == 3;
}

static void some_are_lost(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++) {
        struct dice dice = {~seed};
        struct simulation *simulation =
            simulation_new(seed, contents_of(seed) & ~(unsigned)SIM_AGAIN);
        simulation_drop(simulation, &dice, 1 + dice_roll(&dice, 40));
        struct witness witness = {.causal = keeps_syns(simulation)};
        witness.begun[0] = witness.begun[1] = witness.causal;
        watch(&witness, simulation);
        check_kept(simulation, &witness);
        witness_clear(&witness);
        simulation_free(simulation);
    }
}

/* What the tap missed before packets were exchanged and sent twice. */
typedef void loss(struct simulation *simulation, struct dice *dice);

static void miss_some(struct simulation *simulation, struct dice *dice) {
    simulation_drop(simulation, dice, 1 + dice_roll(dice, 20));
}

static void miss_start(struct simulation *simulation, struct dice *dice) {
    simulation_skip(simulation, 2 + dice_roll(dice, 30));
}

static void miss_side(struct simulation *simulation, struct dice *dice) {
    simulation_keep_side(simulation, dice_roll(dice, 2) ? SIDE_SERVER : SIDE_CLIENT);
}

/* Whether the order of packets cannot change what is told. */
static bool is_certain(const struct simulation *simulation, loss *miss) {
    return !(simulation->contents & SIM_AGAIN) && (miss != miss_some || keeps_syns(simulation));
}

/* A loss tells the same with the packets exchanged and sent twice, and without. */
static void check_same_loss(uint64_t seed, loss *miss) {
    struct witness witnesses[2] = {{0}, {0}};
    bool certain = false;
    for (unsigned changed = 0; changed < 2; changed++) {
        struct dice dice = {~seed};
        struct simulation *simulation = simulation_new(seed, contents_of(seed));
        miss(simulation, &dice);
        if (changed) {
            simulation_double(simulation, &dice, 20);
            simulation_shuffle(simulation, &dice, 2 + dice_roll(&dice, WINDOW - 1));
        }
        certain = is_certain(simulation, miss);
        watch(&witnesses[changed], simulation);
        if (certain)
            check_kept(simulation, &witnesses[changed]);
        simulation_free(simulation);
    }
    for (unsigned side = 0; side < 2 && certain; side++) {
        assert_int_equal(witnesses[0].bytes[side], witnesses[1].bytes[side]);
        assert_int_equal(witnesses[0].gaps[side], witnesses[1].gaps[side]);
    }
    witness_clear(&witnesses[0]);
    witness_clear(&witnesses[1]);
}

static void some_are_lost_others_shuffled_and_sent_twice(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++)
        check_same_loss(seed, miss_some);
}

static void joined_midstream_shuffled_and_sent_twice(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++)
        check_same_loss(seed, miss_start);
}

static void one_side_shuffled_and_sent_twice(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < seeds(); seed++)
        check_same_loss(seed, miss_side);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order),
        cmocka_unit_test(shuffled_and_sent_twice),
        cmocka_unit_test(some_are_lost),
        cmocka_unit_test(some_are_lost_others_shuffled_and_sent_twice),
        cmocka_unit_test(joined_midstream_shuffled_and_sent_twice),
        cmocka_unit_test(one_side_shuffled_and_sent_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
