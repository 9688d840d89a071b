/* reason.h: why a server refused something, in a few words for a story: "no such user". */
#ifndef HELOISE_INDEX_REASON_H
#define HELOISE_INDEX_REASON_H

#include "base/words.h"

enum { REASON_QUOTED = 100 }; /* octets of a reply that are quoted */

/* Writes what the first line of a refusal says: by its words where they leave no doubt, by its
 * enhanced code where that says more than its class, or else in quotes, without code and address.
 * Nothing where the line says nothing. Escaped for a terminal. */
void reason_write(struct writer *writer, struct slice line);

#endif
