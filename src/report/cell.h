/* cell.h: what stands in one column of one row of a list. */
#ifndef HELOISE_REPORT_CELL_H
#define HELOISE_REPORT_CELL_H

#include "report/ink.h"
#include "report/list_row.h"
#include "report/units.h"

enum { CELL_MADE = ENDPOINT_TEXT }; /* octets; nothing that is made up is longer */

/* A cell function is given `row`, `timeline`, `scratch` and `width`; it sets the rest, which is
 * empty before. */
struct cell {
    const struct list_row *row;
    struct timeline *timeline;
    struct writer *scratch; /* for what is long; holds what another cell left there */
    size_t width;           /* of the column */
    struct slice text;      /* what to show, not escaped */
    struct slice suffix;    /* shown after the text, never cut; printable ASCII */
    size_t upto;            /* more than the column's own place: the text may take the room of the
                               columns up to this one, which are not asked */
    enum ink ink;
    char made[CELL_MADE]; /* where a short text may be made up, of printable ASCII */
};

/* Whether the text was made up there. */
static inline bool cell_is_made(const struct cell *cell) {
    return (const char *)cell->text.data == cell->made;
}

enum column_align { ALIGN_LEFT, ALIGN_RIGHT };
enum column_lists { IN_SESSIONS = 1, IN_TRANSACTIONS = 2, IN_SOURCES = 4, IN_FINDINGS = 8 };

struct column {
    void (*cell)(struct cell *cell);
    const char *name;              /* as a person writes it: "verdict" */
    const char *heading, *meaning; /* marked for translation */
    enum column_align align;
    size_t least, most;
    unsigned rank;
    unsigned in; /* column_lists */
};

/* COLUMN_time and its like: places in list_columns. */
enum list_column {
#define COLUMN(cell, heading, align, least, most, rank, in, meaning) COLUMN_##cell,
#include "report/columns.def"
#undef COLUMN
    LIST_COLUMNS
};

extern const struct column list_columns[LIST_COLUMNS];

#endif
