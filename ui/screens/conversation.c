/* A conversation: the transcript of one session; beside it what the chosen line means, or what is
 * to be said of the session. */
#include "base/text.h"
#include "ui/app.h"
#include "ui/screens/explanation.h"
#include "ui/screens/lit.h"
#include "ui/screens/review.h"
#include "ui/widgets/bar.h"

/* From so many columns on panes stand side by side. */
enum { BESIDE = 110, PANE_LEAST = 40, PANE_MOST = 64, UNDER_LEAST = 4, ROWS_FOR_BOTH = 12 };

struct conversation {
    struct dialogue dialogue;
    struct pane pane;
    struct explanation_pane explanation;
    struct review review;
    struct lit lit;
    bool focus_beside;
};

static bool explained(struct screen *screen) {
    return app_model(screen->app)->beside == BESIDE_EXPLANATION;
}

/* ---- which session ---- */

static bool read_chosen(struct screen *screen, struct error *error) {
    struct conversation *state = screen->state;
    const struct view *view = app_view(screen->app);
    size_t row = view_row(view, view->chosen);
    if (!dialogue_read(&state->dialogue, app_model(screen->app), row, error))
        return false;
    state->pane = (struct pane){.lines = &state->dialogue.lines};
    explanation_stale(&state->explanation);
    review_stale(&state->review, true);
    return true;
}

static void close_conversation(struct screen *screen) {
    struct conversation *state = screen->state;
    explanation_free(&state->explanation);
    review_free(&state->review);
    lit_free(&state->lit);
    dialogue_free(&state->dialogue);
}

static bool open_conversation(struct screen *screen, const void *argument, struct error *error) {
    struct conversation *state = screen->state;
    bool ascii = app_model(screen->app)->ascii;
    (void)argument;
    dialogue_init(&state->dialogue, ascii);
    explanation_init(&state->explanation, ascii);
    review_init(&state->review, ascii);
    if (read_chosen(screen, error))
        return true;
    close_conversation(screen);
    return false;
}

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
    if (read_chosen(screen, &error))
        return;
    view->chosen = before;
    app_complain(screen->app, &error);
}

/* ---- drawing ---- */

static void title_conversation(struct screen *screen, struct writer *writer) {
    const struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    SAY(writer, _("{file}: session {number}"), WORD("file", model->name),
        WORD_NUMBER("number", state->dialogue.row));
}

static size_t event_lights(const void *context, size_t line, struct light *lights, size_t room) {
    const struct explanation_pane *pane = context;
    return spotlight_lights(&pane->spotlight, line, pane->part, lights, room);
}

/* The first line that belongs to an event: what is chosen at first. */
static size_t first_event(const struct lines *lines) {
    size_t n = 0;
    while (n < lines->count && lines->list[n].mark == CANVAS_NO_MARK)
        n++;
    return n < lines->count ? n : 0;
}

/* The item of this line was explained for lines that are drawn anew now. */
static void redraw_lines(struct screen *screen, size_t columns) {
    struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    size_t width = model->wrap ? columns : 0;
    if (state->dialogue.width == width)
        return;
    uint32_t mark = pane_mark(&state->pane);
    dialogue_draw(&state->dialogue, model, width);
    if (mark == CANVAS_NO_MARK && state->pane.cursor == 0)
        pane_go(&state->pane, first_event(&state->dialogue.lines));
    pane_return(&state->pane, mark);
    explanation_stale(&state->explanation);
}

static bool is_lit(const void *context, uint32_t event) {
    return lit_has(context, event);
}

static void draw_transcript(struct screen *screen, struct surface *surface, struct area area) {
    struct conversation *state = screen->state;
    const struct pane_look look = {
        .needle = app_search(screen->app),
        .focus = !state->focus_beside,
        .lights = explained(screen) ? event_lights : NULL,
        .context = &state->explanation,
        .lit = is_lit,
        .lit_context = &state->lit,
    };
    lit_update(&state->lit, app_view(screen->app), state->dialogue.opened);
    pane_draw(&state->pane, surface, area, &look);
}

/* Takes the area of the pane beside it off; its rule too. */
static struct area split(struct area *area, struct area *rule) {
    if (area->columns >= BESIDE) {
        size_t columns = area->columns * 2 / 5;
        columns = columns < PANE_LEAST ? PANE_LEAST : columns > PANE_MOST ? PANE_MOST : columns;
        struct area pane = area_right(area, columns);
        *rule = area_right(area, 1);
        return pane;
    }
    if (area->rows < ROWS_FOR_BOTH)
        return (struct area){0};
    size_t rows = area->rows * 2 / 5;
    struct area pane = area_bottom(area, rows < UNDER_LEAST ? UNDER_LEAST : rows);
    *rule = area_bottom(area, 1);
    return pane;
}

static void draw_rule(struct screen *screen, struct surface *surface, struct area rule) {
    static const char *const names[BESIDES] = {"", N_("explanation"), N_("findings"), N_("timing")};
    const struct conversation *state = screen->state;
    if (rule.columns == 1)
        surface_rule(surface, rule, state->focus_beside ? ELEMENT_RULE_NAME : ELEMENT_RULE);
    else
        bar_rule(surface, rule, slice_string(_(names[app_model(screen->app)->beside])),
                 state->focus_beside ? ELEMENT_RULE_NAME : ELEMENT_NOTE);
}

static void draw_beside(struct screen *screen, struct surface *surface, struct area area) {
    struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    const struct pane_look look = {.needle = app_search(screen->app), .focus = state->focus_beside};
    if (explained(screen))
        explanation_draw(&state->explanation, model, surface, area, look.needle);
    else
        review_draw(&state->review, model, &state->dialogue, surface, area, &look);
}

static void draw_conversation(struct screen *screen, struct surface *surface, struct area area) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    struct area rule = {0}, beside = {0};
    if (model->beside != BESIDE_NOTHING)
        beside = split(&area, &rule);
    redraw_lines(screen, area.columns);
    pane_show(&state->pane, area.rows);
    if (beside.rows > 0 && explained(screen))
        explanation_of(&state->explanation, model, &state->dialogue, pane_mark(&state->pane));
    draw_transcript(screen, surface, area);
    if (beside.rows == 0)
        return;
    draw_rule(screen, surface, rule);
    draw_beside(screen, surface, beside);
}

/* ---- actions ---- */

static void fold(struct screen *screen) {
    struct conversation *state = screen->state;
    struct error error = {0};
    uint32_t event = pane_mark(&state->pane);
    if (!dialogue_fold(&state->dialogue, app_model(screen->app), event, &error) &&
        error.kind != ERROR_NONE)
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

static void next_depth(struct screen *screen) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    model->depth = (enum explain_depth)((model->depth + 1) % EXPLAIN_DEPTHS);
    explanation_stale(&state->explanation);
    app_say(screen->app, _("explanations: {depth}"),
            &WORD("depth", explain_depth_name(model->depth)), 1);
}

/* What the chosen lines say, without their margins. */
static void copy(struct screen *screen) {
    const struct conversation *state = screen->state;
    const struct lines *lines = &state->dialogue.lines;
    struct writer text = writer_to(WRITER_MEMORY);
    size_t end = pane_item_end(&state->pane, state->pane.cursor);
    for (size_t n = state->pane.cursor; n < end; n++) {
        writer_add(&text, slice_from(lines_text(lines, n), lines->list[n].margin));
        if (n + 1 < end)
            writer_put(&text, '\n');
    }
    app_copy(screen->app, buffer_slice(&text.buffer));
    app_say(screen->app, _("copied"), NULL, 0);
    writer_free(&text);
}

static void show_beside(struct screen *screen, enum beside which) {
    struct conversation *state = screen->state;
    enum beside *beside = &app_model(screen->app)->beside;
    *beside = *beside == which ? BESIDE_NOTHING : which;
    state->focus_beside = false;
}

/* What Enter means: in the pane of findings, to the line that one hangs on; else to open that line.
 */
static void open_chosen(struct screen *screen) {
    struct conversation *state = screen->state;
    if (!state->focus_beside || app_model(screen->app)->beside != BESIDE_FINDINGS) {
        fold(screen);
        return;
    }
    const struct lines *lines = &state->dialogue.lines;
    uint32_t event = review_event(&state->review, &state->dialogue);
    size_t line = event == CANVAS_NO_MARK ? lines->count : lines_find_mark(lines, 0, event);
    if (line < lines->count)
        pane_go(&state->pane, line);
    else
        app_say(screen->app, _("it is of the session as a whole"), NULL, 0);
}

/* Where keys go. */
static struct pane *focused_pane(struct screen *screen) {
    struct conversation *state = screen->state;
    if (!state->focus_beside)
        return &state->pane;
    return explained(screen) ? &state->explanation.pane : &state->review.pane;
}

/* Sideways means from part to part where the line is explained and fits. */
static bool act_aside(struct screen *screen, enum action action) {
    struct conversation *state = screen->state;
    bool aside = action == ACTION_left || action == ACTION_right;
    return aside && explained(screen) && app_model(screen->app)->wrap &&
           explanation_part(&state->explanation, action == ACTION_right);
}

static bool act_conversation(struct screen *screen, enum action action) {
    struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    if (act_aside(screen, action) || pane_act(focused_pane(screen), action))
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
    case ACTION_explanation:
        show_beside(screen, BESIDE_EXPLANATION);
        return true;
    case ACTION_findings:
        show_beside(screen, BESIDE_FINDINGS);
        return true;
    case ACTION_timing:
        show_beside(screen, BESIDE_TIMING);
        return true;
    case ACTION_next_pane:
    case ACTION_pane_before:
        state->focus_beside = model->beside != BESIDE_NOTHING && !state->focus_beside;
        return true;
    case ACTION_depth:
        next_depth(screen);
        return true;
    case ACTION_copy:
        copy(screen);
        return true;
    default:
        return false;
    }
}

/* Secrets or the format of times changed: the session is drawn anew. */
static void change_conversation(struct screen *screen) {
    struct conversation *state = screen->state;
    dialogue_stale(&state->dialogue);
    explanation_stale(&state->explanation);
}

static void grow_conversation(struct screen *screen) {
    struct conversation *state = screen->state;
    if (!dialogue_refresh(&state->dialogue, app_model(screen->app)))
        return;
    explanation_stale(&state->explanation);
    review_stale(&state->review, false);
}

/* ---- search ---- */

static size_t count_lines(struct screen *screen) {
    const struct conversation *state = screen->state;
    return state->dialogue.lines.count;
}

static size_t chosen_line(struct screen *screen) {
    const struct conversation *state = screen->state;
    return pane_here(&state->pane);
}

static struct slice text_of_line(struct screen *screen, size_t n) {
    const struct conversation *state = screen->state;
    return lines_text(&state->dialogue.lines, n);
}

static void go_line(struct screen *screen, size_t n) {
    struct conversation *state = screen->state;
    pane_go(&state->pane, n);
}

const struct screen_class conversation_screen = {
    .kind = SCREEN_CONVERSATION,
    .state_size = sizeof(struct conversation),
    .open = open_conversation,
    .title = title_conversation,
    .draw = draw_conversation,
    .act = act_conversation,
    .changed = change_conversation,
    .grown = grow_conversation,
    .close = close_conversation,
    .text = {count_lines, chosen_line, text_of_line, go_line},
};
