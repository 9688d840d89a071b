/* What the mouse does in a conversation: it chooses and opens, gives panes the keys, and drags the
 * line before them. */
#include "ui/screens/conversation.h"

static bool click_dialogue(struct screen *screen, size_t row) {
    struct conversation *state = screen->state;
    state->panes.focus = ASPECT_NONE;
    if (pane_click(&state->pane, state->panes.layout.main, row) == PANE_AGAIN)
        (void)conversation_act(screen, ACTION_open);
    return true;
}

static bool click_pane(struct screen *screen, enum aspect aspect, struct area area, size_t row) {
    struct conversation *state = screen->state;
    struct aspect_pane *pane = &state->panes.list[aspect];
    bool focused = state->panes.focus == aspect;
    state->panes.focus = aspect;
    if (pane_click(&pane->pane, area, row) == PANE_AGAIN && focused)
        (void)conversation_act(screen, ACTION_open);
    return true;
}

static bool click(struct screen *screen, size_t row, size_t column) {
    struct conversation *state = screen->state;
    const struct beside_layout *layout = &state->panes.layout;
    struct area area;
    state->dragging = beside_divides(layout, row, column);
    if (state->dragging)
        return true;
    if (area_has(&layout->main, row, column))
        return click_dialogue(screen, row);
    enum aspect aspect = panes_at(&state->panes, row, column, &area);
    return aspect != ASPECT_NONE && click_pane(screen, aspect, area, row);
}

bool conversation_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct conversation *state = screen->state;
    if (!state->dialogue.opened)
        return false;
    if (stroke == STROKE_CLICK)
        return click(screen, row, column);
    if (!state->dragging)
        return false;
    if (stroke == STROKE_DRAG)
        beside_set_share(&app_model(screen->app)->beside,
                         beside_share_at(&state->panes.layout, row, column));
    else
        state->dragging = false;
    return true;
}
