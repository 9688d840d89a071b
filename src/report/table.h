/* table.h: sessions or transactions as rows, in columns that share a width. */
#ifndef HELOISE_REPORT_TABLE_H
#define HELOISE_REPORT_TABLE_H

#include "report/canvas.h"
#include "report/cell.h"

/* A column that has found room. */
struct shown_column {
    const struct column *column;
    size_t width;
};

/* A column that somebody chose. */
struct column_choice {
    enum list_column column;
    size_t width; /* 0: as the list has it; at most COLUMN_WIDEST */
};

enum { COLUMN_WIDEST = 200 };

struct table {
    struct shown_column shown[LIST_COLUMNS]; /* from left to right */
    size_t shown_count;
    bool cut;                /* cells are cut to their columns */
    size_t gap;              /* blanks between two columns */
    size_t owed;             /* blanks before the next cell of this line */
    enum list_column sorted; /* the heading tells by which column; LIST_COLUMNS: by none */
    bool reversed;           /* what comes last stands first */
    struct timeline timeline;
    struct writer scratch;
};

void table_init(struct table *table, enum time_format time);

/* A width in which every column of any list has all that it may take. */
enum { TABLE_WIDEST = 400 };

/* Chooses columns of the list (column_lists) for `width` columns of the terminal; 0: no limit, and
 * nothing is cut. */
void table_lay_out(struct table *table, unsigned list, size_t width);

/* The chosen columns and no others, however narrow the terminal is. */
void table_lay_out_chosen(struct table *table, const struct column_choice *choices, size_t count,
                          size_t width);

/* A line with the headings; a line with a row. */
void table_heading(struct table *table, struct canvas *canvas);
void table_row(struct table *table, struct canvas *canvas, const struct list_row *row);

void table_clear(struct table *table);

#endif
