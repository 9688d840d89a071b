/* Totals over the sessions that are shown: what `list --stats` prints. What summaries tell is there
 * at once, what events tell comes as sessions are decoded again. */
#include "report/statistics.h"

#include <stdlib.h>

#include "index/clock.h"
#include "report/totals.h"
#include "ui/screens/reading.h"

/* How long what is shown stays as it is while counting goes on. */
#define CALM (DURATION_SECOND / 10)

struct statistics_state {
    struct reading reading; /* an item is a bar: its mark is statistics_filter()'s */
    struct statistics statistics;
    size_t *rows; /* that are counted */
    size_t count;
    size_t added, heard;        /* of them: summaries, and events */
    struct reopening reopening; /* of the one whose events are heard next */
    struct moment drawn;
};

static bool open_statistics(struct screen *screen, const void *argument, struct error *error) {
    struct statistics_state *state = screen->state;
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    size_t count = view_count(view, model);
    (void)argument;
    state->rows = calloc(count + 1, sizeof *state->rows);
    if (!state->rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        state->rows[i] = view_row(view, i);
    state->count = count;
    reading_begin_items(screen);
    return true;
}

static void close_statistics(struct screen *screen) {
    struct statistics_state *state = screen->state;
    reopening_drop(&state->reopening);
    statistics_clear(&state->statistics);
    free(state->rows);
    reading_close(screen);
}

static void title_statistics(struct screen *screen, struct writer *writer) {
    const struct statistics_state *state = screen->state;
    const struct view *view = app_view(screen->app);
    size_t percent = state->count ? state->heard * 100 / state->count : 100;
    if (view->filter.size > 0)
        SAY(writer, _("Statistics of: {filter}"),
            WORD_SLICE("filter", buffer_slice(&view->filter)));
    else
        writer_string(writer, _("Statistics"));
    if (state->heard < state->count)
        SAY(writer, _(" ({percent}% counted)"), WORD_NUMBER("percent", percent));
}

/* ---- counting ---- */

static void add_summary(struct screen *screen) {
    struct statistics_state *state = screen->state;
    const struct index_row *row = model_row(app_model(screen->app), state->rows[state->added++]);
    if (row)
        statistics_add(&state->statistics, row->summary);
}

static void hear_events(struct screen *screen, struct moment until) {
    struct statistics_state *state = screen->state;
    struct index *index = app_model(screen->app)->index;
    struct error error = {0};
    const struct index_opening how = {.diagnoser = NULL};
    struct index_row *opened = NULL;
    if (reopening_step(&state->reopening, index, state->rows[state->heard], &how, until, &opened,
                       &error) == REOPEN_MORE)
        return;
    state->heard++;
    if (opened)
        statistics_hear(&state->statistics, opened->transcript);
    index_close(opened);
}

static bool count_on(struct screen *screen) {
    struct statistics_state *state = screen->state;
    struct moment until = {clock_now().ns + DURATION_SECOND / 1000};
    if (state->heard == state->count)
        return false;
    do {
        if (state->added < state->count)
            add_summary(screen);
        else
            hear_events(screen, until);
    } while (state->heard < state->count && moment_before(clock_now(), until));
    if (state->heard == state->count || moment_since(clock_now(), state->drawn) > CALM)
        state->reading.width = SIZE_MAX;
    return true;
}

/* ---- drawing ---- */

static void draw_lines(struct screen *screen, size_t width) {
    struct statistics_state *state = screen->state;
    const struct model *model = app_model(screen->app);
    struct lines *lines = &state->reading.lines;
    struct report_options options = model->report;
    struct report_totals totals = model_totals(model);
    uint32_t mark = lines->count ? pane_mark(&state->reading.pane) : CANVAS_NO_MARK;
    if (state->reading.width == width)
        return;
    state->reading.width = width;
    state->drawn = clock_now();
    options.width = width;
    lines_empty(lines);
    statistics_draw(&state->statistics, &lines->canvas, &options);
    totals_text(&lines->canvas, &options, &totals);
    pane_return(&state->reading.pane, mark);
    reading_choose_first(&state->reading);
}

static void draw_statistics(struct screen *screen, struct surface *surface, struct area area) {
    draw_lines(screen, area.columns);
    reading_draw_items(screen, surface, area);
}

/* ---- actions ---- */

/* The sessions that the chosen bar stands for; where a filter is in force, those of them that it
 * shows. */
static void filter_by_bar(struct screen *screen) {
    struct statistics_state *state = screen->state;
    struct view *view = app_view(screen->app);
    struct writer filter = writer_to(WRITER_MEMORY);
    if (view->filter.size > 0 && view->language) {
        writer_string(&filter, "(");
        writer_add(&filter, buffer_slice(&view->filter));
        writer_string(&filter, ") and ");
    }
    if (statistics_filter(&state->statistics, pane_mark(&state->reading.pane), &filter)) {
        view_filter(view, buffer_slice(&filter.buffer));
        app_pop(screen->app);
    } else
        app_say(screen->app, _("there is no filter for this line"), NULL, 0);
    writer_free(&filter);
}

static bool act_statistics(struct screen *screen, enum action action) {
    if (action == ACTION_open)
        filter_by_bar(screen);
    else
        return reading_move(screen, action);
    return true;
}

const struct screen_class statistics_screen = {
    .kind = SCREEN_STATISTICS,
    .state_size = sizeof(struct statistics_state),
    .open = open_statistics,
    .title = title_statistics,
    .draw = draw_statistics,
    .act = act_statistics,
    .mouse = reading_mouse,
    .work = count_on,
    .close = close_statistics,
    .text = READING_TEXT,
};
