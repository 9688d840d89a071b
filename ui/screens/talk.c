/* A talk: the conversation with a server while it goes on, and a line to write in. The session is
 * that of a recording which grows; who talks is the app's partner. */
#include "ui/screens/talk.h"

#include "base/text.h"
#include "base/units.h"
#include "ui/widgets/bar.h"

/* ---- which session ---- */

static void look_where_it_stands(struct screen *screen) {
    struct talk *state = screen->state;
    const struct partner *partner = app_partner(screen->app);
    const struct transcript *transcript =
        state->seen ? dialogue_transcript(&state->conversation.dialogue) : NULL;
    state->footing =
        footing_of(transcript, partner->news.protocol[0] ? partner->news.protocol : "smtp");
}

/* The session that began last is the one that is seen. */
static void grow(struct screen *screen) {
    struct talk *state = screen->state;
    struct view *view = app_view(screen->app);
    size_t rows = model_count(app_model(screen->app));
    struct error error = {0};
    if (rows > state->rows && conversation_read_row(screen, rows - 1, &error)) {
        state->rows = rows;
        state->seen = true;
        state->connections = app_partner(screen->app)->news.connections;
        view->chosen = rows - 1;
    } else if (state->seen)
        conversation_grow(screen);
    look_where_it_stands(screen);
    talk_steps_hear(screen);
}

static void hear(struct screen *screen) {
    const struct partner *partner = app_partner(screen->app);
    const struct talk_news *news = &partner->news;
    struct talk *state = screen->state;
    if (news->connections != state->connections && news->state == TALK_CONNECTING)
        state->seen = false; /* what is seen is of the session before */
    if (partner->gone)
        app_say(screen->app, _("the process that talks has ended; what was said is kept"), NULL, 0);
    look_where_it_stands(screen);
    talk_steps_hear(screen);
}

static bool open_talk(struct screen *screen, const void *argument, struct error *error) {
    struct talk *state = screen->state;
    const struct partner *partner = app_partner(screen->app);
    (void)argument;
    (void)error;
    conversation_set_up(screen);
    state->conversation.dialogue.happening = true;
    state->people = (struct guide_people){
        .name = partner->name,
        .user = partner->user[0] ? partner->user : NULL,
        .domain = partner->domain[0] ? partner->domain : NULL,
    };
    look_where_it_stands(screen);
    talk_write(screen);
    return true;
}

static void close_talk(struct screen *screen) {
    struct talk *state = screen->state;
    talk_steps_end(state);
    prompt_free(&state->prompt);
    conversation_tear_down(screen);
    app_end_talk(screen->app);
}

/* ---- drawing ---- */

static void title(struct screen *screen, struct writer *writer) {
    const struct talk_news *news = &app_partner(screen->app)->news;
    if (!news->url[0])
        writer_string(writer, _("talk"));
    else
        SAY(writer, news->practice ? _("talk: practice server at {url}") : _("talk: {url}"),
            WORD("url", news->url));
}

/* "a reply: 4:58 left": what is awaited, and how long it is by the rules. */
static void write_wait(const struct partner *partner, struct writer *writer) {
    const struct talk_news *news = &partner->news;
    duration waited = partner_waited(partner), left = news->patience - waited;
    uint64_t seconds = (uint64_t)((left > 0 ? left : -left) / DURATION_SECOND);
    struct writer clock = writer_to(WRITER_MEMORY);
    writer_number(&clock, seconds / 60, 1);
    writer_put(&clock, ':');
    writer_number(&clock, seconds % 60, 2);
    SAY(writer,
        left > 0 ? _("waiting for {what}: {time} left") : _("no sign of {what}: {time} too late"),
        WORD("what", _(patience_facts[news->awaited].awaited)),
        WORD_SLICE("time", buffer_slice(&clock.buffer)));
    writer_free(&clock);
}

static void remark(struct screen *screen, struct writer *writer) {
    const struct talk *state = screen->state;
    const struct partner *partner = app_partner(screen->app);
    enum talk_state now = partner->gone ? TALK_APART : partner->news.state;
    switch (now) {
    case TALK_APART:
        writer_string(writer, _("no connection"));
        return;
    case TALK_CONNECTING:
    case TALK_WAITING:
        write_wait(partner, writer);
        return;
    case TALK_BUSY:
        writer_string(writer, _("under way"));
        return;
    default:
        SAY(writer, state->footing.secured ? _("under TLS, state: {state}") : _("state: {state}"),
            WORD("state", state->footing.state ? state->footing.state : "?"));
        return;
    }
}

/* What there is to say while no session is there. */
static void draw_nothing(struct screen *screen, struct surface *surface, struct area area) {
    const struct talk_news *news = &app_partner(screen->app)->news;
    struct writer text = writer_to(WRITER_MEMORY);
    text.ascii = surface->ascii;
    surface_fill(surface, area, ELEMENT_PLAIN);
    if (news->failure != ERROR_NONE)
        text_escape(&text, slice_string(news->text));
    else if (news->state == TALK_WAITING || news->state == TALK_READY)
        SAY(&text, _("Connected to {url}; nothing was said yet."), WORD("url", news->url));
    else
        SAY(&text, _("Connecting to {url} ..."), WORD("url", news->url[0] ? news->url : "?"));
    if (area.rows > 1 && area.columns > 2)
        (void)surface_text(surface, area.row + 1, area.column + 2, area.columns - 2,
                           news->failure ? ELEMENT_REFUSED : ELEMENT_PLAIN,
                           buffer_slice(&text.buffer));
    writer_free(&text);
}

/* The last rows are the line's, and what there is to say about it. */
static void draw(struct screen *screen, struct surface *surface, struct area area) {
    struct talk *state = screen->state;
    if (!state->aside)
        (void)area_bottom(&area, 1);
    talk_steps_draw(screen, surface, &area);
    if (state->seen)
        conversation_draw(screen, surface, area);
    else
        draw_nothing(screen, surface, area);
}

/* What the app or the partner has to say stands in the row above the line. */
static void draw_note(struct screen *screen, struct surface *surface, struct area row,
                      const struct foot_note *note) {
    const struct talk *state = screen->state;
    const struct talk_news *news = &app_partner(screen->app)->news;
    bool told = note->text.size == 0 && news->text[0] && state->seen;
    struct writer escaped = writer_to(WRITER_MEMORY);
    escaped.ascii = surface->ascii;
    if (told)
        text_escape(&escaped, slice_string(news->text));
    bar_title(surface, row, told ? buffer_slice(&escaped.buffer) : note->text, slice_of(NULL, 0));
    if (told ? news->failure != ERROR_NONE : note->error)
        surface_light(surface, row, ELEMENT_BAR_ERROR);
    writer_free(&escaped);
}

static bool foot(struct screen *screen, struct surface *surface, struct area area,
                 const struct foot_note *note) {
    struct talk *state = screen->state;
    const struct talk_news *news = &app_partner(screen->app)->news;
    if (state->aside)
        return false;
    struct area both = area, rows = area_bottom(&both, 2), row = area_top(&rows, 1);
    bool says = note->text.size > 0 ||
                (input_text(&state->prompt.line).size == 0 && news->text[0] && state->seen);
    surface_fill(surface, row, ELEMENT_BAR);
    prompt_draw(&state->prompt, screen, surface, area);
    if (says)
        draw_note(screen, surface, row, note);
    return true;
}

/* ---- keys ---- */

static void step_aside(struct screen *screen) {
    struct talk *state = screen->state;
    state->aside = true;
    state->conversation.latest = false;
}

/* A key while the conversation has them. */
static bool stroke_aside(struct screen *screen, uint32_t stroke) {
    struct talk *state = screen->state;
    if (stroke == STROKE_ESCAPE) {
        talk_write(screen);
        return true;
    }
    if (stroke != ':')
        return false;
    talk_write(screen);
    input_set(&state->prompt.line, SLICE(":"));
    return true;
}

static bool is_for_keymap(uint32_t stroke) {
    return (stroke >= STROKE_F1 && stroke <= STROKE_F12) || stroke == STROKE_CONTROL('L');
}

static bool stroke_talk(struct screen *screen, uint32_t stroke) {
    struct talk *state = screen->state;
    if (state->aside)
        return stroke_aside(screen, stroke);
    if (!state->prompt.seeking && talk_steps_stroke(screen, stroke))
        return true;
    if (is_for_keymap(stroke))
        return false;
    if (stroke == STROKE_PAGE_UP || stroke == STROKE_PAGE_DOWN) {
        step_aside(screen);
        return false;
    }
    if (stroke == STROKE_ESCAPE && !state->prompt.seeking) {
        step_aside(screen);
        return true;
    }
    prompt_stroke(&state->prompt, screen, stroke); /* a line may end the screen */
    return true;
}

static bool interrupt(struct screen *screen) {
    struct talk *state = screen->state;
    struct partner *partner = app_partner(screen->app);
    bool ran = talk_steps_stop(screen);
    if (!partner_is_idle(partner)) {
        partner_order(partner, ORDER_INTERRUPT, slice_of(NULL, 0));
        app_say(screen->app, _("no longer waited for; the connection stays"), NULL, 0);
        return true;
    }
    if (!state->aside && input_text(&state->prompt.line).size > 0) {
        input_set(&state->prompt.line, slice_of(NULL, 0));
        return true;
    }
    return ran;
}

static void leave(struct screen *screen, struct slice text) {
    (void)text;
    app_pop(screen->app);
}

static bool act(struct screen *screen, enum action action) {
    static const struct prompt_kind question = {
        .label = N_("The session is open still. Close it and leave? (y, n) "),
        .question = true,
        .done = leave};
    struct talk *state = screen->state;
    const struct partner *partner = app_partner(screen->app);
    if (action == ACTION_write) {
        talk_write(screen);
        return true;
    }
    if (action == ACTION_back && !partner->gone && partner->news.state != TALK_APART) {
        app_ask(screen->app, &question, slice_of(NULL, 0));
        return true;
    }
    if (!state->seen)
        return false;
    if (!conversation_act(screen, action))
        return false;
    if (!state->aside)
        step_aside(screen); /* by the wheel, or a word behind a colon */
    return true;
}

/* ---- the time that passes ---- */

static bool counts(const struct partner *partner) {
    return !partner->gone &&
           (partner->news.state == TALK_WAITING || partner->news.state == TALK_CONNECTING);
}

static int patience(struct screen *screen) {
    const struct partner *partner = app_partner(screen->app);
    enum { MILLISECOND = 1000000, SECOND = 1000 };
    return counts(partner) ? SECOND - (int)(partner_waited(partner) / MILLISECOND % SECOND) : -1;
}

/* The remark is another one each second; and a session that is long is read and drawn by and by. */
static bool work(struct screen *screen) {
    struct talk *state = screen->state;
    const struct transcript *before = dialogue_transcript(&state->conversation.dialogue);
    bool works = state->seen && conversation_work(screen);
    if (state->seen && dialogue_transcript(&state->conversation.dialogue) != before)
        look_where_it_stands(screen);
    const struct partner *partner = app_partner(screen->app);
    long second = counts(partner) ? (long)(partner_waited(partner) / DURATION_SECOND) : -1;
    bool passed = second != state->second;
    state->second = second;
    return works || passed;
}

static bool mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    const struct talk *state = screen->state;
    return state->seen && conversation_mouse(screen, stroke, row, column);
}

static void change(struct screen *screen) {
    conversation_change(screen);
}

const struct screen_class talk_screen = {
    .kind = SCREEN_TALK,
    .state_size = sizeof(struct talk),
    .open = open_talk,
    .title = title,
    .draw = draw,
    .act = act,
    .work = work,
    .patience = patience,
    .mouse = mouse,
    .stroke = stroke_talk,
    .interrupt = interrupt,
    .remark = remark,
    .foot = foot,
    .heard = hear,
    .changed = change,
    .grown = grow,
    .close = close_talk,
    .text = CONVERSATION_TEXT,
};
