/* printed.h: a line as it would be printed: escaped, its secret masked, CRLF between lines kept;
 * and where each of its octets went. */
#ifndef HELOISE_EXPLAIN_PRINTED_H
#define HELOISE_EXPLAIN_PRINTED_H

#include "base/arena.h"

struct printed {
    struct slice text;
    size_t size;    /* octets of the raw line */
    uint32_t *went; /* for each of them, and for its end: the octet of `text` where it begins */
};

/* `secret`: part of `raw`; size 0: nothing is masked. A secret that does not lie in `raw` masks all
 * of it. Lies in the arena. False when memory ran out. */
bool printed_make(struct printed *printed, struct slice raw, struct slice secret,
                  struct arena *arena);

/* Where a part of the raw line begins and ends in the text. What lies within the mask or within a
 * character takes in all of it. */
size_t printed_start(const struct printed *printed, size_t at);
size_t printed_end(const struct printed *printed, size_t at);

#endif
