/* lines.h: a report kept as lines of text with ink: the canvas of a screen.
 *
 * Draw on `canvas`; each line that was ended can then be looked at. Text is as a terminal may have
 * it: escaped, UTF-8 or ASCII. When memory runs out lines end early and `whole` is false. */
#ifndef HELOISE_REPORT_LINES_H
#define HELOISE_REPORT_LINES_H

#include "report/canvas.h"

/* From this octet of all text on, up to the next span. */
struct ink_span {
    size_t at;
    enum ink ink;
};

struct line {
    size_t start, size; /* octets of all text */
    size_t margin;      /* of them are the margin */
    size_t span;        /* the span in force at its first octet */
    uint32_t mark;      /* the event that it belongs to, or CANVAS_NO_MARK */
};

struct lines {
    struct canvas canvas; /* first: the functions of a canvas are given a pointer to it */
    struct writer text;
    struct line *list;
    size_t count, room;
    struct ink_span *spans; /* the first one is at 0 */
    size_t span_count, span_room;
    size_t start;  /* of the line that is being drawn, */
    size_t margin; /* of it */
    size_t span;   /* the span in force there, */
    uint32_t mark;
    bool whole;
};

/* It may not be moved after this. `ascii`: the terminal knows no UTF-8. */
void lines_init(struct lines *lines, bool ascii);

/* Each has the other's lines; nothing is being drawn on either. */
void lines_swap(struct lines *a, struct lines *b);

/* Forgets all lines and keeps the memory. */
void lines_empty(struct lines *lines);

void lines_free(struct lines *lines);

struct slice lines_text(const struct lines *lines, size_t n);

/* A run of one ink within a line. */
struct ink_run {
    struct slice text;
    enum ink ink;
};

/* Goes through the runs of line `n`: start with `*span` of line.span and `*at` of 0; false after
 * the last one. */
bool lines_run(const struct lines *lines, size_t n, size_t *span, size_t *at, struct ink_run *run);

/* Writes line `n` without its margin and without the `from` octets behind it onto another canvas,
 * in its own inks, in at most `columns` columns; a mark stands in the last one when something had
 * to be left out. Returns the columns that it took. */
size_t lines_copy(const struct lines *lines, size_t n, size_t from, struct canvas *canvas,
                  size_t columns);

/* The same of `size` octets, all of them. */
size_t lines_copy_part(const struct lines *lines, size_t n, size_t from, size_t size,
                       struct canvas *canvas);

/* The first line at or after `from` that has this mark; lines.count when there is none. */
size_t lines_find_mark(const struct lines *lines, size_t from, uint32_t mark);

#endif
