/* layout.h: how the columns of a table share the width of a terminal. */
#ifndef HELOISE_REPORT_LAYOUT_H
#define HELOISE_REPORT_LAYOUT_H

#include <stddef.h>

struct layout_column {
    size_t least, most; /* columns of the terminal that it can do with */
    unsigned rank;      /* 0: always there; else those of lower rank are given room first */
};

/* Fills `widths`, one for each column: 0 for what does not fit. `width` of 0: there is no limit.
 * `gap`: blanks between two columns. */
void layout_columns(const struct layout_column *columns, size_t count, size_t width, size_t gap,
                    size_t *widths);

#endif
