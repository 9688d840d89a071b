/* The chosen session for other programs: tshark, tcpdump, swaks, curl. */
#include "report/elsewhere.h"
#include "ui/screens/reading.h"

struct elsewhere_state {
    struct reading reading; /* an item is a command */
    size_t row;
};

static bool open_elsewhere(struct screen *screen, const void *argument, struct error *error) {
    struct elsewhere_state *state = screen->state;
    const struct view *view = app_view(screen->app);
    (void)argument;
    state->row = view_row(view, view->chosen);
    if (!model_row(app_model(screen->app), state->row))
        return error_set(error, ERROR_USAGE, _("no session is chosen"));
    reading_begin_items(screen);
    return true;
}

static void title_elsewhere(struct screen *screen, struct writer *writer) {
    const struct elsewhere_state *state = screen->state;
    SAY(writer, _("Session {number} in other programs: y copies a command"),
        WORD_NUMBER("number", state->row));
}

static void draw_lines(struct screen *screen, size_t width) {
    struct elsewhere_state *state = screen->state;
    const struct model *model = app_model(screen->app);
    struct report_options options = model->report;
    struct lines *lines = &state->reading.lines;
    const struct index_row *row = model_row(model, state->row);
    uint32_t mark = lines->count ? pane_mark(&state->reading.pane) : 0;
    if (state->reading.width == width || !row)
        return;
    state->reading.width = width;
    options.width = width;
    lines_empty(lines);
    const struct elsewhere_source source = {
        .name = index_source_name(model->index, row->source),
        .device = model->device != NULL,
        .alone = model->source_count == 1 && !model->device,
    };
    elsewhere_draw(&lines->canvas, &options, row, &source);
    pane_return(&state->reading.pane, mark);
    reading_choose_first(&state->reading);
}

static void draw_elsewhere(struct screen *screen, struct surface *surface, struct area area) {
    draw_lines(screen, area.columns);
    reading_draw_items(screen, surface, area);
}

/* The whole command, as a shell takes it. */
static void copy(struct screen *screen) {
    struct elsewhere_state *state = screen->state;
    const struct pane *pane = &state->reading.pane;
    struct writer text = writer_to(WRITER_MEMORY);
    for (size_t n = pane->cursor; n < pane_item_end(pane, pane->cursor); n++) {
        writer_string(&text, n > pane->cursor ? "\n" : "");
        writer_add(&text, lines_text(&state->reading.lines, n));
    }
    app_copy(screen->app, buffer_slice(&text.buffer));
    app_say(screen->app, _("copied"), NULL, 0);
    writer_free(&text);
}

static bool act_elsewhere(struct screen *screen, enum action action) {
    if (action != ACTION_copy)
        return reading_move(screen, action);
    copy(screen);
    return true;
}

const struct screen_class elsewhere_screen = {
    .kind = SCREEN_ELSEWHERE,
    .state_size = sizeof(struct elsewhere_state),
    .open = open_elsewhere,
    .title = title_elsewhere,
    .draw = draw_elsewhere,
    .act = act_elsewhere,
    .mouse = reading_mouse,
    .close = reading_close,
    .text = READING_TEXT,
};
