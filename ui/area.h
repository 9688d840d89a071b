/* area.h: a rectangle of the terminal, in rows and columns. */
#ifndef HELOISE_UI_AREA_H
#define HELOISE_UI_AREA_H

#include <stdbool.h>
#include <stddef.h>

struct area {
    size_t row, column, rows, columns;
};

/* Takes rows off the top or the bottom of `area`, as many as there are; returns them. */
static inline struct area area_top(struct area *area, size_t rows) {
    size_t taken = rows < area->rows ? rows : area->rows;
    struct area part = {area->row, area->column, taken, area->columns};
    area->row += taken;
    area->rows -= taken;
    return part;
}

static inline struct area area_bottom(struct area *area, size_t rows) {
    size_t taken = rows < area->rows ? rows : area->rows;
    area->rows -= taken;
    return (struct area){area->row + area->rows, area->column, taken, area->columns};
}

/* Takes columns off the right. */
static inline struct area area_right(struct area *area, size_t columns) {
    size_t taken = columns < area->columns ? columns : area->columns;
    area->columns -= taken;
    return (struct area){area->row, area->column + area->columns, area->rows, taken};
}

static inline bool area_has(const struct area *area, size_t row, size_t column) {
    return row >= area->row && row - area->row < area->rows && column >= area->column &&
           column - area->column < area->columns;
}

#endif
