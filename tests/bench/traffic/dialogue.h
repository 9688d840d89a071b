/* dialogue.h: what two programs say to each other on one generated connection.
 *
 * A dialogue is a list of turns; a turn is octets that one side sends in one go. It is rendered
 * whole by dialogue_render() before its first packet, into memory that the next dialogue uses
 * again. */
#ifndef HELOISE_BENCH_DIALOGUE_H
#define HELOISE_BENCH_DIALOGUE_H

#include "random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLIENT, SERVER };

enum topic { TOPIC_SMTP, TOPIC_POP3, TOPIC_NOISE };

struct turn {
    int side;
    size_t start, size; /* in the dialogue's octets */
};

struct dialogue {
    enum topic topic;
    uint16_t port; /* of the server */
    struct turn turns[64];
    size_t turn_count;
    uint8_t *octets;
    size_t size, capacity;
    unsigned messages;       /* whole messages that it carries */
    uint64_t message_octets; /* their content before dot-stuffing, line ends included */
};

/* Renders a dialogue on topic. Message content has between smallest and largest octets, spread
 * evenly over the orders of magnitude. False when memory ran out. */
bool dialogue_render(struct dialogue *dialogue, enum topic topic, uint32_t smallest,
                     uint32_t largest, struct random *random);

void dialogue_clear(struct dialogue *dialogue);

#endif
