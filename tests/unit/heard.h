/* heard.h: a session of one layer and a toy protocol, which takes whatever it hears: for tests of
 * the layers that stand in front of a session. */
#ifndef HELOISE_TESTS_HEARD_H
#define HELOISE_TESTS_HEARD_H

#include "base/buffer.h"
#include "session/protocol.h"

/* What was said in one go. No octets: so many are missing; neither: the side ends. */
struct turn_said {
    enum side side;
    struct slice octets;
    uint64_t lost;
};

enum { HEARD_EVENTS = 8 };

/* What listeners heard. */
struct heard {
    struct buffer said[2];             /* by enum side: what the toy protocol was given */
    struct event events[HEARD_EVENTS]; /* of proxies, and junk */
    size_t count;
    struct arena arena;
};

/* Plays turns in pieces of at most `piece` octets, turn N (from 1) at moment N, then a reset. */
struct heard heard_play(const struct layer *layer, const struct turn_said *turns, size_t count,
                        size_t piece);

void heard_free(struct heard *heard);

/* Fails the test unless `side` was given exactly these octets. */
void heard_check(const struct heard *heard, enum side side, struct slice octets);

#endif
