/* tcp_simulation.h: dialogues between two hosts, as a tap sees their packets.
 *
 * A seed decides everything: who speaks when, how much, in what segments, what is acknowledged
 * when, sent again in other cuts, probed. No packet is lost between the hosts, so every
 * acknowledgment is true. Positions count the octets of a side from 0. */
#ifndef HELOISE_TESTS_TCP_SIMULATION_H
#define HELOISE_TESTS_TCP_SIMULATION_H

#include "capture/tcp.h"

/* A generator of numbers that gives the same for the same seed everywhere. */
struct dice {
    uint64_t state;
};

uint32_t dice_roll(struct dice *dice, uint32_t sides); /* 0 … sides - 1 */
bool dice_chance(struct dice *dice, uint32_t percent);

/* What a simulation may contain beside plain segments. */
enum {
    SIM_AGAIN = 1,       /* segments sent again, in other cuts, with newer acknowledgments */
    SIM_KEEP_ALIVES = 2, /* of one octet of garbage too, where nothing is sent again */
    SIM_RESET = 4,       /* ends with RST instead of FIN */
    SIM_OPEN = 8,        /* does not end */
};

struct simulated_packet {
    enum side side;
    uint32_t start, size; /* positions of its octets; SYN: 0, FIN: all octets */
    uint32_t
        acknowledged; /* position up to which the other side is acknowledged; less 1: its SYN */
    uint8_t flags;
    bool garbage; /* the octet of a keep-alive */
    struct moment at;
};

struct simulation {
    struct simulated_packet *packets;
    size_t count, room;
    uint32_t sizes[2]; /* octets of each side */
    uint8_t *octets[2];
    /* For each octet: the position that its first copy acknowledged. */
    uint32_t *acknowledged[2];
    uint32_t first[2]; /* initial sequence numbers */
    unsigned contents;
};

struct simulation *simulation_new(uint64_t seed, unsigned contents);
void simulation_free(struct simulation *simulation);

/* Changes of what the tap saw. */
void simulation_shuffle(struct simulation *simulation, struct dice *dice, size_t window);
void simulation_double(struct simulation *simulation, struct dice *dice, uint32_t percent);
void simulation_drop(struct simulation *simulation, struct dice *dice, uint32_t percent);

/* The capture begins later. */
void simulation_skip(struct simulation *simulation, size_t packets);

/* The tap sees one side only. */
void simulation_keep_side(struct simulation *simulation, enum side side);

/* Feeds all packets. The file offset of an octet is its position and one. */
void simulation_play(const struct simulation *simulation, struct tcp *tcp);

#endif
