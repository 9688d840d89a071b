/* The mouse on a conversation: a click chooses a line or a pane, and a line between panes is
 * dragged.
 */
#include "ui/screens/conversation.h"

static bool lies_in(struct area area, size_t row, size_t column) {
    return row >= area.row && row - area.row < area.rows && column >= area.column &&
           column - area.column < area.columns;
}

/* The line between the conversation and its panes: at their side, or above the first of them. */
static struct area divider_of(const struct beside_layout *layout) {
    if (layout->divider.columns > 0 || layout->count == 0 || layout->main.rows == 0)
        return layout->divider;
    return layout->places[0].rule;
}

/* The panes get what lies beyond the mouse. */
static void drag(struct screen *screen, size_t row, size_t column) {
    const struct conversation *state = screen->state;
    const struct beside_layout *layout = &state->panes.layout;
    const struct area *main = &layout->main;
    size_t last = layout->count ? layout->count - 1 : 0;
    const struct area *pane = &layout->places[last].pane;
    bool aside = layout->divider.columns > 0;
    size_t start = aside ? main->column : main->row, at = aside ? column : row;
    size_t end = aside ? pane->column + pane->columns : pane->row + pane->rows;
    if (layout->count > 0 && at >= start && at < end && end > start)
        beside_set_share(&app_model(screen->app)->beside, (end - at) * 100 / (end - start));
}

/* A click on what is chosen already is as Enter. */
static bool click_line(struct screen *screen, struct pane *pane, struct area area, size_t row) {
    size_t line = pane->top + (row - area.row);
    if (pane->reading || line >= pane->lines->count)
        return true;
    if (line >= pane->cursor && line < pane_item_end(pane, pane->cursor))
        return conversation_act(screen, ACTION_open);
    pane_go(pane, line);
    return true;
}

static bool click(struct screen *screen, size_t row, size_t column) {
    struct conversation *state = screen->state;
    const struct beside_layout *layout = &state->panes.layout;
    if (lies_in(layout->main, row, column)) {
        state->panes.focus = ASPECT_NONE;
        return click_line(screen, &state->pane, layout->main, row);
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct beside_place *place = &layout->places[i];
        if (!lies_in(place->rule, row, column) && !lies_in(place->pane, row, column))
            continue;
        bool focused = state->panes.focus == place->aspect;
        state->panes.focus = place->aspect;
        return !focused || !lies_in(place->pane, row, column) ||
               click_line(screen, &state->panes.list[place->aspect].pane, place->pane, row);
    }
    return false;
}

bool conversation_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct conversation *state = screen->state;
    if (stroke == STROKE_CLICK)
        state->dragging = lies_in(divider_of(&state->panes.layout), row, column);
    if (state->dragging && stroke == STROKE_DRAG)
        drag(screen, row, column);
    if (stroke == STROKE_LET_GO)
        state->dragging = false;
    return state->dragging || (stroke == STROKE_CLICK && click(screen, row, column));
}
