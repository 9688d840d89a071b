/* A conversation: the transcript of one session, or its ladder; beside it what the chosen event
 * means, what carried it, and what is to be said of the session. */
#include "ui/screens/conversation.h"

#include "index/clock.h"
#include "ui/widgets/bar.h"

/* ---- which session ---- */

static void forget_all(struct conversation *state, bool other) {
    meaning_stale(&state->meaning);
    transport_stale(&state->transport);
    panes_stale(&state->panes, other);
}

bool conversation_read(struct screen *screen, struct error *error) {
    const struct view *view = app_view(screen->app);
    return conversation_read_row(screen, view_row(view, view->chosen), error);
}

bool conversation_read_row(struct screen *screen, size_t row, struct error *error) {
    struct conversation *state = screen->state;
    if (!dialogue_read(&state->dialogue, app_model(screen->app), row, error))
        return false;
    state->pane = (struct pane){.lines = &state->dialogue.lines, .marked = true};
    forget_all(state, true);
    return true;
}

void conversation_tear_down(struct screen *screen) {
    struct conversation *state = screen->state;
    meaning_free(&state->meaning);
    transport_stale(&state->transport);
    panes_free(&state->panes);
    lit_free(&state->lit);
    dialogue_free(&state->dialogue);
}

void conversation_set_up(struct screen *screen) {
    struct conversation *state = screen->state;
    bool ascii = app_model(screen->app)->ascii;
    dialogue_init(&state->dialogue, ascii);
    meaning_init(&state->meaning);
    panes_init(&state->panes, ascii);
}

static bool open_conversation(struct screen *screen, const void *argument, struct error *error) {
    (void)argument;
    conversation_set_up(screen);
    if (conversation_read(screen, error))
        return true;
    conversation_tear_down(screen);
    return false;
}

/* ---- drawing ---- */

static void title_conversation(struct screen *screen, struct writer *writer) {
    const struct conversation *state = screen->state;
    const struct model *model = app_model(screen->app);
    SAY(writer, _("{file}: session {number}"), WORD("file", model_short_name(model)),
        WORD_NUMBER("number", state->dialogue.row));
}

struct scene conversation_scene(struct screen *screen) {
    struct conversation *state = screen->state;
    return (struct scene){
        .model = app_model(screen->app),
        .dialogue = &state->dialogue,
        .meaning = &state->meaning,
        .transport = &state->transport,
        .event = pane_mark(&state->pane),
    };
}

static size_t part_lights(const void *context, size_t line, struct light *lights, size_t room) {
    const struct conversation *state = context;
    return spotlight_lights(&state->meaning.spotlight, line, state->meaning.part, lights, room);
}

/* What answers the chosen event, or is answered by it, and does not stand beside it. */
static bool is_kin(const void *context, uint32_t mark) {
    const struct conversation *state = context;
    uint32_t chosen = pane_mark(&state->pane);
    bool beside = mark + 1 == chosen || chosen + 1 == mark;
    return mark != CANVAS_NO_MARK && !beside && dialogue_answers(&state->dialogue, chosen, mark);
}

/* Content without its end: what asked for it says more. */
static bool is_being_sent(const struct transcript_entry *entry) {
    return entry->present && entry->event.kind == EVENT_MESSAGE && !entry->event.message.complete &&
           entry->reply_count == 0;
}

/* To the event that came last. */
static void go_latest(struct conversation *state) {
    const struct lines *lines = &state->dialogue.lines;
    const struct transcript *transcript = dialogue_transcript(&state->dialogue);
    for (size_t n = transcript_count(transcript); n-- > 0;) {
        if (is_being_sent(transcript_at(transcript, n)))
            continue;
        size_t line = lines_find_mark(lines, 0, (uint32_t)n);
        if (line < lines->count) {
            pane_go(&state->pane, line);
            return;
        }
    }
}

/* Other lines are seen, or more of them: the item that was chosen, by its mark, still is; what was
 * explained was so for the lines before. */
static void take_lines(struct conversation *state, uint32_t mark) {
    if (mark == CANVAS_NO_MARK && state->pane.cursor == 0)
        pane_go(&state->pane, 0);
    pane_return(&state->pane, mark);
    meaning_stale(&state->meaning);
    if (state->latest)
        go_latest(state);
}

static void redraw_lines(struct screen *screen, size_t columns) {
    struct conversation *state = screen->state;
    uint32_t mark = pane_mark(&state->pane);
    if (dialogue_draw(&state->dialogue, app_model(screen->app), columns))
        take_lines(state, mark);
}

static bool is_lit(const void *context, uint32_t event) {
    return lit_has(context, event);
}

static void draw_dialogue(struct screen *screen, struct surface *surface, struct area area) {
    struct conversation *state = screen->state;
    const struct pane_look look = {
        .needle = app_search(screen->app),
        .focus = state->panes.focus == ASPECT_NONE,
        .lights = panes_seen(&state->panes, ASPECT_EXPLANATION) ? part_lights : NULL,
        .context = state,
        .kin = is_kin,
        .lit = is_lit,
        .lit_context = &state->lit,
    };
    lit_update(&state->lit, app_view(screen->app), state->dialogue.opened);
    pane_draw(&state->pane, surface, area, &look);
}

/* A session that is large takes a while. */
static void draw_reading(const struct conversation *state, struct surface *surface,
                         struct area area) {
    struct writer text = writer_to(WRITER_MEMORY);
    surface_fill(surface, area, ELEMENT_PLAIN);
    text.ascii = surface->ascii;
    if (state->dialogue.reading)
        SAY(&text, _("The session is being read: {percent}%"),
            WORD_NUMBER("percent", dialogue_percent(&state->dialogue)));
    else
        writer_string(&text, _("The session could not be read."));
    if (area.rows > 0)
        (void)surface_text(surface, area.row, area.column, area.columns, ELEMENT_NOTE,
                           buffer_slice(&text.buffer));
    writer_free(&text);
}

void conversation_draw(struct screen *screen, struct surface *surface, struct area area) {
    struct conversation *state = screen->state;
    struct model *model = app_model(screen->app);
    if (!state->dialogue.opened) {
        draw_reading(state, surface, area);
        return;
    }
    panes_lay_out(&state->panes, &model->beside, area);
    struct area main = state->panes.layout.main;
    redraw_lines(screen, main.columns);
    pane_show(&state->pane, main.rows);
    struct scene scene = conversation_scene(screen);
    if (state->panes.layout.count > 0)
        meaning_of(&state->meaning, model, &state->dialogue, scene.event);
    draw_dialogue(screen, surface, main);
    panes_draw(&state->panes, &scene, surface, app_search(screen->app));
}

/* ---- between keys ---- */

bool conversation_work(struct screen *screen) {
    struct conversation *state = screen->state;
    struct moment until = {clock_now().ns + DURATION_SECOND / 1000};
    struct error error = {0};
    switch (dialogue_read_on(&state->dialogue, app_model(screen->app), until, &error)) {
    case DIALOGUE_READ:
        forget_all(state, false);
        return true;
    case DIALOGUE_FAILED:
        app_complain(screen->app, &error);
        return false;
    case DIALOGUE_READING:
        return true;
    default:
        break;
    }
    uint32_t mark = pane_mark(&state->pane);
    bool draws = dialogue_draws(&state->dialogue);
    if (draws && dialogue_draw_on(&state->dialogue, until))
        take_lines(state, mark);
    if (transport_read_on(&state->transport, until)) {
        panes_stale(&state->panes, false);
        return true;
    }
    return draws || state->transport.reading;
}

/* Secrets or the format of times changed: the session is drawn anew. */
void conversation_change(struct screen *screen) {
    struct conversation *state = screen->state;
    dialogue_stale(&state->dialogue);
    meaning_stale(&state->meaning);
    panes_stale(&state->panes, false);
}

void conversation_grow(struct screen *screen) {
    struct conversation *state = screen->state;
    if (dialogue_refresh(&state->dialogue, app_model(screen->app)))
        forget_all(state, false);
}

/* ---- search ---- */

size_t conversation_count(struct screen *screen) {
    const struct conversation *state = screen->state;
    return state->dialogue.lines.count;
}

size_t conversation_here(struct screen *screen) {
    const struct conversation *state = screen->state;
    return pane_here(&state->pane);
}

struct slice conversation_line(struct screen *screen, size_t n) {
    const struct conversation *state = screen->state;
    return lines_text(&state->dialogue.lines, n);
}

void conversation_go(struct screen *screen, size_t n) {
    struct conversation *state = screen->state;
    pane_go(&state->pane, n);
}

const struct screen_class conversation_screen = {
    .kind = SCREEN_CONVERSATION,
    .state_size = sizeof(struct conversation),
    .open = open_conversation,
    .title = title_conversation,
    .draw = conversation_draw,
    .act = conversation_act,
    .work = conversation_work,
    .mouse = conversation_mouse,
    .changed = conversation_change,
    .grown = conversation_grow,
    .close = conversation_tear_down,
    .text = CONVERSATION_TEXT,
};
