/* A session played again in its own time: its events come as they came then, and replies can be
 * held back until somebody has said what they will be. */
#include "ui/app.h"
#include "ui/playback.h"
#include "ui/screens/dialogue.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/scrub.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/clock.h"

enum { FOOT_ROWS = 2, LEAP = 100, SMOOTH = 50, MARKS_MOST = 64 };

struct replay {
    struct dialogue dialogue;
    uint32_t *events; /* one for each beat */
    struct beat *beats;
    size_t count;
    struct playback playback;
    struct moment clock; /* up to when the playback went on */
    struct lines shown;  /* the lines of the dialogue that have been reached: borrowed */
    struct pane pane;
    size_t reached;  /* beats that the pane has followed */
    struct area bar; /* where the bar was drawn */
    bool dragging;   /* along it, by the mouse */
    struct scrub_mark marks[MARKS_MOST];
    size_t mark_count;
};

/* ---- beats ---- */

/* A reply may be guessed before it is seen. */
static bool is_reply(const struct event *event) {
    return event->kind == EVENT_GREETING || event->kind == EVENT_REPLY;
}

static bool make_beats(struct replay *state) {
    const struct transcript *transcript = dialogue_transcript(&state->dialogue);
    size_t count = transcript_count(transcript);
    struct moment start = state->dialogue.opened->summary->start;
    state->events = calloc(count + 1, sizeof *state->events);
    state->beats = calloc(count + 1, sizeof *state->beats);
    if (!state->events || !state->beats)
        return false;
    for (size_t n = 0; n < count; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present)
            continue;
        duration at = moment_since(entry->event.at, start);
        duration before = state->count > 0 ? state->beats[state->count - 1].at : 0;
        state->events[state->count] = (uint32_t)n;
        state->beats[state->count++] =
            (struct beat){at > before ? at : before, is_reply(&entry->event)};
    }
    return true;
}

/* Where problems are, for the bar. */
static void mark_problems(struct replay *state) {
    duration length = playback_length(&state->playback);
    for (size_t i = 0; i < state->count && state->mark_count < MARKS_MOST; i++) {
        double share = length > 0 ? (double)state->beats[i].at / (double)length : 0;
        if (dialogue_problem(&state->dialogue, state->events[i]))
            state->marks[state->mark_count++] =
                (struct scrub_mark){(unsigned)(share * SCRUB_WHOLE), ELEMENT_REFUSED};
    }
}

static void close_replay(struct screen *screen) {
    struct replay *state = screen->state;
    dialogue_free(&state->dialogue);
    free(state->events);
    free(state->beats);
}

static bool open_replay(struct screen *screen, const void *argument, struct error *error) {
    struct replay *state = screen->state;
    struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    (void)argument;
    dialogue_init(&state->dialogue, model->ascii);
    if (!dialogue_read_whole(&state->dialogue, model, view_row(view, view->chosen), error)) {
        close_replay(screen);
        return false;
    }
    if (!make_beats(state)) {
        close_replay(screen);
        return error_memory(error);
    }
    state->pane = (struct pane){.lines = &state->shown, .marked = true};
    state->clock = clock_now();
    playback_begin(&state->playback, state->beats, state->count);
    mark_problems(state);
    return true;
}

static void title_replay(struct screen *screen, struct writer *writer) {
    const struct replay *state = screen->state;
    SAY(writer, _("{file}: replay of session {number}"),
        WORD("file", model_short_name(app_model(screen->app))),
        WORD_NUMBER("number", state->dialogue.row));
}

/* ---- time ---- */

static bool work_replay(struct screen *screen) {
    struct replay *state = screen->state;
    struct moment now = clock_now();
    unsigned place = playback_place(&state->playback);
    bool happened = playback_pass(&state->playback, moment_since(now, state->clock));
    state->clock = now;
    return happened || playback_place(&state->playback) != place;
}

/* The bar moves on while nothing happens. */
static int patience_of_replay(struct screen *screen) {
    const struct replay *state = screen->state;
    duration due = playback_due(&state->playback);
    if (due == DURATION_UNKNOWN)
        return -1;
    duration most = SMOOTH * (DURATION_SECOND / 1000);
    return (int)((due < most ? due : most) / (DURATION_SECOND / 1000)) + 1;
}

/* ---- drawing ---- */

/* The line where the first event that is not due begins. */
static size_t end_of_shown(const struct replay *state) {
    const struct lines *lines = &state->dialogue.lines;
    size_t end = lines->count;
    for (size_t next = state->playback.shown; next < state->count && end == lines->count; next++)
        end = lines_find_mark(lines, 0, state->events[next]);
    while (end > 0 && end < lines->count && state->playback.shown > 0 &&
           lines->list[end - 1].mark == CANVAS_NO_MARK)
        end--; /* the wait before an event belongs to it */
    return end;
}

/* What stands above the events tells how they end: it is seen at the end. The last line of it says
 * who stands at which side of a ladder. */
static size_t start_of_shown(const struct replay *state) {
    const struct lines *lines = &state->dialogue.lines;
    size_t start = 0;
    if (playback_over(&state->playback))
        return 0;
    while (start < lines->count && lines->list[start].mark == CANVAS_NO_MARK)
        start++;
    return start > 0 && state->dialogue.ladder ? start - 1 : start;
}

static void cut_lines(struct replay *state) {
    size_t start = start_of_shown(state), end = end_of_shown(state);
    state->shown = state->dialogue.lines;
    state->shown.list += start;
    state->shown.count = end > start ? end - start : 0;
}

static void follow(struct replay *state, size_t rows, bool redrawn) {
    if (state->reached == state->playback.shown && !redrawn)
        return;
    state->pane.cursor = 0;
    pane_show(&state->pane, rows);
    state->reached = state->playback.shown;
    uint32_t event = state->reached > 0 ? state->events[state->reached - 1] : CANVAS_NO_MARK;
    size_t line = lines_find_mark(&state->shown, 0, event);
    if (event != CANVAS_NO_MARK && line < state->shown.count) {
        pane_go(&state->pane, line);
        pane_reveal(&state->pane, line, pane_item_end(&state->pane, line));
    }
}

static void write_time(struct writer *writer, const struct playback *playback) {
    const char *state = playback_over(playback) ? _("at its end")
                        : playback->playing     ? _("playing")
                                                : _("paused");
    char position[DURATION_TEXT], length[DURATION_TEXT], speed[32];
    int power = playback->speed < 0 ? -playback->speed : playback->speed;
    duration_text(playback->position, position);
    duration_text(playback_length(playback), length);
    (void)snprintf(speed, sizeof speed, playback->speed < 0 ? "1/%d" : "%d", 1 << power);
    SAY(writer, _("{state}  {time} of {length}  speed {speed}  event {number} of {count}"),
        WORD("state", state), WORD("time", position), WORD("length", length), WORD("speed", speed),
        WORD_NUMBER("number", playback->shown), WORD_NUMBER("count", playback->count));
}

static void draw_foot(struct replay *state, struct surface *surface, struct area area) {
    struct writer text = writer_to(WRITER_MEMORY);
    state->bar = area_top(&area, 1);
    if (state->playback.asked)
        writer_string(&text, _("What does the server answer? Say it, then press Enter."));
    else
        write_time(&text, &state->playback);
    scrub_draw(surface, state->bar, playback_place(&state->playback), state->marks,
               state->mark_count);
    surface_fill(surface, area, ELEMENT_PLAIN);
    (void)surface_text(surface, area.row, area.column + 1, area.columns > 1 ? area.columns - 1 : 0,
                       state->playback.asked ? ELEMENT_KEY : ELEMENT_NOTE,
                       buffer_slice(&text.buffer));
    writer_free(&text);
}

static void draw_replay(struct screen *screen, struct surface *surface, struct area area) {
    struct replay *state = screen->state;
    struct area foot = area_bottom(&area, FOOT_ROWS);
    bool redrawn = dialogue_draw(&state->dialogue, app_model(screen->app), area.columns);
    while (dialogue_draws(&state->dialogue)) /* what has been reached is looked for in all lines */
        redrawn |= dialogue_draw_on(&state->dialogue, clock_now());
    cut_lines(state);
    follow(state, area.rows, redrawn);
    pane_draw(&state->pane, surface, area,
              &(struct pane_look){.needle = app_search(screen->app), .focus = true});
    draw_foot(state, surface, foot);
}

/* ---- actions ---- */

static void leap(struct replay *state, bool on) {
    unsigned place = playback_place(&state->playback);
    playback_seek(&state->playback, on ? place + LEAP : place > LEAP ? place - LEAP : 0);
}

static void turn_predicting(struct screen *screen) {
    struct replay *state = screen->state;
    state->playback.asking = !state->playback.asking;
    state->playback.asked = false;
    app_say(screen->app,
            state->playback.asking ? _("replies are held back until Enter asks for them")
                                   : _("replies are shown as they come"),
            NULL, 0);
}

static void turn_ladder(struct screen *screen) {
    struct model *model = app_model(screen->app);
    model->ladder = !model->ladder;
    app_changed(screen->app);
}

static bool fold(struct screen *screen) {
    struct replay *state = screen->state;
    struct error error = {0};
    bool folded =
        dialogue_fold(&state->dialogue, app_model(screen->app), pane_mark(&state->pane), &error);
    if (error.kind != ERROR_NONE)
        app_complain(screen->app, &error);
    return folded;
}

/* The answer that was asked for; else what is folded here; else one event more. */
static void open_chosen(struct screen *screen) {
    struct replay *state = screen->state;
    if (!playback_answer(&state->playback) && !fold(screen))
        playback_step(&state->playback, true);
}

static bool act_replay(struct screen *screen, enum action action) {
    struct replay *state = screen->state;
    (void)work_replay(screen);
    switch (action) {
    case ACTION_replay:
        playback_turn(&state->playback);
        return true;
    case ACTION_open:
        open_chosen(screen);
        return true;
    case ACTION_fold:
        (void)fold(screen);
        return true;
    case ACTION_down:
    case ACTION_right:
        playback_step(&state->playback, true);
        return true;
    case ACTION_up:
    case ACTION_left:
        playback_step(&state->playback, false);
        return true;
    case ACTION_page_down:
    case ACTION_page_up:
    case ACTION_half_down:
    case ACTION_half_up:
        leap(state, action == ACTION_page_down || action == ACTION_half_down);
        return true;
    case ACTION_first:
        playback_seek(&state->playback, 0);
        return true;
    case ACTION_last:
        playback_seek(&state->playback, SCRUB_WHOLE);
        return true;
    case ACTION_faster:
    case ACTION_slower:
        playback_change_speed(&state->playback, action == ACTION_faster);
        return true;
    case ACTION_predict:
        turn_predicting(screen);
        return true;
    case ACTION_ladder:
        turn_ladder(screen);
        return true;
    default:
        return false;
    }
}

/* The bar is clicked, and dragged along. */
static bool mouse_replay(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct replay *state = screen->state;
    if (stroke == STROKE_CLICK)
        state->dragging = area_has(&state->bar, row, column);
    if (!state->dragging)
        return false;
    state->dragging = stroke != STROKE_LET_GO;
    (void)work_replay(screen);
    playback_seek(&state->playback, scrub_place(&state->bar, column));
    return true;
}

static void change_replay(struct screen *screen) {
    struct replay *state = screen->state;
    dialogue_stale(&state->dialogue);
}

/* ---- search ---- */

static size_t count_lines(struct screen *screen) {
    const struct replay *state = screen->state;
    return state->shown.count;
}

static size_t chosen_line(struct screen *screen) {
    const struct replay *state = screen->state;
    return state->shown.count > 0 ? pane_here(&state->pane) : 0;
}

static struct slice text_of_line(struct screen *screen, size_t n) {
    const struct replay *state = screen->state;
    return lines_text(&state->shown, n);
}

static void go_line(struct screen *screen, size_t n) {
    struct replay *state = screen->state;
    pane_go(&state->pane, n);
}

const struct screen_class replay_screen = {
    .kind = SCREEN_REPLAY,
    .state_size = sizeof(struct replay),
    .open = open_replay,
    .title = title_replay,
    .draw = draw_replay,
    .act = act_replay,
    .mouse = mouse_replay,
    .work = work_replay,
    .patience = patience_of_replay,
    .changed = change_replay,
    .close = close_replay,
    .text = {.count = count_lines, .here = chosen_line, .line = text_of_line, .go = go_line},
};
