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

void reading_begin_items(struct screen *screen) {
    struct reading *state = screen->state;
    reading_begin(screen);
    state->pane.reading = false;
    state->width = SIZE_MAX;
}

void reading_draw_items(struct screen *screen, struct surface *surface, struct area area) {
    struct reading *state = screen->state;
    const struct pane_look look = {.needle = app_search(screen->app), .focus = true};
    state->area = area;
    pane_draw(&state->pane, surface, area, &look);
}

bool reading_act(struct screen *screen, enum action action) {
    struct reading *state = screen->state;
    return pane_act(&state->pane, action);
}

/* The line with a mark that is next to `n`, in this direction if there is one; the count of lines:
 * none has a mark. */
static size_t marked_line(const struct lines *lines, size_t n, bool up) {
    size_t at = n;
    while (at < lines->count && lines->list[at].mark == CANVAS_NO_MARK)
        at = up ? at - 1 : at + 1; /* past the first one it is past all */
    if (at < lines->count)
        return at;
    at = n;
    while (at < lines->count && lines->list[at].mark == CANVAS_NO_MARK)
        at = up ? at + 1 : at - 1;
    return at < lines->count ? at : lines->count;
}

bool reading_move(struct screen *screen, enum action action) {
    struct reading *state = screen->state;
    struct pane *pane = &state->pane;
    bool up = action == ACTION_up || action == ACTION_page_up || action == ACTION_half_up ||
              action == ACTION_last;
    if (!pane_act(pane, action))
        return false;
    size_t top = pane->top, line = marked_line(&state->lines, pane->cursor, up);
    if (line == state->lines.count || line == pane->cursor)
        return true;
    pane_go(pane, line);
    if (line >= top && line < top + pane->rows) /* what stands around the items is seen, too */
        pane->top = top;
    return true;
}

void reading_choose_first(struct reading *reading) {
    struct pane *pane = &reading->pane;
    size_t line = marked_line(&reading->lines, 0, false);
    if (pane_mark(pane) == CANVAS_NO_MARK && pane->cursor == 0 && line < reading->lines.count)
        pane_go(pane, line);
}

bool reading_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct reading *state = screen->state;
    enum pane_click click =
        stroke == STROKE_CLICK ? pane_click(&state->pane, state->area, row) : PANE_MISSED;
    (void)column;
    if (click == PANE_AGAIN)
        return screen->class->act(screen, ACTION_open);
    return click == PANE_CHOSEN;
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
