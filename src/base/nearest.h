/* nearest.h: which of some words somebody may have meant who wrote another one. */
#ifndef HELOISE_BASE_NEAREST_H
#define HELOISE_BASE_NEAREST_H

#include "base/slice.h"

/* Octets of a word that count; what is behind them is not looked at. */
enum { NEAREST_WORD = 64 };

/* How many letters are to be added, left out or changed to make one word of the other; 1 also where
 * the first begins the other or ends it. */
size_t nearest_distance(struct slice wanted, struct slice word);

/* The nearest words so far. Zeroed: none. */
struct nearest {
    struct slice words[3]; /* the nearest first; borrowed */
    size_t distances[3];
    size_t count;
};

/* Takes the word among the nearest if it is nearer than one of them. Of words that are equally near
 * the one that was taken first stands first. */
void nearest_take(struct nearest *nearest, struct slice wanted, struct slice word);

#endif
