/* candidates.h: words of which one may be meant whose beginning was written. */
#ifndef HELOISE_UI_CANDIDATES_H
#define HELOISE_UI_CANDIDATES_H

#include "base/writer.h"

struct candidates {
    /* Word `n`; false past the last. */
    bool (*word)(const void *context, size_t n, struct slice *word);
    const void *context;
    bool hyphens;  /* an underscore in a word is written as a hyphen */
    bool any_case; /* it does not matter, and what is added goes by the last letter */
};

/* Adds what all that begin so have in common past it. Returns how many there are. */
size_t candidates_complete(const struct candidates *candidates, struct slice beginning,
                           struct writer *more);

/* Writes those that begin so, two blanks between them. */
void candidates_hint(const struct candidates *candidates, struct slice beginning,
                     struct writer *hint);

#endif
