#include "ui/view.h"

#include <stdlib.h>

#include "index/clock.h"

enum { ROWS_PER_LOOK = 64, COMPARISONS_PER_LOOK = 512 };

enum verdict_of_filter { HIDDEN, SHOWN, LATER /* its session is still being decoded */ };

void view_init(struct view *view) {
    *view = (struct view){.text = writer_to(WRITER_MEMORY), .wanted = SIZE_MAX};
    view->arrangement.column = LIST_COLUMNS;
    table_init(&view->table, TIME_DEFAULT);
    table_lay_out(&view->table, IN_SESSIONS | IN_SOURCES | IN_FINDINGS, 0);
}

void view_free(struct view *view) {
    buffer_free(&view->filter);
    filter_free(view->language);
    free(view->rows);
    reopening_drop(&view->reopening);
    sorting_free(&view->sorting);
    grouping_free(&view->grouping);
    marks_free(&view->marks);
    table_clear(&view->table);
    writer_free(&view->text);
}

void view_reset(struct view *view) {
    marks_free(&view->marks);
    grouping_free(&view->grouping);
    view_filter(view, slice_of(NULL, 0));
    view->chosen = 0;
    view->wanted = SIZE_MAX;
}

static bool has_order(const struct view *view) {
    const struct arrangement *arrangement = &view->arrangement;
    return arrangement->column < LIST_COLUMNS || arrangement->reversed || arrangement->grouped;
}

/* Whether `rows` tells what is shown. */
static bool listed(const struct view *view) {
    return view->filter.size > 0 || has_order(view);
}

size_t view_count(const struct view *view, const struct model *model) {
    return listed(view) ? view->count : model_count(model);
}

size_t view_row(const struct view *view, size_t place) {
    if (!listed(view))
        return place;
    return place < view->count ? view->rows[place] : SIZE_MAX;
}

/* ---- the filter ---- */

void view_refresh(struct view *view) {
    size_t row = view->wanted == SIZE_MAX ? view_row(view, view->chosen) : view->wanted;
    view->wanted = row;
    view->count = view->examined = view->sorted = 0;
    view->sorting.state = SORTING_IDLE;
    reopening_drop(&view->reopening);
    view->revision++;
}

/* The language, or a text; where the rows are not listed the chosen one has its number as place. */
void view_filter(struct view *view, struct slice text) {
    struct error error = {0};
    struct filter_place place;
    view_refresh(view);
    view->filter.size = 0;
    (void)buffer_add(&view->filter, text);
    filter_free(view->language);
    view->language = view->filter.size > 0 ? filter_new(text, &place, &error) : NULL;
    view->chosen = 0;
    if (!listed(view) && view->wanted != SIZE_MAX) {
        view->chosen = view->wanted;
        view->wanted = SIZE_MAX;
    }
}

bool view_wants_language(struct slice text) {
    static const char *const words[] = {"and", "or", "not", "contains", "matches", "in"};
    struct error error = {0};
    struct filter_place place;
    struct filter *filter = filter_new(text, &place, &error);
    filter_free(filter);
    for (size_t i = 0; i < text.size && !filter; i++)
        if (strchr("=<>!&|(){}", text.data[i]))
            return true;
    for (struct slice rest = text, word; !filter && (word = slice_word(&rest)).size > 0;)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (slice_equal(word, slice_string(words[i])))
                return true;
    return filter != NULL;
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
    if (row == view->wanted) {
        view->chosen = view->count;
        view->wanted = SIZE_MAX;
    }
    view->rows[view->count++] = row;
    return true;
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

static bool holds_text(struct view *view, const struct model *model, size_t row) {
    struct slice text = view_text(view, model, row);
    return slice_search_nocase(text, buffer_slice(&view->filter)) != SLICE_NONE;
}

/* Decodes the session again, with its findings where the filter asks for them. One that cannot be
 * read is not chosen. */
static enum verdict_of_filter events_fit(struct view *view, const struct model *model, size_t row,
                                         struct moment until) {
    bool findings = (filter_needs(view->language) & FILTER_NEEDS_FINDINGS) != 0;
    const struct index_opening how = {.transcript = {.preview = filter_preview(view->language)},
                                      .diagnoser = findings ? model->thorough : NULL};
    struct error error = {0};
    struct index_row *opened = NULL;
    bool fits = false;
    enum reopen_progress progress =
        reopening_step(&view->reopening, model->index, row, &how, until, &opened, &error);
    if (progress == REOPEN_MORE)
        return LATER;
    if (opened && !filter_session(view->language, opened, opened->transcript, &fits, &error))
        fits = false;
    index_close(opened);
    return fits ? SHOWN : HIDDEN;
}

/* Whether the row is shown; counts what that cost, in rows that need no second look. */
static enum verdict_of_filter fits(struct view *view, const struct model *model, size_t row,
                                   size_t *cost, struct moment until) {
    *cost += 1;
    if (view->filter.size == 0)
        return SHOWN;
    if (!view->language)
        return holds_text(view, model, row) ? SHOWN : HIDDEN;
    enum filter_answer answer = filter_row(view->language, model_row(model, row));
    if (answer != FILTER_UNSURE)
        return answer == FILTER_YES ? SHOWN : HIDDEN;
    *cost += ROWS_PER_LOOK;
    return events_fit(view, model, row, until);
}

/* Examines some rows. */
static void look(struct view *view, const struct model *model, struct moment until) {
    size_t count = model_count(model), cost = 0;
    while (cost < ROWS_PER_LOOK && view->examined < count) {
        size_t row = view->examined;
        enum verdict_of_filter verdict = fits(view, model, row, &cost, until);
        if (verdict == LATER)
            return;
        view->examined++;
        if (verdict == SHOWN)
            (void)keep(view, row);
    }
}

/* ---- the order ---- */

void view_arrange(struct view *view, struct arrangement arrangement) {
    bool before = listed(view);
    size_t row = view_row(view, view->chosen);
    view->arrangement = arrangement;
    view->sorting.state = SORTING_IDLE;
    view->sorted = 0;
    if (before && !listed(view))
        view->chosen = row == SIZE_MAX ? 0 : row;
    if (before && view->filter.size > 0 && !has_order(view)) {
        view->chosen = 0;
        view->wanted = row;
        view->count = view->examined = 0;
    }
    if (!before && listed(view)) {
        view->wanted = row;
        view->count = view->examined = 0;
    }
}

bool view_follows(const struct view *view, size_t place) {
    if (!view->arrangement.grouped || place == 0 || place >= view->count)
        return false;
    return grouping_root(&view->grouping, view->rows[place]) ==
           grouping_root(&view->grouping, view->rows[place - 1]);
}

/* What the order of two rows goes by. */
struct comparison {
    const struct view *view;
    const struct model *model;
};

static int compare_rows(const struct comparison *by, size_t a, size_t b) {
    const struct arrangement *arrangement = &by->view->arrangement;
    int order = 0;
    if (arrangement->column < LIST_COLUMNS) {
        const struct index_row *first = model_row(by->model, a), *second = model_row(by->model, b);
        const struct list_row left = {first, NULL, model_file(by->model, first)},
                              right = {second, NULL, model_file(by->model, second)};
        order = column_compare(arrangement->column, &left, &right);
    }
    if (order == 0)
        order = (a > b) - (a < b);
    return arrangement->reversed ? -order : order;
}

/* Within a group rows stand as they came. */
static int compare(const void *context, size_t a, size_t b) {
    const struct comparison *by = context;
    if (!by->view->arrangement.grouped)
        return compare_rows(by, a, b);
    size_t first = grouping_root(&by->view->grouping, a),
           second = grouping_root(&by->view->grouping, b);
    return first == second ? (a > b) - (a < b) : compare_rows(by, first, second);
}

/* Puts the sorted rows in place of those that were sorted; what came meanwhile stays behind them.
 */
static void take_sorted(struct view *view) {
    size_t row = view_row(view, view->chosen);
    if (view->sorting.count > 0)
        memcpy(view->rows, view->sorting.numbers, view->sorting.count * sizeof *view->rows);
    view->sorted = view->sorting.count;
    for (size_t i = 0; i < view->count; i++)
        if (view->rows[i] == row)
            view->chosen = i;
}

static uint64_t rows_done(const struct model *model) {
    return model->index ? index_totals(model->index).done : 0;
}

/* Whether rows came or changed since they were brought into order. */
static bool out_of_order(const struct view *view, const struct model *model) {
    return has_order(view) && (view->sorted != view->count || view->done_then != rows_done(model));
}

/* While rows keep coming they are not sorted all the time. */
static bool sorting_due(const struct view *view, const struct model *model) {
    return out_of_order(view, model) &&
           (model->state != MODEL_READING || view->sorted == 0 ||
            moment_since(clock_now(), view->begun) > DURATION_SECOND / 4);
}

/* False when memory ran out: rows stay as they are. */
static bool begin_sorting(struct view *view, const struct model *model) {
    view->begun = clock_now();
    view->done_then = rows_done(model);
    if (sorting_begin(&view->sorting, view->rows, view->count))
        return true;
    view->sorted = view->count;
    return false;
}

static bool sort_on(struct view *view, const struct model *model, struct moment until) {
    const struct comparison by = {view, model};
    const struct sorting_order order = {compare, &by};
    if (!sorting_runs(&view->sorting) && (!sorting_due(view, model) || !begin_sorting(view, model)))
        return false;
    bool more;
    do
        more = sorting_step(&view->sorting, &order, COMPARISONS_PER_LOOK);
    while (more && moment_before(clock_now(), until));
    if (!more)
        take_sorted(view);
    return more;
}

/* ---- a slice of work ---- */

bool view_busy(const struct view *view, const struct model *model) {
    return listed(view) && (view->examined < model_count(model) || sorting_runs(&view->sorting) ||
                            out_of_order(view, model));
}

/* A group may have changed: everything is sorted again. */
static bool group_on(struct view *view, const struct model *model, struct moment until) {
    uint64_t tries = view->grouping.deliveries.tries;
    if (!view->arrangement.grouped)
        return false;
    bool more = grouping_step(&view->grouping, model, until);
    if (tries != view->grouping.deliveries.tries) {
        view->sorted = 0;
        view->sorting.state = SORTING_IDLE;
    }
    return more;
}

bool view_step(struct view *view, const struct model *model, struct moment until) {
    if (!listed(view))
        return false;
    do
        look(view, model, until);
    while (view->examined < model_count(model) && moment_before(clock_now(), until));
    if (view->examined < model_count(model))
        return true;
    if (group_on(view, model, until))
        return true;
    return sort_on(view, model, until);
}
