/* Actions that mean the same on every screen; the others are handed to the one on top. */
#include "ui/app_inside.h"
#include "ui/command_line.h"
#include "ui/file_name.h"
#include "ui/save_line.h"
#include "ui/screens/comparison.h"

/* ---- search ---- */

/* What is no pattern is looked for as it stands. */
static void judge_search(struct screen *screen, struct slice text, struct judgement *judgement) {
    bool pattern = screen->app->search.pattern != NULL;
    if (text.size == 0)
        return;
    judgement->verdict = pattern ? LINE_GOOD : LINE_OTHER;
    if (!pattern)
        writer_string(judgement->says, _("no pattern (PCRE2): it is looked for as it stands"));
}

void app_search_for(struct app *app, struct slice text) {
    search_set(&app->search, text);
    search_begin(&app->search, app_top(app), false, true);
}

static void do_search(struct screen *screen, struct slice text) {
    app_search_for(screen->app, text);
}

/* What was typed so far is lit already. */
static void light_search(struct screen *screen, struct slice text) {
    search_set(&screen->app->search, text);
}

static const struct prompt_kind search_line = {.label = "/",
                                               .done = do_search,
                                               .typed = light_search,
                                               .judge = judge_search,
                                               .remembered = true,
                                               .history = HISTORY_SEARCHES};

static void search_again(struct app *app, bool backwards) {
    if (app->search.text.size == 0)
        app_say(app, _("nothing was searched for yet"), NULL, 0);
    else
        search_begin(&app->search, app_top(app), backwards, false);
}

/* ---- how things are looked at ---- */

static void next_time(struct app *app) {
    static const struct {
        enum time_format next;
        const char *sentence;
    } formats[] = {
        [TIME_DEFAULT] = {TIME_CLOCK, N_("time: by the clock, local")},
        [TIME_CLOCK] = {TIME_DATE, N_("time: by the clock, with the date")},
        [TIME_DATE] = {TIME_DELTA, N_("time: since the line before")},
        [TIME_DELTA] = {TIME_RELATIVE, N_("time: since the start")},
        [TIME_RELATIVE] = {TIME_UTC, N_("time: UTC")},
        [TIME_UTC] = {TIME_DEFAULT, N_("time: as suits each screen")},
    };
    enum time_format *time = &app->model.report.time, before = *time;
    *time = formats[before].next;
    app_say(app, _(formats[before].sentence), NULL, 0);
    app_changed(app);
}

static void toggle_wrap(struct app *app) {
    app->model.wrap = !app->model.wrap;
    app_say(app,
            app->model.wrap     ? _("long lines are wrapped")
            : app->model.ladder ? _("long lines are cut")
                                : _("long lines are cut; h l scroll"),
            NULL, 0);
    app_changed(app);
}

static void turn_secrets(struct app *app, bool shown) {
    app->model.report.show_secrets = shown;
    explainer_free(app->model.explainer);
    app->model.explainer = NULL;
    app_say(app, shown ? _("passwords and tokens are shown") : _("passwords and tokens are masked"),
            NULL, 0);
    app_changed(app);
}

static void show_secrets(struct screen *screen, struct slice text) {
    (void)text;
    screen->app->asked_secrets = true;
    turn_secrets(screen->app, true);
}

static const struct prompt_kind secrets_question = {
    .label = N_("Show passwords and tokens? (y, n) "), .question = true, .done = show_secrets};

static void toggle_secrets(struct app *app) {
    if (!app->model.report.show_secrets && !app->asked_secrets)
        app_ask(app, &secrets_question, slice_of(NULL, 0));
    else
        turn_secrets(app, !app->model.report.show_secrets);
}

static void next_theme(struct app *app) {
    app->scheme = app->theme = scheme_next(app->scheme, tty_colors(app->tty));
    app_say(app, _("colours: {name}"), &WORD("name", scheme_name(app->scheme)), 1);
}

/* ---- two sessions ---- */

/* Marks the session, or takes its mark away. */
static void mark_for_comparison(struct app *app, size_t row) {
    bool marked = !marks_has(&app->view.marks, row);
    if (marks_set(&app->view.marks, row, marked))
        app_say(app,
                marked ? _("session {number} is marked: D on another one compares them")
                       : _("session {number} is not marked any more"),
                &WORD_NUMBER("number", row), 1);
}

/* The two that are marked, or the marked one and this one. */
static void compare(struct app *app) {
    const struct marks *marks = &app->view.marks;
    size_t row = view_row(&app->view, app->view.chosen), first = marks_next(marks, 0);
    struct comparison_rows rows = {first, marks->count == 2 ? marks_next(marks, first + 1) : row};
    if (marks->count > 2)
        app_say(app, _("{number} sessions are marked, and two can be compared"),
                &WORD_NUMBER("number", marks->count), 1);
    else if (marks->count > 0 && rows.left != rows.right)
        (void)app_push(app, &comparison_screen, &rows);
    else if (row < model_count(&app->model))
        mark_for_comparison(app, row);
}

/* ---- other files ---- */

static size_t complete_file(struct screen *screen, struct slice text, struct writer *more) {
    (void)screen;
    return file_name_complete(text, more);
}

static void open_file(struct screen *screen, struct slice text) {
    app_open_named(screen->app, text);
}

void app_ask_for_file(struct app *app) {
    static const struct prompt_kind line = {
        .label = N_("file: "),
        .done = open_file,
        .complete = complete_file,
        .hint = file_name_hint,
        .remembered = true,
        .history = HISTORY_FILES,
        .done_remembers = true,
    };
    app_ask(app, &line, slice_of(NULL, 0));
}

/* ---- the rest ---- */

/* Esc is struck lightly, to be rid of something: out of the program it leads the second time. */
static void go_back(struct app *app) {
    if (app->depth > 1 || app->stroke != STROKE_ESCAPE || app->warned) {
        app_pop(app);
        return;
    }
    app->warned = true;
    app_say(app, _("Esc once more leaves the program, and so does q"), NULL, 0);
}

static void stop_saving(struct app *app) {
    saving_clear(&app->saving);
    app_say(app, _("saving was interrupted; nothing is left of the file"), NULL, 0);
}

/* A session is not lost by a key too many. */
static void interrupt_talk(struct app *app) {
    if (app->warned_interrupt)
        app->leave = true;
    else
        app_say(app, _("nothing is waited for; ^C once more leaves the program"), NULL, 0);
    app->warned_interrupt = true;
}

static void interrupt(struct app *app) {
    const struct screen *screen = app_top(app);
    if (app->prompt.kind)
        prompt_cancel(&app->prompt);
    else if (app->search.state == SEARCH_RUNNING)
        app->search.state = SEARCH_IDLE;
    else if (app->saving.state == SAVING_RUNNING)
        stop_saving(app);
    else if (screen->class->interrupt && screen->class->interrupt(app_top(app)))
        app->warned_interrupt = false;
    else if (app->partner.descriptor >= 0)
        interrupt_talk(app);
    else if (!model_stop(&app->model))
        app->leave = true;
    app->dirty = true;
}

/* What is done with the chosen session, whichever screen shows it. */
static bool act_on_session(struct app *app, enum action action) {
    if (action == ACTION_compare)
        compare(app);
    else if (action == ACTION_replay)
        (void)app_push(app, &replay_screen, NULL);
    else if (action == ACTION_elsewhere)
        (void)app_push(app, &elsewhere_screen, NULL);
    else
        return false;
    return true;
}

/* How everything is looked at. */
static bool act_on_looks(struct app *app, enum action action) {
    switch (action) {
    case ACTION_time:
        next_time(app);
        return true;
    case ACTION_wrap:
        toggle_wrap(app);
        return true;
    case ACTION_secrets:
        toggle_secrets(app);
        return true;
    case ACTION_theme:
        next_theme(app);
        return true;
    case ACTION_redraw:
        tty_redraw(app->tty);
        return true;
    default:
        return false;
    }
}

/* What asks for a line, or goes by one that was written before. */
static bool act_on_lines(struct app *app, enum action action) {
    switch (action) {
    case ACTION_command:
        command_line_ask(app);
        return true;
    case ACTION_search:
        app_ask(app, &search_line, slice_of(NULL, 0));
        return true;
    case ACTION_search_next:
    case ACTION_search_before:
        search_again(app, action == ACTION_search_before);
        return true;
    case ACTION_save:
        save_line_ask(app_top(app));
        return true;
    case ACTION_open_file:
        app_ask_for_file(app);
        return true;
    case ACTION_talk:
        app_ask_for_url(app);
        return true;
    case ACTION_practise:
        app_talk_with(app, "");
        return true;
    default:
        return false;
    }
}

/* What has to do with the program itself. */
static void act_on_program(struct app *app, enum action action) {
    switch (action) {
    case ACTION_back:
        go_back(app);
        return;
    case ACTION_quit:
        app->leave = true;
        return;
    case ACTION_interrupt:
        interrupt(app);
        return;
    case ACTION_keep:
        app_keep(app);
        return;
    case ACTION_help:
        (void)app_push(app, &help_screen, &app_top(app)->class->kind);
        return;
    default:
        return;
    }
}

void app_act(struct app *app, enum action action) {
    struct screen *screen = app_top(app);
    if (action != ACTION_interrupt && screen->class->act(screen, action))
        return;
    if (!act_on_session(app, action) && !act_on_looks(app, action) && !act_on_lines(app, action))
        act_on_program(app, action);
}
