/* marks.h: which rows a person has marked: one bit each. */
#ifndef HELOISE_UI_MARKS_H
#define HELOISE_UI_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed: none. */
struct marks {
    uint64_t *words;
    size_t word_count;
    size_t count; /* of marked rows */
};

bool marks_has(const struct marks *marks, size_t row);

/* Marks the row or takes its mark away. False when memory ran out: it is as before. */
bool marks_set(struct marks *marks, size_t row, bool marked);

/* The first marked row from `row` on; SIZE_MAX: there is none. */
size_t marks_next(const struct marks *marks, size_t row);

void marks_free(struct marks *marks);

#endif
