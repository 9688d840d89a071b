#include "ui/view.h"

#include <stdlib.h>

#include "index/clock.h"

enum { ROWS_PER_LOOK = 64 };

void view_init(struct view *view) {
    *view = (struct view){.text = writer_to(WRITER_MEMORY)};
    table_init(&view->table, TIME_DEFAULT);
    table_lay_out(&view->table, IN_SESSIONS | IN_SOURCES | IN_FINDINGS, 0);
}

void view_free(struct view *view) {
    buffer_free(&view->filter);
    free(view->rows);
    table_clear(&view->table);
    writer_free(&view->text);
}

size_t view_count(const struct view *view, const struct model *model) {
    return view->filter.size ? view->count : model_count(model);
}

size_t view_row(const struct view *view, size_t place) {
    if (view->filter.size == 0)
        return place;
    return place < view->count ? view->rows[place] : SIZE_MAX;
}

void view_filter(struct view *view, struct slice text) {
    size_t row = view_row(view, view->chosen);
    view->filter.size = 0;
    (void)buffer_add(&view->filter, text);
    view->count = view->examined = 0;
    view->chosen = view->filter.size || row == SIZE_MAX ? 0 : row;
}

struct slice view_text(struct view *view, const struct model *model, size_t row) {
    const struct index_row *shown = model_row(model, row);
    struct canvas canvas = canvas_stream(&view->text, false);
    view->text.buffer.size = 0;
    if (shown)
        table_row(&view->table, &canvas, &(struct list_row){shown, NULL, model_file(model, shown)});
    struct slice text = buffer_slice(&view->text.buffer);
    return slice_first(text, text.size ? text.size - 1 : 0); /* without its line end */
}

static bool keep(struct view *view, size_t row) {
    if (view->count == view->room) {
        size_t room = view->room ? view->room * 2 : 256;
        size_t *rows = realloc(view->rows, room * sizeof *rows);
        if (!rows)
            return false;
        view->rows = rows;
        view->room = room;
    }
    view->rows[view->count++] = row;
    return true;
}

/* Examines some rows. */
static void look(struct view *view, const struct model *model) {
    size_t count = model_count(model);
    for (size_t i = 0; i < ROWS_PER_LOOK && view->examined < count; i++) {
        size_t row = view->examined++;
        struct slice text = view_text(view, model, row);
        if (slice_search_nocase(text, buffer_slice(&view->filter)) != SLICE_NONE)
            (void)keep(view, row);
    }
}

bool view_step(struct view *view, const struct model *model, struct moment until) {
    if (view->filter.size == 0)
        return false;
    do
        look(view, model);
    while (view->examined < model_count(model) && moment_before(clock_now(), until));
    return view->examined < model_count(model);
}
