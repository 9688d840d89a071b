/* view.h: which rows of the index are shown, and which one is chosen: what the list and the
 * conversation share.
 *
 * A filter keeps the sessions that a display filter chooses; what is no display filter is a text
 * that the rows must hold. It goes through them in slices; until it is through, the rows found so
 * far are shown. */
#ifndef HELOISE_UI_VIEW_H
#define HELOISE_UI_VIEW_H

#include "index/filter.h"
#include "report/table.h"
#include "ui/model.h"

struct view {
    struct buffer filter;      /* empty: all rows are shown */
    struct filter *language;   /* the filter, read; NULL: it is a text */
    struct error mistake;      /* why it could not be read, */
    struct filter_place place; /* and where */
    size_t *rows;              /* with a filter: numbers of the rows that are shown */
    size_t count, room;
    size_t examined; /* rows that the filter has seen */
    size_t chosen;   /* place among those that are shown */
    struct table table;
    struct writer text; /* of the row that was looked at last */
};

void view_init(struct view *view);
void view_free(struct view *view);

/* How many rows are shown, and the number of the one at a place. */
size_t view_count(const struct view *view, const struct model *model);
size_t view_row(const struct view *view, size_t place);

/* Sets the filter, or takes it away (empty); the chosen row stays chosen if it is shown. */
void view_filter(struct view *view, struct slice text);

/* Goes through rows until then, by clock_now(), and some in any case. True: there is more to do. */
bool view_step(struct view *view, const struct model *model, struct moment until);

/* The whole text of a row, as `list` would print it; borrowed until the next call. */
struct slice view_text(struct view *view, const struct model *model, size_t row);

#endif
