/* toy.h: what every toy protocol of the tests has: it takes any octets for its own, and holes and
 * ends are nothing to it. A test adds what its toy does with octets. */
#ifndef HELOISE_TESTS_TOY_H
#define HELOISE_TESTS_TOY_H

#include "session/protocol.h"

static inline enum recognition toy_recognise(const struct opening *opening) {
    (void)opening;
    return RECOGNISED_UNSURE;
}

static inline void toy_gap(void *state, struct session *session, enum side side,
                           struct moment moment, uint64_t count) {
    (void)state, (void)session, (void)side, (void)moment, (void)count;
}

static inline void toy_end(void *state, struct session *session, enum side side,
                           struct moment moment) {
    (void)state, (void)session, (void)side, (void)moment;
}

#endif
