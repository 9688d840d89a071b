/* view.h: which rows of the index are shown, in which order, and which one is chosen: what the list
 * and the conversation share.
 *
 * A filter keeps the sessions that a display filter chooses, or a text that the rows must hold. It
 * goes through them in slices, and so does sorting: until they are through, the rows found so far
 * are shown, in the order that they had. */
#ifndef HELOISE_UI_VIEW_H
#define HELOISE_UI_VIEW_H

#include "index/filter.h"
#include "report/column_order.h"
#include "report/table.h"
#include "ui/grouping.h"
#include "ui/marks.h"
#include "ui/model.h"
#include "ui/reopening.h"
#include "ui/sorting.h"

/* The order of the rows. */
struct arrangement {
    enum list_column column; /* LIST_COLUMNS: as they came */
    bool reversed;
    bool grouped; /* attempts at the same delivery under one another */
};

struct view {
    struct buffer filter;    /* empty: all rows are shown */
    struct filter *language; /* the filter, read; NULL: it is a text */
    size_t *rows;            /* numbers of the rows that are shown, where these are not all rows in
                                their own order */
    size_t count, room;
    size_t examined;            /* rows that the filter has seen */
    struct reopening reopening; /* of the row that it wants the events of */
    size_t chosen;              /* place among those that are shown */
    uint64_t revision;          /* grows when other rows may be shown than before */
    size_t wanted;              /* the row that is to be chosen when it turns up; SIZE_MAX: none */
    struct arrangement arrangement;
    struct sorting sorting;
    size_t sorted;       /* rows that were in order last, */
    uint64_t done_then;  /* and how many of all rows were done */
    struct moment begun; /* when sorting began last, by clock_now() */
    struct grouping grouping;
    struct marks marks;
    struct column_choice columns[LIST_COLUMNS]; /* of the list, from left to right */
    size_t column_count;                        /* 0: as many as there is room for */
    struct table table;
    struct writer text; /* of the row that was looked at last */
};

void view_init(struct view *view);
void view_free(struct view *view);

/* Other sources were opened: no filter, no marks, and the first row is chosen. The order stays. */
void view_reset(struct view *view);

/* How many rows are shown, and the number of the one at a place; SIZE_MAX: there is none. */
size_t view_count(const struct view *view, const struct model *model);
size_t view_row(const struct view *view, size_t place);

/* Sets the filter, or takes it away (empty); the chosen row stays chosen if it is shown. Text that
 * is no filter (view_wants_language()) is looked for in the rows. */
void view_filter(struct view *view, struct slice text);

/* Whether a text is meant as a display filter: it is one, or has what only filters have. */
bool view_wants_language(struct slice text);

/* All rows are looked at again: they have changed. */
void view_refresh(struct view *view);

/* Brings the rows into this order; the chosen row stays chosen. */
void view_arrange(struct view *view, struct arrangement arrangement);

/* Whether the row at this place belongs under the one before it. */
bool view_follows(const struct view *view, size_t place);

/* Goes through rows until then, by clock_now(), and some in any case. True: there is more to do. */
bool view_step(struct view *view, const struct model *model, struct moment until);

/* Whether filter or order are not through yet. */
bool view_busy(const struct view *view, const struct model *model);

/* The whole text of a row, as `list` would print it; borrowed until the next call. */
struct slice view_text(struct view *view, const struct model *model, size_t row);

#endif
