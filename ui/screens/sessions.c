/* The sessions: one row each, as `list` prints them. */
#include "base/text.h"
#include "report/lines.h"
#include "ui/app.h"
#include "ui/widgets/line_view.h"
#include "ui/widgets/list.h"

enum { STEP_ASIDE = 8, MATCHES = 32 };

struct sessions {
    struct list list;
    struct table table;
    struct lines line; /* the row that is being drawn */
    size_t left;       /* columns that are scrolled out */
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
    return true;
}

static void close_sessions(struct screen *screen) {
    struct sessions *state = screen->state;
    table_clear(&state->table);
    lines_free(&state->line);
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

/* Where it is scrolled aside, columns are as wide as what they hold may be. */
static void lay_out(struct screen *screen, size_t columns) {
    struct sessions *state = screen->state;
    const struct model *model = app_model(screen->app);
    unsigned list = IN_SESSIONS | IN_FINDINGS | (model->source_count > 1 ? IN_SOURCES : 0U);
    table_lay_out(&state->table, list, state->left ? TABLE_WIDEST : columns);
}

static void draw_row(struct screen *screen, struct surface *surface, struct area row,
                     size_t place) {
    struct sessions *state = screen->state;
    const struct index_row *shown = row_at(screen, place);
    struct light lights[MATCHES];
    if (!shown)
        return;
    lines_empty(&state->line);
    table_row(&state->table, &state->line.canvas,
              &(struct list_row){shown, NULL, model_file(app_model(screen->app), shown)});
    if (state->line.count == 0)
        return;
    size_t count =
        line_matches(lines_text(&state->line, 0), app_search(screen->app), lights, MATCHES);
    line_draw(surface, row, &state->line, 0, state->left, lights, count);
}

/* What stands where there are no rows, and why a text is no filter. */
/* Why the filter was taken for a text. */
static void draw_mistake(struct surface *surface, struct area area, const struct view *view) {
    struct writer line = writer_to(WRITER_MEMORY);
    struct slice at = slice_part(buffer_slice(&view->filter), view->place.at, view->place.size);
    SAY(&line,
        at.size > 0 ? _("As a filter it stops at \"{words}\": {mistake}.")
                    : _("As a filter it cannot be read: {mistake}."),
        WORD_SLICE("words", at), WORD("mistake", view->mistake.text));
    (void)surface_text(surface, area.row + 2, area.column + 1, area.columns, ELEMENT_NOTE,
                       buffer_slice(&line.buffer));
    writer_free(&line);
}

static void draw_nothing(struct screen *screen, struct surface *surface, struct area area) {
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    bool filtered = view->filter.size > 0;
    const char *sentence = model->state == MODEL_READING ? _("reading…")
                           : view->language ? _("The filter fits no session. F takes it away.")
                           : filtered ? _("No session holds this text. F takes the filter away.")
                                      : _("No mail session was found here.");
    if (area.rows > 1)
        (void)surface_text(surface, area.row + 1, area.column + 1, area.columns, ELEMENT_NOTE,
                           slice_string(sentence));
    if (area.rows > 2 && filtered && !view->language)
        draw_mistake(surface, area, view);
}

static void draw_sessions(struct screen *screen, struct surface *surface, struct area area) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    struct area heading = area_top(&area, 1);
    lay_out(screen, area.columns);
    lines_empty(&state->line);
    table_heading(&state->table, &state->line.canvas);
    if (heading.rows && state->line.count)
        line_draw(surface, heading, &state->line, 0, state->left, NULL, 0);
    list_show(list, area.rows);
    surface_fill(surface, area, ELEMENT_PLAIN);
    if (list->count == 0)
        draw_nothing(screen, surface, area);
    /* The clock of relative times starts with the first row, whichever is seen. */
    const struct index_row *first = row_at(screen, 0), *above = row_at(screen, list->top - 1);
    if (first)
        timeline_start(&state->table.timeline, first->summary->start);
    if (above)
        state->table.timeline.before = above->summary->start;
    for (size_t i = 0; i < area.rows && list->top + i < list->count; i++) {
        struct area row = {area.row + i, area.column, 1, area.columns};
        draw_row(screen, surface, row, list->top + i);
        if (list->top + i == list->cursor)
            surface_underlay(surface, row, ELEMENT_CURSOR);
    }
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

static void set_filter(struct screen *screen, struct slice text) {
    view_filter(app_view(screen->app), text);
}

static const struct prompt_kind filter_line = {.label = N_("filter: "), .done = set_filter};

static bool act_sessions(struct screen *screen, enum action action) {
    struct sessions *state = screen->state;
    struct list *list = list_of(screen);
    struct view *view = app_view(screen->app);
    if (list_act(list, action)) {
        view->chosen = list->cursor;
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
    case ACTION_problem:
    case ACTION_problem_before:
        go_problem(screen, action == ACTION_problem);
        return true;
    case ACTION_filter:
        app_ask(screen->app, &filter_line, buffer_slice(&view->filter));
        return true;
    case ACTION_unfilter:
        view_filter(view, slice_of(NULL, 0));
        return true;
    case ACTION_statistics:
        (void)app_push(screen->app, &statistics_screen, NULL);
        return true;
    default:
        return false;
    }
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

const struct screen_class sessions_screen = {
    .kind = SCREEN_SESSIONS,
    .state_size = sizeof(struct sessions),
    .open = open_sessions,
    .title = title_sessions,
    .draw = draw_sessions,
    .act = act_sessions,
    .changed = change_sessions,
    .close = close_sessions,
    .text = {count_rows, chosen_row, row_text, choose},
};
