#include "report/layout.h"

#include <stdbool.h>

enum { RANKS = 16 };

/* Gives each column of this rank its least width, from left to right, while there is room. */
static size_t admit(const struct layout_column *columns, size_t count, unsigned rank, size_t gap,
                    size_t spare, size_t *widths) {
    for (size_t i = 0; i < count; i++) {
        if (columns[i].rank != rank)
            continue;
        size_t needed = columns[i].least + gap;
        if (rank > 0 && needed > spare)
            continue;
        widths[i] = columns[i].least;
        spare -= needed < spare ? needed : spare;
    }
    return spare;
}

/* Deals out what is left, one by one, to the columns that can grow. */
static void grow(const struct layout_column *columns, size_t count, size_t spare, size_t *widths) {
    bool grew = true;
    while (spare > 0 && grew) {
        grew = false;
        for (size_t i = 0; i < count && spare > 0; i++) {
            if (widths[i] == 0 || widths[i] >= columns[i].most)
                continue;
            widths[i]++;
            spare--;
            grew = true;
        }
    }
}

void layout_columns(const struct layout_column *columns, size_t count, size_t width, size_t gap,
                    size_t *widths) {
    for (size_t i = 0; i < count; i++)
        widths[i] = width ? 0 : columns[i].most;
    if (width == 0)
        return;
    size_t spare = width + gap; /* the last column has no gap after it */
    for (unsigned rank = 0; rank < RANKS; rank++)
        spare = admit(columns, count, rank, gap, spare, widths);
    grow(columns, count, spare, widths);
}
