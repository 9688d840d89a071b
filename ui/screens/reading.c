#include "ui/screens/reading.h"

void reading_begin(struct screen *screen) {
    struct reading *state = screen->state;
    lines_init(&state->lines, app_model(screen->app)->ascii);
    state->pane = (struct pane){.lines = &state->lines, .reading = true};
}

void reading_draw(struct screen *screen, struct surface *surface, struct area area) {
    struct reading *state = screen->state;
    pane_draw(&state->pane, surface, area, &(struct pane_look){.needle = app_search(screen->app)});
}

bool reading_act(struct screen *screen, enum action action) {
    struct reading *state = screen->state;
    return pane_act(&state->pane, action);
}

bool reading_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct reading *state = screen->state;
    struct pane *pane = &state->pane;
    size_t line = pane->top + (row - state->area.row);
    (void)column;
    if (stroke != STROKE_CLICK || pane->reading || row < state->area.row ||
        row - state->area.row >= state->area.rows || line >= state->lines.count ||
        state->lines.list[line].mark == CANVAS_NO_MARK)
        return false;
    if (line >= pane->cursor && line < pane_item_end(pane, pane->cursor))
        return screen->class->act(screen, ACTION_open);
    pane_go(pane, line);
    return true;
}

void reading_close(struct screen *screen) {
    struct reading *state = screen->state;
    lines_free(&state->lines);
}

size_t reading_count(struct screen *screen) {
    const struct reading *state = screen->state;
    return state->lines.count;
}

size_t reading_here(struct screen *screen) {
    const struct reading *state = screen->state;
    size_t here = pane_here(&state->pane), top = state->pane.top;
    bool seen = here >= top && here < top + state->pane.rows;
    return seen || !state->pane.reading ? here : top;
}

struct slice reading_line(struct screen *screen, size_t n) {
    const struct reading *state = screen->state;
    return lines_text(&state->lines, n);
}

void reading_go(struct screen *screen, size_t n) {
    struct reading *state = screen->state;
    pane_go(&state->pane, n);
}
