/* guess.h: what a sealed session probably was, by the sizes of its flights. Nothing of it is
 * certain, and tests hold it against sessions whose keys are there. */
#ifndef HELOISE_INDEX_GUESS_H
#define HELOISE_INDEX_GUESS_H

#include "index/summary.h"
#include "session/tls_rhythm.h"

/* Octets of a client's flight up to which it is hardly a message: a hello, an envelope, a password.
 */
enum { GUESS_COMMANDS_MOST = 200 };

enum guess_kind {
    GUESS_NOTHING, /* the sizes tell nothing */
    GUESS_CONTENT, /* a message, or several, went by */
    GUESS_SHORT,   /* if a message went by, it was short */
    GUESS_NONE,    /* no message was sent: whatever was refused was refused before it */
};

struct guess {
    enum guess_kind kind;
    enum side side;   /* that would have sent messages */
    uint64_t flights; /* GUESS_CONTENT: how many have content, */
    uint64_t octets;  /* and octets of them together; else those of the longest */
};

struct guess guess_of(const struct summary *summary);

/* "content", "short", "none"; "" for GUESS_NOTHING. Static strings. */
const char *guess_name(enum guess_kind kind);

#endif
