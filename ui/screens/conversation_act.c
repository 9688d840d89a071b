/* What keys do in a conversation. */
#include "ui/screens/conversation.h"

/* ---- moving ---- */

static void go_session(struct screen *screen, bool next) {
    struct view *view = app_view(screen->app);
    size_t before = view->chosen, count = view_count(view, app_model(screen->app));
    struct error error = {0};
    if (next ? before + 1 >= count : before == 0) {
        app_say(screen->app, next ? _("this is the last session") : _("this is the first session"),
                NULL, 0);
        return;
    }
    view->chosen = next ? before + 1 : before - 1;
    if (conversation_read(screen, &error))
        return;
    view->chosen = before;
    app_complain(screen->app, &error);
}

static void go_problem(struct screen *screen, bool down) {
    struct conversation *state = screen->state;
    const struct lines *lines = &state->dialogue.lines;
    size_t n = down ? pane_item_end(&state->pane, state->pane.cursor) : state->pane.cursor;
    while (down ? n < lines->count : n > 0) {
        size_t at = down ? n : n - 1;
        if (dialogue_problem(&state->dialogue, lines->list[at].mark)) {
            pane_go(&state->pane, at);
            return;
        }
        n = down ? n + 1 : n - 1;
    }
    app_say(screen->app, down ? _("no problem further down") : _("no problem further up"), NULL, 0);
}

static void go_event(struct screen *screen, uint32_t event) {
    struct conversation *state = screen->state;
    const struct lines *lines = &state->dialogue.lines;
    size_t line = event == CANVAS_NO_MARK ? lines->count : lines_find_mark(lines, 0, event);
    if (line < lines->count)
        pane_go(&state->pane, line);
    else
        app_say(screen->app, _("it is of the session as a whole"), NULL, 0);
}

/* ---- what is seen ---- */

/* A ladder has no room for what is opened: the transcript has. */
static void fold(struct screen *screen) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    struct error error = {0};
    bool folds = dialogue_fold(&state->dialogue, model, pane_mark(&state->pane), &error);
    if (folds)
        model->ladder = false;
    else if (error.kind != ERROR_NONE)
        app_complain(screen->app, &error);
}

/* What Enter means: in a pane whose items lead to events, to go there; else to open the event. */
static void open_chosen(struct screen *screen) {
    struct conversation *state = screen->state;
    const struct aspect_pane *focused = panes_focused(&state->panes);
    struct scene scene = conversation_scene(screen);
    if (focused && focused->class->leads)
        go_event(screen, aspect_event(focused, &scene));
    else
        fold(screen);
}

static void next_depth(struct screen *screen) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    model->depth = (enum explain_depth)((model->depth + 1) % EXPLAIN_DEPTHS);
    meaning_stale(&state->meaning);
    panes_stale(&state->panes, false);
    app_say(screen->app, _("explanations: {depth}"),
            &WORD("depth", explain_depth_name(model->depth)), 1);
}

static void turn_ladder(struct screen *screen) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    model->ladder = !model->ladder;
    state->pane.rows = 0; /* as if it were drawn for the first time */
    app_say(screen->app, model->ladder ? _("ladder") : _("transcript"), NULL, 0);
}

static void turn_pane(struct screen *screen, enum aspect aspect) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    bool focused = state->panes.focus != ASPECT_NONE;
    beside_turn(&model->beside, aspect, panes_seen(&state->panes, aspect));
    state->panes.focus = ASPECT_NONE;
    if (state->panes.layout.main.rows == 0 && focused && model->beside.count > 0)
        state->panes.focus = model->beside.shown[model->beside.count - 1];
}

/* ---- copies and comments ---- */

static void write_lines(const struct lines *lines, struct writer *writer) {
    for (size_t n = 0; n < lines->count; n++) {
        writer_string(writer, n > 0 ? "\n" : "");
        writer_add(writer, slice_from(lines_text(lines, n), lines->list[n].margin));
    }
}

/* What was said; or what stands in the pane that has the keys. */
static void copy(struct screen *screen) {
    struct conversation *state = screen->state;
    const struct aspect_pane *focused = panes_focused(&state->panes);
    struct writer text = writer_to(WRITER_MEMORY);
    if (focused)
        write_lines(&focused->lines, &text);
    else
        dialogue_write(&state->dialogue, app_model(screen->app), pane_mark(&state->pane), &text);
    app_copy(screen->app, buffer_slice(&text.buffer));
    app_say(screen->app, focused ? _("the pane was copied") : _("copied"), NULL, 0);
    writer_free(&text);
}

static const struct comment *comment_here(struct screen *screen) {
    struct conversation *state = screen->state;
    return comments_find(&app_model(screen->app)->comments, state->dialogue.row,
                         pane_mark(&state->pane));
}

/* An empty line marks what was not marked, and takes the mark away that was there. */
static void take_comment(struct screen *screen, struct slice text) {
    struct conversation *state = screen->state;
    struct comments *comments = &app_model(screen->app)->comments;
    uint32_t event = pane_mark(&state->pane);
    struct error error = {0};
    if (text.size == 0 && comment_here(screen))
        comments_remove(comments, state->dialogue.row, event);
    else if (!comments_write(comments, state->dialogue.opened, event, text)) {
        (void)error_memory(&error);
        app_complain(screen->app, &error);
    }
    dialogue_stale(&state->dialogue);
}

static void ask_comment(struct screen *screen) {
    static const struct prompt_kind kind = {.label = N_("comment: "), .done = take_comment};
    struct conversation *state = screen->state;
    const struct comment *comment = comment_here(screen);
    if (dialogue_event(&state->dialogue, pane_mark(&state->pane)))
        app_ask(screen->app, &kind, comment ? buffer_slice(&comment->text) : slice_of(NULL, 0));
}

/* ---- all ---- */

/* Sideways means from part to part; lines that are broken at the edge, and ladders, do not scroll.
 */
static bool act_aside(struct screen *screen, enum action action) {
    struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    bool aside = action == ACTION_left || action == ACTION_right;
    bool fits = model->wrap || model->ladder;
    bool elsewhere = state->panes.focus != ASPECT_NONE && state->panes.focus != ASPECT_EXPLANATION;
    if (!aside || !fits || elsewhere)
        return false;
    if (panes_seen(&state->panes, ASPECT_EXPLANATION))
        (void)meaning_part(&state->meaning, action == ACTION_right);
    return true;
}

static bool act_panes(struct screen *screen, enum action action) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    enum aspect aspect = aspect_of_action(action);
    if (aspect != ASPECT_NONE)
        turn_pane(screen, aspect);
    else if (action == ACTION_next_pane || action == ACTION_pane_before)
        panes_focus(&state->panes, &model->beside, action == ACTION_next_pane);
    else if (action == ACTION_pane_larger || action == ACTION_pane_smaller)
        beside_grow(&model->beside, action == ACTION_pane_larger);
    else
        return false;
    return true;
}

static bool act_unread(struct screen *screen, enum action action) {
    if (action != ACTION_session && action != ACTION_session_before)
        return false;
    go_session(screen, action == ACTION_session);
    return true;
}

bool conversation_act(struct screen *screen, enum action action) {
    struct conversation *state = screen->state;
    if (!state->dialogue.opened) /* it is still being read: nothing is there to be chosen */
        return act_unread(screen, action);
    struct aspect_pane *focused = panes_focused(&state->panes);
    if (act_aside(screen, action) || pane_act(focused ? &focused->pane : &state->pane, action) ||
        act_panes(screen, action))
        return true;
    switch (action) {
    case ACTION_open:
        open_chosen(screen);
        return true;
    case ACTION_fold:
        fold(screen);
        return true;
    case ACTION_session:
    case ACTION_session_before:
        go_session(screen, action == ACTION_session);
        return true;
    case ACTION_problem:
    case ACTION_problem_before:
        go_problem(screen, action == ACTION_problem);
        return true;
    case ACTION_ladder:
        turn_ladder(screen);
        return true;
    case ACTION_depth:
        next_depth(screen);
        return true;
    case ACTION_comment:
        ask_comment(screen);
        return true;
    case ACTION_copy:
        copy(screen);
        return true;
    default:
        return false;
    }
}
