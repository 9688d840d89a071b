/* Actions that mean the same on every screen; the others are handed to the one on top. */
#include "ui/app_inside.h"
#include "ui/screens/comparison.h"

/* ---- the command line ---- */

static size_t complete_action(struct screen *screen, struct slice text, struct writer *more) {
    return action_complete(screen->class->kind, text, more);
}

static void do_command(struct screen *screen, struct slice text) {
    struct slice name = slice_trim(text);
    enum action action = action_find(name);
    if (name.size == 0)
        return;
    if (action == ACTION_NONE)
        app_say(screen->app, _("no action is called '{name}' (Tab completes)"),
                &WORD_SLICE("name", name), 1);
    else if (!(action_facts[action].screens & screen->class->kind))
        app_say(screen->app, _("'{name}' does nothing on this screen"), &WORD_SLICE("name", name),
                1);
    else
        app_act(screen->app, action);
}

static const struct prompt_kind command_line = {
    .label = ":", .done = do_command, .complete = complete_action};

/* ---- search ---- */

static void do_search(struct screen *screen, struct slice text) {
    struct app *app = screen->app;
    app->search.text.size = 0;
    (void)buffer_add(&app->search.text, text);
    search_begin(&app->search, screen, false, true);
}

/* What was typed so far is lit already. */
static void light_search(struct screen *screen, struct slice text) {
    struct search *search = &screen->app->search;
    search->text.size = 0;
    (void)buffer_add(&search->text, text);
}

static const struct prompt_kind search_line = {
    .label = "/", .done = do_search, .typed = light_search};

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
            app->model.wrap ? _("long lines are wrapped") : _("long lines are cut; h l scroll"),
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
    app->scheme = scheme_next(app->scheme, tty_colors(app->tty));
    app_say(app, _("colours: {name}"), &WORD("name", scheme_name(app->scheme)), 1);
}

/* ---- two sessions ---- */

/* The first one is kept; another one beside it is compared with it. */
static void compare(struct app *app) {
    size_t row = view_row(&app->view, app->view.chosen);
    struct comparison_rows rows = {app->compared, row};
    bool kept = app->keeps;
    if (row >= model_count(&app->model))
        return;
    app->keeps = !kept;
    app->compared = row;
    if (!kept)
        app_say(app, _("session {number} is kept: D on another one compares them"),
                &WORD_NUMBER("number", row), 1);
    else if (rows.left == row)
        app_say(app, _("session {number} is not kept any more"), &WORD_NUMBER("number", row), 1);
    else
        (void)app_push(app, &comparison_screen, &rows);
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

static void interrupt(struct app *app) {
    if (app->prompt.kind)
        prompt_cancel(&app->prompt);
    else if (app->search.state == SEARCH_RUNNING)
        app->search.state = SEARCH_IDLE;
    else if (!model_stop(&app->model))
        app->leave = true;
    app->dirty = true;
}

void app_act(struct app *app, enum action action) {
    struct screen *screen = app_top(app);
    if (action != ACTION_interrupt && screen->class->act(screen, action))
        return;
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
    case ACTION_command:
        app_ask(app, &command_line, slice_of(NULL, 0));
        return;
    case ACTION_search:
        app_ask(app, &search_line, slice_of(NULL, 0));
        return;
    case ACTION_search_next:
    case ACTION_search_before:
        search_again(app, action == ACTION_search_before);
        return;
    case ACTION_compare:
        compare(app);
        return;
    case ACTION_replay:
        (void)app_push(app, &replay_screen, NULL);
        return;
    case ACTION_time:
        next_time(app);
        return;
    case ACTION_wrap:
        toggle_wrap(app);
        return;
    case ACTION_secrets:
        toggle_secrets(app);
        return;
    case ACTION_theme:
        next_theme(app);
        return;
    case ACTION_redraw:
        tty_redraw(app->tty);
        return;
    case ACTION_help:
        (void)app_push(app, &help_screen, &screen->class->kind);
        return;
    default:
        return;
    }
}
