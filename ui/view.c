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
    filter_free(view->language);
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
    filter_free(view->language);
    view->mistake = (struct error){0};
    view->place = (struct filter_place){0};
    view->language = view->filter.size > 0 ? filter_new(text, &view->place, &view->mistake) : NULL;
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

static bool holds_text(struct view *view, const struct model *model, size_t row) {
    struct slice text = view_text(view, model, row);
    return slice_search_nocase(text, buffer_slice(&view->filter)) != SLICE_NONE;
}

/* Decodes the session again, with its findings where the filter asks for them. One that cannot be
 * read is not chosen. */
static bool events_fit(const struct view *view, const struct model *model, size_t row) {
    bool findings = (filter_needs(view->language) & FILTER_NEEDS_FINDINGS) != 0;
    const struct index_opening how = {.transcript = {.preview = filter_preview(view->language)},
                                      .diagnoser = findings ? model->thorough : NULL};
    struct error error = {0};
    bool fits = false;
    struct index_row *opened = index_open(model->index, row, &how, &error);
    if (opened && !filter_session(view->language, opened, opened->transcript, &fits, &error))
        fits = false;
    index_close(opened);
    return fits;
}

/* Whether the row is shown; counts what that cost, in rows that need no second look. */
static bool fits(struct view *view, const struct model *model, size_t row, size_t *cost) {
    *cost += 1;
    if (!view->language)
        return holds_text(view, model, row);
    enum filter_answer answer = filter_row(view->language, model_row(model, row));
    if (answer != FILTER_UNSURE)
        return answer == FILTER_YES;
    *cost += ROWS_PER_LOOK;
    return events_fit(view, model, row);
}

/* Examines some rows. */
static void look(struct view *view, const struct model *model) {
    size_t count = model_count(model), cost = 0;
    while (cost < ROWS_PER_LOOK && view->examined < count) {
        size_t row = view->examined++;
        if (fits(view, model, row, &cost))
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
