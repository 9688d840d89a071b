/* tally.h: how often each of many words was met. */
#ifndef HELOISE_REPORT_TALLY_H
#define HELOISE_REPORT_TALLY_H

#include "base/arena.h"

/* Words that are told apart; past it further ones are counted together. A word is cut at its
 * bound. */
enum { TALLY_WORDS = 100000, TALLY_WORD = 256 };

struct tally_entry {
    struct slice word; /* in the tally's arena, with a NUL behind it */
    uint64_t count;
};

/* Zeroed: empty. */
struct tally {
    struct tally_entry *entries; /* in the order in which they came up */
    size_t count, room;
    uint32_t *slots; /* of each hash the entry plus 1; 0: free */
    size_t slot_count;
    uint64_t sum;    /* of all counts */
    uint64_t others; /* of them of words that are not told apart */
    struct arena arena;
};

void tally_add(struct tally *tally, struct slice word);

/* The most frequent ones, at most `room`, those that are equal in the order in which they came up.
 * Returns how many. */
size_t tally_top(const struct tally *tally, const struct tally_entry **top, size_t room);

void tally_clear(struct tally *tally);

#endif
