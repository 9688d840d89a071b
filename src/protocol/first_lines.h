/* first_lines.h: what a side said first, as far as recognition looks. */
#ifndef HELOISE_PROTOCOL_FIRST_LINES_H
#define HELOISE_PROTOCOL_FIRST_LINES_H

#include "base/slice.h"

enum { FIRST_LINES = 4 };

struct first_lines {
    size_t count;
    struct slice line[FIRST_LINES]; /* without line ends; they point into what was said */
};

/* Cuts the first whole lines, at most `most` (up to FIRST_LINES), out of what a side said: fills
 * the count and so many lines. */
void first_lines(struct first_lines *lines, struct slice said, size_t most);

#endif
