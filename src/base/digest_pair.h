/* digest_pair.h: SHA-256 of messages that come in at the same time, hashed two by two (sha256.h).
 *
 * What comes of one message waits until something comes of another one, and both are hashed side by
 * side. Where more of the same comes first than there is room for, it is hashed alone. */
#ifndef HELOISE_BASE_DIGEST_PAIR_H
#define HELOISE_BASE_DIGEST_PAIR_H

#include "base/sha256.h"
#include "base/slice.h"

enum { DIGEST_BLOCKS = 64 }; /* that may wait */

/* One message. */
struct digest_lane {
    struct sha256 hash;
    struct digest_pair *pair;
    uint64_t octets;                /* of the message so far */
    size_t held;                    /* of these, in `rest` */
    uint8_t rest[2 * SHA256_BLOCK]; /* less than a block; and room for the padding */
};

/* Where messages meet. Zeroed: none waits. */
struct digest_pair {
    struct digest_lane *waiting; /* whose blocks wait; NULL: nobody's */
    size_t first, end;           /* which blocks of `room` they are */
    uint8_t room[DIGEST_BLOCKS * SHA256_BLOCK];
};

/* Starts a message; `pair` is borrowed until it is over. */
void digest_lane_begin(struct digest_lane *lane, struct digest_pair *pair);
void digest_lane_add(struct digest_lane *lane, struct slice octets);

/* The hash of all that was added. */
void digest_lane_finish(struct digest_lane *lane, uint8_t sha256[SHA256_SIZE]);

/* Forgets a message that was begun and is not finished. */
void digest_lane_drop(struct digest_lane *lane);

#endif
