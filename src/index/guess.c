#include "index/guess.h"

#include <string.h>

#include "session/protocol.h"

const char *guess_name(enum guess_kind kind) {
    static const char *const names[] = {[GUESS_NOTHING] = "",
                                        [GUESS_CONTENT] = "content",
                                        [GUESS_SHORT] = "short",
                                        [GUESS_NONE] = "none"};
    return names[kind];
}

/* A server's replies may be long, so that without a long one a message may have been short. */
static enum guess_kind kind_of(const struct tls_rhythm *rhythm, enum side side) {
    if (rhythm->long_flights[side] > 0)
        return GUESS_CONTENT;
    if (side == SIDE_CLIENT && rhythm->longest[side] <= GUESS_COMMANDS_MOST)
        return GUESS_NONE;
    return GUESS_SHORT;
}

struct guess guess_of(const struct summary *summary) {
    const struct tls_rhythm *rhythm = summary->rhythm;
    struct guess guess = {0};
    if (!rhythm || !summary->protocol)
        return guess;
    guess.side = strcmp(summary->protocol->name, "pop3") == 0 ? SIDE_SERVER : SIDE_CLIENT;
    guess.kind = kind_of(rhythm, guess.side);
    guess.flights = rhythm->long_flights[guess.side];
    guess.octets = guess.kind == GUESS_CONTENT ? rhythm->long_flight_octets[guess.side]
                                               : rhythm->longest[guess.side];
    return guess;
}
