/* nearest.h: how far two words are apart. */
#ifndef HELOISE_EXPLAIN_NEAREST_H
#define HELOISE_EXPLAIN_NEAREST_H

#include "base/slice.h"

/* How many letters have to be added, taken away, changed or swapped with their neighbour, whatever
 * their case. Words of more than 40 octets are as far from all others as can be: 40. */
unsigned edit_distance(struct slice a, struct slice b);

#endif
