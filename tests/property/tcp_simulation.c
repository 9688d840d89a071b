#include "tests/property/tcp_simulation.h"

#include <stdlib.h>

enum { MOST_OCTETS = 1 << 16 };

uint32_t dice_roll(struct dice *dice, uint32_t sides) {
    dice->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t x = dice->state;
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((x ^ x >> 31) >> 32) % sides;
}

bool dice_chance(struct dice *dice, uint32_t percent) {
    return dice_roll(dice, 100) < percent;
}

static void *allocate(void *old, size_t size) {
    void *memory = realloc(old, size);
    if (!memory)
        abort();
    return memory;
}

/* ---- The two hosts ----------------------------------------------------------------------------
 */

struct host {
    uint32_t sent;         /* position */
    uint32_t acknowledged; /* of the other side, as last told */
    bool finished;
};

struct tap {
    struct simulation *simulation;
    struct dice *dice;
    struct host hosts[2];
    uint32_t segment_size;
    struct moment now;
};

static void put(struct simulation *simulation, struct simulated_packet packet) {
    if (simulation->count == simulation->room) {
        simulation->room = simulation->room ? 2 * simulation->room : 64;
        simulation->packets =
            allocate(simulation->packets, simulation->room * sizeof *simulation->packets);
    }
    simulation->packets[simulation->count++] = packet;
}

/* A packet of `side`, which acknowledges what it acknowledged last or, mostly, all. */
static struct simulated_packet packet_of(struct tap *tap, enum side side) {
    struct host *mine = &tap->hosts[side], *theirs = &tap->hosts[side_other(side)];
    if (dice_chance(tap->dice, 80))
        mine->acknowledged = theirs->sent + theirs->finished;
    tap->now.ns += dice_chance(tap->dice, 10) ? 3 * DURATION_SECOND : dice_roll(tap->dice, 2000000);
    return (struct simulated_packet){
        .side = side,
        .start = mine->sent + mine->finished,
        .acknowledged = mine->acknowledged,
        .flags = TCP_ACK,
        .at = tap->now,
    };
}

static void acknowledge(struct tap *tap, enum side side) {
    put(tap->simulation, packet_of(tap, side));
}

static void send_again(struct tap *tap, enum side side) {
    struct host *mine = &tap->hosts[side];
    if (mine->sent == 0 || mine->finished)
        return;
    struct simulated_packet packet = packet_of(tap, side);
    uint32_t back = 1 + dice_roll(tap->dice, 2 * tap->segment_size);
    packet.start = back < mine->sent ? mine->sent - back : 0;
    packet.size = 1 + dice_roll(tap->dice, mine->sent - packet.start);
    put(tap->simulation, packet);
}

static void keep_alive(struct tap *tap, enum side side) {
    const struct simulation *simulation = tap->simulation;
    struct host *mine = &tap->hosts[side];
    const struct simulated_packet *last = &simulation->packets[simulation->count - 1];
    if (mine->sent == 0 || mine->finished)
        return;
    struct simulated_packet packet = packet_of(tap, side);
    packet.start = mine->sent - 1;
    packet.garbage = !(simulation->contents & SIM_AGAIN) && last->side == side && last->size > 1;
    packet.size = packet.garbage;
    put(tap->simulation, packet);
}

static void speak(struct tap *tap, enum side side, uint32_t size) {
    struct simulation *simulation = tap->simulation;
    struct host *mine = &tap->hosts[side];
    while (size && mine->sent < MOST_OCTETS) {
        struct simulated_packet packet = packet_of(tap, side);
        packet.size = 1 + dice_roll(tap->dice, tap->segment_size);
        if (packet.size > size)
            packet.size = size;
        if (packet.size > MOST_OCTETS - mine->sent)
            packet.size = MOST_OCTETS - mine->sent;
        for (uint32_t i = 0; i < packet.size; i++)
            simulation->acknowledged[side][mine->sent + i] = packet.acknowledged;
        size -= packet.size;
        mine->sent += packet.size;
        put(simulation, packet);
        if (dice_chance(tap->dice, 40))
            acknowledge(tap, side_other(side));
        if (simulation->contents & SIM_AGAIN && dice_chance(tap->dice, 10))
            send_again(tap, side);
        if (simulation->contents & SIM_KEEP_ALIVES && dice_chance(tap->dice, 10))
            keep_alive(tap, side);
    }
}

static void greet(struct tap *tap) {
    put(tap->simulation, (struct simulated_packet){.side = SIDE_CLIENT, .flags = TCP_SYN});
    put(tap->simulation,
        (struct simulated_packet){.side = SIDE_SERVER, .flags = TCP_SYN | TCP_ACK});
    acknowledge(tap, SIDE_CLIENT);
}

static void finish(struct tap *tap, enum side side) {
    struct simulated_packet packet = packet_of(tap, side);
    packet.flags |= TCP_FIN;
    tap->hosts[side].finished = true;
    put(tap->simulation, packet);
}

static void part(struct tap *tap) {
    enum side side = dice_roll(tap->dice, 2) ? SIDE_SERVER : SIDE_CLIENT;
    if (tap->simulation->contents & SIM_OPEN)
        return;
    if (tap->simulation->contents & SIM_RESET) {
        struct simulated_packet packet = packet_of(tap, side);
        packet.flags |= TCP_RST;
        put(tap->simulation, packet);
        return;
    }
    finish(tap, side);
    finish(tap, side_other(side));
    tap->hosts[side].acknowledged = tap->hosts[side_other(side)].sent + 1;
    acknowledge(tap, side);
}

/* Lock-step, pipelined, or both at once. */
static void converse(struct tap *tap) {
    uint32_t manner = dice_roll(tap->dice, 3), turns = 3 + dice_roll(tap->dice, 25);
    for (uint32_t turn = 0; turn < turns; turn++) {
        enum side side = turn % 2 ? SIDE_CLIENT : SIDE_SERVER;
        uint32_t burst = manner == 0 ? 1 : 1 + dice_roll(tap->dice, 5);
        if (manner == 2)
            side = dice_roll(tap->dice, 2) ? SIDE_SERVER : SIDE_CLIENT;
        while (burst--)
            speak(tap, side, 2 + dice_roll(tap->dice, dice_chance(tap->dice, 10) ? 5000 : 60));
    }
}

struct simulation *simulation_new(uint64_t seed, unsigned contents) {
    struct dice dice = {seed};
    struct simulation *simulation = allocate(NULL, sizeof *simulation);
    *simulation = (struct simulation){.contents = contents};
    struct tap tap = {
        .simulation = simulation,
        .dice = &dice,
        .segment_size = 8 + dice_roll(&dice, 600),
        .now = {DURATION_SECOND},
    };
    for (unsigned side = 0; side < 2; side++) {
        simulation->first[side] = dice_chance(&dice, 50) ? dice_roll(&dice, UINT32_MAX)
                                                         : UINT32_MAX - dice_roll(&dice, 3000);
        simulation->octets[side] = allocate(NULL, MOST_OCTETS);
        for (size_t i = 0; i < MOST_OCTETS; i++)
            simulation->octets[side][i] = (uint8_t)(1 + dice_roll(&dice, 255));
        simulation->acknowledged[side] = allocate(NULL, MOST_OCTETS * sizeof(uint32_t));
    }
    greet(&tap);
    converse(&tap);
    part(&tap);
    for (unsigned side = 0; side < 2; side++)
        simulation->sizes[side] = tap.hosts[side].sent;
    return simulation;
}

void simulation_free(struct simulation *simulation) {
    for (unsigned side = 0; side < 2; side++) {
        free(simulation->octets[side]);
        free(simulation->acknowledged[side]);
    }
    free(simulation->packets);
    free(simulation);
}

/* ---- The tap ----------------------------------------------------------------------------------
 */

void simulation_shuffle(struct simulation *simulation, struct dice *dice, size_t window) {
    for (size_t start = 0; start < simulation->count; start += window) {
        size_t rest = simulation->count - start;
        for (size_t i = (rest < window ? rest : window) - 1; i > 0; i--) {
            size_t other = start + dice_roll(dice, (uint32_t)i + 1);
            struct simulated_packet packet = simulation->packets[start + i];
            simulation->packets[start + i] = simulation->packets[other];
            simulation->packets[other] = packet;
        }
    }
}

void simulation_double(struct simulation *simulation, struct dice *dice, uint32_t percent) {
    struct simulated_packet *packets = simulation->packets;
    size_t count = simulation->count;
    simulation->packets = NULL;
    simulation->count = simulation->room = 0;
    for (size_t i = 0; i < count; i++) {
        put(simulation, packets[i]);
        if (dice_chance(dice, percent))
            put(simulation, packets[i]);
    }
    free(packets);
}

void simulation_drop(struct simulation *simulation, struct dice *dice, uint32_t percent) {
    size_t kept = 0;
    for (size_t i = 0; i < simulation->count; i++)
        if (!dice_chance(dice, percent))
            simulation->packets[kept++] = simulation->packets[i];
    simulation->count = kept;
}

void simulation_skip(struct simulation *simulation, size_t packets) {
    size_t skipped = packets < simulation->count ? packets : simulation->count;
    simulation->count -= skipped;
    memmove(simulation->packets, simulation->packets + skipped,
            simulation->count * sizeof *simulation->packets);
}

void simulation_keep_side(struct simulation *simulation, enum side side) {
    size_t kept = 0;
    for (size_t i = 0; i < simulation->count; i++)
        if (simulation->packets[i].side == side)
            simulation->packets[kept++] = simulation->packets[i];
    simulation->count = kept;
}

void simulation_play(const struct simulation *simulation, struct tcp *tcp) {
    static const uint8_t garbage[1];
    static const struct endpoint ends[2] = {
        {.address = {192, 0, 2, 1}, .size = 4, .port = 40000},
        {.address = {192, 0, 2, 2}, .size = 4, .port = 25},
    };
    for (size_t i = 0; i < simulation->count; i++) {
        const struct simulated_packet *packet = &simulation->packets[i];
        bool syn = packet->flags & TCP_SYN;
        const uint8_t *octets = simulation->octets[packet->side] + packet->start;
        struct segment segment = {
            .source = ends[packet->side],
            .destination = ends[side_other(packet->side)],
            .at = packet->at,
            .packet = i + 1,
            .offset = packet->start + 1,
            .sequence = simulation->first[packet->side] + packet->start + !syn,
            .acknowledgment =
                simulation->first[side_other(packet->side)] + packet->acknowledged + 1,
            .window = 1000,
            .flags = packet->flags,
            .payload = slice_of(packet->garbage ? garbage : octets, packet->size),
        };
        if (!tcp_segment(tcp, &segment))
            abort();
    }
    (void)tcp_finish(tcp, SIZE_MAX);
}
