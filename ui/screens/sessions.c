/* The sessions: one row each, in columns that `list` has too. */
#include "ui/screens/sessions_heading.h"

#include "base/text.h"
#include "index/clock.h"
#include "report/lines.h"
#include "ui/screens/content_search.h"
#include "ui/screens/filter_line.h"
#include "ui/widgets/line_view.h"
#include "ui/widgets/list.h"

enum { STEP_ASIDE = 8, MATCHES = 32, GUTTER = 3 };

struct sessions {
    struct list list;
    struct table table;
    struct lines line; /* the row that is being drawn */
    struct density density;
    struct content_search search;
    size_t left;               /* columns that are scrolled out */
    size_t spans;              /* of time, that there is room for */
    struct area heading, rows; /* where they were drawn */
    bool trails;               /* new rows take the cursor along: it is on the last one */
};

/* Brings count and cursor up to date with the view. */
static struct list *list_of(struct screen *screen) {
    struct sessions *state = screen->state;
    struct view *view = app_view(screen->app);
    list_set_count(&state->list, view_count(view, app_model(screen->app)));
    list_go(&state->list, view->chosen);
    return &state->list;
}

static void choose(struct screen *screen, size_t place) {
    struct list *list = list_of(screen);
    list_go(list, place);
    app_view(screen->app)->chosen = list->cursor;
    app_view(screen->app)->wanted = SIZE_MAX;
}

static const struct index_row *row_at(struct screen *screen, size_t place) {
    return model_row(app_model(screen->app), view_row(app_view(screen->app), place));
}

/* ---- the screen ---- */

static bool open_sessions(struct screen *screen, const void *argument, struct error *error) {
    struct sessions *state = screen->state;
    (void)argument;
    (void)error;
    lines_init(&state->line, app_model(screen->app)->ascii);
    table_init(&state->table, app_model(screen->app)->report.time);
    state->trails = app_model(screen->app)->reading.follow;
    return true;
}

static void close_sessions(struct screen *screen) {
    struct sessions *state = screen->state;
    table_clear(&state->table);
    lines_free(&state->line);
    content_search_free(&state->search);
}

static void change_sessions(struct screen *screen) {
    struct sessions *state = screen->state;
    table_clear(&state->table);
    table_init(&state->table, app_model(screen->app)->report.time);
}

static void title_sessions(struct screen *screen, struct writer *writer) {
    const struct model *model = app_model(screen->app);
    text_escape(writer, slice_string(model->name));
}

/* Columns that are chosen all have what they want, and what does not fit is scrolled to; else those
 * are shown that fit, and where it is scrolled aside columns are as wide as what they may hold. */
static void lay_out(struct screen *screen, size_t columns) {
    struct sessions *state = screen->state;
    struct table *table = &state->table;
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    unsigned list = IN_SESSIONS | IN_FINDINGS | (model->source_count > 1 ? IN_SOURCES : 0U);
    table->sorted = view->arrangement.column;
    table->reversed = view->arrangement.reversed;
    if (view->column_count > 0)
        table_lay_out_chosen(table, view->columns, view->column_count,
                             state->left ? TABLE_WIDEST : columns);
    else
        table_lay_out(table, list, state->left ? TABLE_WIDEST : columns);
}

/* Marks, and what belongs to the delivery above, stand before the rows. */
static bool has_gutter(const struct view *view) {
    return view->marks.count > 0 || view->arrangement.grouped;
}

static void draw_gutter(struct surface *surface, struct area gutter, const struct view *view,
                        size_t place) {
    bool marked = marks_has(&view->marks, view_row(view, place));
    bool follows = view_follows(view, place), more = view_follows(view, place + 1);
    struct slice branch = !follows         ? SLICE(" ")
                          : surface->ascii ? (more ? SLICE("|") : SLICE("`"))
                                           : (more ? SLICE("\u251c") : SLICE("\u2514"));
    surface_fill(surface, gutter, ELEMENT_PLAIN);
    if (marked)
        (void)surface_text(surface, gutter.row, gutter.column, 1, ELEMENT_KEY, SLICE("*"));
    (void)surface_text(surface, gutter.row, gutter.column + 1, 1, ELEMENT_RULE, branch);
}

static void draw_row(struct screen *screen, struct surface *surface, struct area row,
                     size_t place) {
    struct sessions *state = screen->state;
    const struct view *view = app_view(screen->app);
    const struct index_row *shown = row_at(screen, place);
    struct light lights[MATCHES];
    if (!shown)
        return;
    lines_empty(&state->line);
    table_row(&state->table, &state->line.canvas,
              &(struct list_row){shown, NULL, model_file(app_model(screen->app), shown)});
    if (state->line.count == 0)
        return;
    const struct needle needle = app_search(screen->app);
    size_t count = line_matches(lines_text(&state->line, 0), &needle, lights, MATCHES);
    struct area rest = row;
    if (has_gutter(view)) {
        rest = area_right(&row, row.columns > GUTTER ? row.columns - GUTTER : 0);
        draw_gutter(surface, row, view, place);
    }
    line_draw(surface, rest, &state->line, 0, state->left, lights, count);
}

/* What stands where there are no rows. */
static void draw_nothing(struct screen *screen, struct surface *surface, struct area area) {
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    const char *sentence =
        view_busy(view, model)                            ? _("looking through the sessions\u2026")
        : model->state == MODEL_READING && !model->device ? _("reading\u2026")
        : view->language        ? _("The filter fits no session. F takes it away.")
        : view->filter.size > 0 ? _("No session holds this text. F takes the filter away.")
        : model->state == MODEL_WAITING || model->device ? _("No mail session so far.")
                                                         : _("No mail session was found here.");
    struct writer text = writer_to(WRITER_MEMORY);
    text.ascii = surface->ascii;
    text_escape(&text, slice_string(sentence));
    if (area.rows > 1)
        (void)surface_text(surface, area.row + 1, area.column + 1, area.columns, ELEMENT_NOTE,
                           buffer_slice(&text.buffer));
    writer_free(&text);
}

static void draw_heading(struct screen *screen, struct surface *surface, struct area row) {
    struct sessions *state = screen->state;
    if (has_gutter(app_view(screen->app))) {
        struct area gutter = row;
        row = area_right(&gutter, row.columns > GUTTER ? row.columns - GUTTER : 0);
        surface_fill(surface, gutter, ELEMENT_PLAIN);
    }
    lay_out(screen, row.columns);
    lines_empty(&state->line);
    table_heading(&state->table, &state->line.canvas);
    if (row.rows && state->line.count)
        line_draw(surface, row, &state->line, 0, state->left, NULL, 0);
}

/* The clock of relative times starts with the first row, whichever is seen. */
static void start_clock(struct screen *screen, size_t top) {
    struct sessions *state = screen->state;
    const struct index_row *first = row_at(screen, 0),
                           *above = top > 0 ? row_at(screen, top - 1) : NULL;
    if (first)
        timeline_start(&state->table.timeline, first->summary->start);
    if (above)
        state->table.timeline.before = above->summary->start;
}

static void draw_sessions(struct screen *screen, struct surface *surface, struct area area) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    state->spans = heading_spans(area.columns);
    heading_density(&state->density, app_model(screen->app), surface, &area);
    heading_status(screen, surface, &area);
    state->heading = area_top(&area, 1);
    state->rows = area;
    draw_heading(screen, surface, state->heading);
    list_show(list, area.rows);
    surface_fill(surface, area, ELEMENT_PLAIN);
    if (list->count == 0)
        draw_nothing(screen, surface, area);
    start_clock(screen, list->top);
    for (size_t i = 0; i < area.rows && list->top + i < list->count; i++) {
        struct area row = {area.row + i, area.column, 1, area.columns};
        draw_row(screen, surface, row, list->top + i);
        if (list->top + i == list->cursor)
            surface_underlay(surface, row, ELEMENT_CURSOR);
    }
}

/* ---- while time goes by ---- */

static bool work_on_density(struct screen *screen) {
    struct sessions *state = screen->state;
    struct moment until = {clock_now().ns + DURATION_SECOND / 1000};
    bool ready;
    bool more = density_step(&state->density, app_view(screen->app), app_model(screen->app),
                             state->spans, until, &ready);
    return more || ready;
}

/* Of a source that grows the last row stays the chosen one. */
static void follow(struct screen *screen) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    if (state->trails && list->count > 0)
        choose(screen, list->count - 1);
}

/* ---- actions ---- */

static bool is_problem(const struct summary *summary) {
    bool settled = summary->verdict == VERDICT_ACCEPTED || summary->verdict == VERDICT_UNKNOWN;
    return !settled || summary->ending == ENDING_RESET || summary->ending >= ENDING_REFUSED ||
           summary->lost[SIDE_CLIENT] + summary->lost[SIDE_SERVER] > 0 ||
           summary->severity >= SEVERITY_WARNING;
}

static void go_problem(struct screen *screen, bool down) {
    struct list *list = list_of(screen);
    for (size_t i = list->cursor; down ? i + 1 < list->count : i > 0;) {
        i = down ? i + 1 : i - 1;
        const struct index_row *row = row_at(screen, i);
        if (!row || !is_problem(row->summary))
            continue;
        choose(screen, i);
        return;
    }
    app_say(screen->app, down ? _("no problem further down") : _("no problem further up"), NULL, 0);
}

/* Marks the row, or takes its mark away, and goes on to the next. */
static void mark(struct screen *screen) {
    struct view *view = app_view(screen->app);
    struct list *list = list_of(screen);
    size_t row = view_row(view, list->cursor);
    if (list->cursor >= list->count)
        return;
    (void)marks_set(&view->marks, row, !marks_has(&view->marks, row));
    if (list->cursor + 1 < list->count)
        choose(screen, list->cursor + 1);
}

/* Marks all rows that are shown; where they are marked all, takes the marks away. */
static void mark_all(struct screen *screen) {
    struct view *view = app_view(screen->app);
    size_t count = list_of(screen)->count;
    bool wanted = false;
    for (size_t i = 0; i < count && !wanted; i++)
        wanted = !marks_has(&view->marks, view_row(view, i));
    for (size_t i = 0; i < count; i++)
        (void)marks_set(&view->marks, view_row(view, i), wanted);
}

/* Sorts by the column beside the one that it is sorted by now; past the edges rows stand as they
 * came. */
static void sort_beside(struct screen *screen, bool right) {
    const struct sessions *state = screen->state;
    struct view *view = app_view(screen->app);
    struct arrangement arrangement = view->arrangement;
    const struct table *table = &state->table;
    size_t at = 0, count = table->shown_count;
    while (at < count && table->shown[at].column != &list_columns[arrangement.column])
        at++;
    at = right ? (at + 1) % (count + 1) : (at + count) % (count + 1);
    arrangement.column =
        at < count ? (enum list_column)(table->shown[at].column - list_columns) : LIST_COLUMNS;
    arrangement.reversed = false;
    view_arrange(view, arrangement);
}

static void arrange(struct screen *screen, bool reverse) {
    struct view *view = app_view(screen->app);
    struct arrangement arrangement = view->arrangement;
    arrangement.reversed ^= reverse;
    arrangement.grouped ^= !reverse;
    view_arrange(view, arrangement);
}

static void copy_row(struct screen *screen) {
    struct view *view = app_view(screen->app);
    struct slice text = view_text(view, app_model(screen->app), view_row(view, view->chosen));
    if (text.size == 0)
        return;
    app_copy(screen->app, text);
    app_say(screen->app, _("copied"), NULL, 0);
}

static bool act_on_rows(struct screen *screen, enum action action) {
    switch (action) {
    case ACTION_mark:
        mark(screen);
        return true;
    case ACTION_mark_all:
        mark_all(screen);
        return true;
    case ACTION_sort_before:
    case ACTION_sort_next:
        sort_beside(screen, action == ACTION_sort_next);
        return true;
    case ACTION_reverse:
    case ACTION_group:
        arrange(screen, action == ACTION_reverse);
        return true;
    case ACTION_problem:
    case ACTION_problem_before:
        go_problem(screen, action == ACTION_problem);
        return true;
    default:
        return false;
    }
}

static bool act_sessions(struct screen *screen, enum action action) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    struct view *view = app_view(screen->app);
    if (list_act(list, action)) {
        choose(screen, list->cursor);
        state->trails = list->count > 0 && list->cursor + 1 == list->count && action != ACTION_up;
        return true;
    }
    switch (action) {
    case ACTION_left:
        state->left -= state->left < STEP_ASIDE ? state->left : STEP_ASIDE;
        return true;
    case ACTION_right:
        state->left += STEP_ASIDE;
        return true;
    case ACTION_open:
        if (list->count > 0)
            (void)app_push(screen->app, &conversation_screen, NULL);
        return true;
    case ACTION_filter:
        filter_line_ask(screen);
        return true;
    case ACTION_unfilter:
        view_filter(view, slice_of(NULL, 0));
        return true;
    case ACTION_copy:
        copy_row(screen);
        return true;
    case ACTION_columns:
        (void)app_push(screen->app, &columns_screen, &state->table);
        return true;
    case ACTION_statistics:
        (void)app_push(screen->app, &statistics_screen, NULL);
        return true;
    default:
        return act_on_rows(screen, action);
    }
}

/* ---- mouse ---- */

/* The place of the column that is drawn there among those that are shown. */
static size_t column_at(struct screen *screen, size_t at) {
    const struct sessions *state = screen->state;
    const struct table *table = &state->table;
    size_t gutter = has_gutter(app_view(screen->app)) ? GUTTER : 0,
           end = state->heading.column + gutter;
    at += state->left;
    for (size_t i = 0; i < table->shown_count; i++) {
        end += table->shown[i].width + table->gap;
        if (at < end)
            return i;
    }
    return table->shown_count;
}

/* By the column; by the one that it is sorted by already, the other way round. */
static void sort_by(struct screen *screen, size_t n) {
    const struct sessions *state = screen->state;
    struct view *view = app_view(screen->app);
    struct arrangement arrangement = view->arrangement;
    if (n >= state->table.shown_count)
        return;
    enum list_column column = (enum list_column)(state->table.shown[n].column - list_columns);
    arrangement.reversed = arrangement.column == column && !arrangement.reversed;
    arrangement.column = column;
    view_arrange(view, arrangement);
}

/* A click chooses the row, and opens the one that is chosen. */
static bool click_sessions(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    if (stroke != STROKE_CLICK)
        return false;
    if (state->heading.rows > 0 && row == state->heading.row) {
        sort_by(screen, column_at(screen, column));
        return true;
    }
    if (row < state->rows.row || row - state->rows.row >= state->rows.rows)
        return false;
    size_t place = list->top + (row - state->rows.row);
    if (place >= list->count)
        return false;
    if (place == list->cursor)
        return act_sessions(screen, ACTION_open);
    choose(screen, place);
    return true;
}

/* ---- search ---- */

static size_t count_rows(struct screen *screen) {
    return list_of(screen)->count;
}

static size_t chosen_row(struct screen *screen) {
    return list_of(screen)->cursor;
}

static struct slice row_text(struct screen *screen, size_t place) {
    struct view *view = app_view(screen->app);
    return view_text(view, app_model(screen->app), view_row(view, place));
}

static enum standing session_holds(struct screen *screen, size_t place, const struct needle *needle,
                                   struct moment until) {
    struct sessions *state = screen->state;
    return content_search_holds(&state->search, app_model(screen->app),
                                view_row(app_view(screen->app), place), needle, until);
}

const struct screen_class sessions_screen = {
    .kind = SCREEN_SESSIONS,
    .state_size = sizeof(struct sessions),
    .open = open_sessions,
    .title = title_sessions,
    .draw = draw_sessions,
    .act = act_sessions,
    .mouse = click_sessions,
    .work = work_on_density,
    .grown = follow,
    .changed = change_sessions,
    .close = close_sessions,
    .text = {count_rows, chosen_row, row_text, choose, session_holds},
};
