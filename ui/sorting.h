/* sorting.h: brings numbers into an order, a slice at a time.
 *
 * A natural merge sort: runs that are in order already are found first and then merged two by two,
 * so that what was sorted before and has grown a little costs little more than one look. It is
 * stable. */
#ifndef HELOISE_UI_SORTING_H
#define HELOISE_UI_SORTING_H

#include <stdbool.h>
#include <stddef.h>

/* Less than 0, 0 or more than 0, as `a` belongs before `b`, either may be first, or after it. */
struct sorting_order {
    int (*compare)(const void *context, size_t a, size_t b);
    const void *context;
};

/* Zeroed: nothing to sort. */
struct sorting {
    size_t *numbers; /* in order once sorting_step() says so */
    size_t count;
    size_t *merged; /* where this pass puts them */
    size_t *ends;   /* of the runs */
    size_t runs, room;
    size_t run, made; /* the next run to be merged; runs that were made of them */
    size_t at;        /* looked at, or merged, so far */
    size_t left, left_end, right, right_end; /* what is left of the two that are merged now */
    enum { SORTING_IDLE, SORTING_LOOKING, SORTING_MERGING } state;
};

/* Takes a copy of the numbers. False when memory ran out: nothing is sorted then. */
bool sorting_begin(struct sorting *sorting, const size_t *numbers, size_t count);

/* Goes on for about `budget` comparisons, all of them in the same order. False: it is done, and
 * `numbers` are in order. */
bool sorting_step(struct sorting *sorting, const struct sorting_order *order, size_t budget);

/* Whether there is something to be done. */
static inline bool sorting_runs(const struct sorting *sorting) {
    return sorting->state != SORTING_IDLE;
}

void sorting_free(struct sorting *sorting);

#endif
