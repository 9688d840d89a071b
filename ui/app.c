#include "ui/app.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/device.h"
#include "index/clock.h"
#include "ui/app_inside.h"
#include "ui/config.h"
#include "ui/widgets/bar.h"

#define MILLISECOND (DURATION_SECOND / 1000)

#define WORK_SLICE MILLISECOND         /* how long the app works before it looks for keys again */
#define CALM       (60 * MILLISECOND)  /* how long a screen that changes by itself stays as it is */
#define ATTENTION  (250 * MILLISECOND) /* how long after a key another one is likely */

enum { REST = 1, KEYS_AT_ONCE = 64, OF_SIGNAL = 128, WHEEL_LINES = 3 };

/* ---- keys ---- */

/* The wheel moves as the arrow keys do, some lines at a time; a word of the foot line does what it
 * says. */
static void take_mouse(struct app *app, uint32_t stroke) {
    struct screen *screen = app_top(app);
    struct area at = tty_mouse(app->tty), all = surface_area(&app->surface);
    enum action action = ACTION_NONE;
    if (app->prompt.kind)
        return;
    if (stroke == STROKE_WHEEL_UP || stroke == STROKE_WHEEL_DOWN) {
        for (size_t i = 0; i < WHEEL_LINES; i++)
            app_act(app, stroke == STROKE_WHEEL_UP ? ACTION_up : ACTION_down);
        return;
    }
    if (stroke == STROKE_CLICK && at.row + 1 == all.rows)
        action = bar_action_at(area_bottom(&all, 1), &app->keymap, screen->class->kind,
                               app->depth == 1, at.column);
    if (action != ACTION_NONE)
        app_act(app, action);
    else if (screen->class->mouse)
        (void)screen->class->mouse(screen, stroke, at.row, at.column);
}

static void act_on_stroke(struct app *app, uint32_t stroke) {
    const struct screen *screen = app_top(app);
    enum action action =
        screen ? keymap_find(&app->keymap, screen->class->kind, stroke) : ACTION_NONE;
    if (action != ACTION_NONE)
        app_act(app, action);
}

static void take_stroke(struct app *app, uint32_t stroke) {
    struct screen *screen = app_top(app);
    app->dirty = true;
    app->said.buffer.size = 0;
    app->stroke = stroke;
    app->warned &= stroke == STROKE_ESCAPE;
    app->warned_interrupt = false;
    if (stroke == STROKE_PASTE || stroke == STROKE_PASTED) {
        app->pasting = stroke == STROKE_PASTE;
        return;
    }
    if (app->pasting && !stroke_is_text(stroke))
        return;
    if (stroke_is_mouse(stroke)) {
        take_mouse(app, stroke);
        return;
    }
    if (app->prompt.kind) {
        prompt_stroke(&app->prompt, screen, stroke);
        return;
    }
    if (screen->class->stroke && screen->class->stroke(screen, stroke))
        return;
    if (app->pasting)
        return;
    if (stroke_is_alt(stroke)) { /* Esc, and a key right behind it */
        act_on_stroke(app, STROKE_ESCAPE);
        stroke = app->stroke = STROKE_ALT_OF(stroke);
    }
    act_on_stroke(app, stroke);
}

static void take_keys(struct app *app) {
    bool gone = false;
    for (size_t i = 0; i < KEYS_AT_ONCE && !app->leave; i++) {
        uint32_t stroke = tty_key(app->tty, &gone);
        if (stroke == STROKE_NONE)
            break;
        take_stroke(app, stroke);
    }
    app->leave |= gone;
}

/* ---- signals ---- */

static void resize(struct app *app) {
    struct area area = tty_area(app->tty);
    if (!surface_resize(&app->surface, area.rows, area.columns))
        app->leave = true;
    tty_redraw(app->tty);
    app->dirty = true;
}

static void take_signals(struct app *app) {
    enum tty_event event;
    while ((event = tty_signal(app->tty)) != TTY_NOTHING && !app->leave) {
        if (event == TTY_SUSPEND)
            tty_suspend(app->tty);
        if (event == TTY_INTERRUPT)
            app_act(app, ACTION_interrupt);
        if (event == TTY_END) {
            app->leave = true;
            app->status = OF_SIGNAL + tty_end_signal(app->tty);
        }
        if (event == TTY_RESIZED || event == TTY_SUSPEND || event == TTY_CONTINUED)
            resize(app);
    }
}

/* ---- work between keys ---- */

static void tell_growth(struct app *app) {
    for (size_t i = 0; i < app->depth; i++)
        if (app->stack[i].class->grown)
            app->stack[i].class->grown(&app->stack[i]);
}

static void read_on(struct app *app, struct moment until) {
    size_t before = model_count(&app->model);
    if (!model_step(&app->model, until))
        return;
    app->dirty = true;
    if (before == 0 && model_count(&app->model) > 0) /* the first rows are shown at once */
        app->drawn.ns = 0;
    if (app->model.state == MODEL_DONE && app->view.filter.size) /* rows have changed meanwhile */
        view_refresh(&app->view);
    tell_growth(app);
    if (app->model.state != MODEL_READING && app->model.error.kind != ERROR_NONE)
        app_complain(app, &app->model.error);
}

/* Rows that were sealed may be read now. */
static void follow_keys(struct app *app, struct moment until) {
    if (!model_follow_keys(&app->model, until))
        return;
    app->dirty = true;
    app->view.examined = app->view.count = 0;
    tell_growth(app);
}

static void search_on(struct app *app, struct moment until) {
    if (app->search.state != SEARCH_RUNNING)
        return;
    enum search_state state = search_step(&app->search, app_top(app), until);
    if (state == SEARCH_NOTHING)
        app_say(app, _("'{text}' was not found"),
                &WORD_SLICE("text", buffer_slice(&app->search.text)), 1);
    else if (state == SEARCH_WRAPPED)
        app_say(app, _("found past the end of the text"), NULL, 0);
    else if (state == SEARCH_FOUND && app->search.behind)
        app_say(app, _("found in what was said: Enter opens the session, n goes to the place"),
                NULL, 0);
    app->dirty |= state != SEARCH_RUNNING || app->search.deep;
}

static void tell_saved(struct app *app) {
    const struct saving *saving = &app->saving;
    bool messages = saving->format == SAVE_mail || saving->format == SAVE_mailbox;
    const struct word words[] = {WORD("file", saving->path),
                                 WORD_NUMBER("count", messages ? saving->messages : saving->count),
                                 WORD_NUMBER("incomplete", saving->incomplete)};
    app_say(app,
            messages && saving->messages == 0 ? _("there is no message that was seen whole")
            : saving->incomplete > 0
                ? _("saved {count} messages as {file}; {incomplete} were not seen whole")
            : messages ? P_("saved {count} message as {file}", "saved {count} messages as {file}",
                            saving->messages)
                       : P_("saved {count} session as {file}", "saved {count} sessions as {file}",
                            saving->count),
            words, sizeof words / sizeof *words);
}

static void save_on(struct app *app, struct moment until) {
    struct error error = {0};
    if (app->saving.state != SAVING_RUNNING)
        return;
    enum saving_state state = saving_step(&app->saving, &app->model, until, &error);
    if (state == SAVING_DONE)
        tell_saved(app);
    else if (state == SAVING_FAILED)
        app_complain(app, &error);
    if (state != SAVING_RUNNING)
        saving_clear(&app->saving);
    app->dirty = true;
}

static void hear_partner(struct app *app) {
    if (!partner_hear(&app->partner))
        return;
    app->dirty = true;
    for (size_t i = 0; i < app->depth; i++)
        if (app->stack[i].class->heard)
            app->stack[i].class->heard(&app->stack[i]);
}

/* Whether there is more to do at once. */
static bool work(struct app *app) {
    struct screen *screen = app_top(app);
    struct moment until = {clock_now().ns + WORK_SLICE};
    hear_partner(app); /* which server that is stands before what it says */
    read_on(app, until);
    follow_keys(app, until);
    size_t examined = app->view.examined;
    bool arranging = view_step(&app->view, &app->model, until);
    app->dirty |= app->view.examined != examined || arranging != app->arranging;
    app->arranging = arranging;
    search_on(app, until);
    save_on(app, until);
    bool working = screen->class->work && screen->class->work(screen);
    app->dirty |= working;
    return arranging || working || app->search.state == SEARCH_RUNNING ||
           app->saving.state == SAVING_RUNNING || app->model.state == MODEL_READING ||
           model_tries_keys(&app->model);
}

/* ---- the loop ---- */

/* The shorter of two times to wait; -1: for ever. */
static int shorter(int a, int b) {
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* How long to wait for something to happen, in milliseconds. While a person is at the keys the work
 * is interrupted by short rests: who works all the time is made to wait by the system where others
 * want to work too, who rests is called at once. */
static int patience(struct app *app, bool busy) {
    struct screen *screen = app_top(app);
    if (busy && moment_since(clock_now(), app->struck) < ATTENTION)
        return REST;
    if (busy || app->dirty)
        return 0;
    int own = screen->class->patience ? screen->class->patience(screen) : -1;
    return shorter(own, model_wait(&app->model).milliseconds);
}

static void wait_and_take(struct app *app, bool busy) {
    struct pollfd wanted[] = {
        {.fd = tty_key_descriptor(app->tty), .events = POLLIN},
        {.fd = tty_signal_descriptor(app->tty), .events = POLLIN},
        {.fd = model_wait(&app->model).descriptor, .events = POLLIN},
        {.fd = app->partner.gone ? -1 : app->partner.descriptor, .events = POLLIN},
    };
    if (poll(wanted, sizeof wanted / sizeof *wanted, patience(app, busy)) <= 0)
        return;
    if (wanted[1].revents)
        take_signals(app);
    if (wanted[0].revents && !app->leave) {
        take_keys(app);
        app->struck = clock_now();
        app->drawn.ns = 0; /* a key is answered at once */
    }
}

/* While things change by themselves the screen is drawn now and then. */
static void draw_when_due(struct app *app, bool busy) {
    struct moment now = clock_now();
    bool calm = !busy || moment_since(now, app->drawn) >= CALM;
    if (!app->dirty || !calm)
        return;
    app_draw(app);
    app->dirty = false;
    app->drawn = now;
}

static void loop(struct app *app) {
    bool busy = work(app);
    while (!app->leave) {
        wait_and_take(app, busy);
        if (app->leave)
            return;
        draw_when_due(app, busy); /* what a key asked for comes before work */
        busy = work(app);
    }
}

/* ---- beginning and end ---- */

static void set_up(struct app *app) {
    app->keymap = keymap_default();
    app->theme = SCHEMES;
    app->mouse = true;
    app->model.wrap = true;
    app->model.beside = (struct beside){{ASPECT_EXPLANATION}, 1, BESIDE_SHARE};
    app->model.depth = EXPLAIN_NORMAL;
    app->said = app->taken = writer_to(WRITER_MEMORY);
    app->partner.descriptor = -1;
    for (size_t i = 0; i < SETTINGS; i++)
        app->before[i] = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < HISTORIES; i++)
        history_init(&app->histories[i], (enum history_kind)i, true);
    view_init(&app->view);
}

/* What the command line says goes before what the config file does. */
static void take_options(struct app *app, const struct app_options *options) {
    enum time_format time = app->model.report.time;
    app->model.reading = *options->reading;
    app->talk = options->talk;
    app->model.keys = options->keys;
    app->model.report = *options->report;
    if (options->report->time == TIME_DEFAULT)
        app->model.report.time = time;
    if (options->depth != EXPLAIN_NORMAL)
        app->model.depth = options->depth;
    app->model.ascii = app->surface.ascii = app->said.ascii = options->ascii;
    if (options->filter)
        view_filter(&app->view, slice_string(options->filter));
}

static void tear_down(struct app *app) {
    while (app->depth > 0)
        app_pop(app);
    tty_close(app->tty);
    prompt_free(&app->prompt);
    for (size_t i = 0; i < HISTORIES; i++)
        history_free(&app->histories[i]);
    for (size_t i = 0; i < SETTINGS; i++)
        writer_free(&app->before[i]);
    saved_free(&app->saved);
    writer_free(&app->taken);
    search_free(&app->search);
    saving_clear(&app->saving);
    buffer_free(&app->save_path);
    writer_free(&app->said);
    view_free(&app->view);
    surface_free(&app->surface);
    model_free(&app->model);
    device_close(app->sniffed);
}

static bool begin(struct app *app, const struct app_options *options, struct error *error) {
    const struct tty_options terminal = {options->color, options->ascii};
    if (options->device && !model_sniff(&app->model, options->device, error))
        return false;
    if (options->source_count > 0 &&
        !model_open(&app->model, options->sources, options->source_count, error))
        return false;
    app->powerless = options->device != NULL;
    if (options->title && !model_call(&app->model, options->title))
        return error_memory(error);
    app->tty = tty_open(&terminal, error);
    if (!app->tty)
        return false;
    app_choose_scheme(app);
    tty_listen_to_mouse(app->tty, app->mouse);
    resize(app);
    for (size_t i = 0; i < options->source_count && !options->passing; i++)
        app_remember(app, options->sources[i]);
    if (options->talk.url)
        return app_talk_to(app, options->talk.url, error);
    return app_push(app,
                    options->source_count || options->device ? &sessions_screen : &start_screen,
                    NULL) ||
           error_memory(error);
}

int app_run(const struct app_options *options, struct error *error) {
    struct app app = {0};
    struct error unset = {0};
    set_up(&app);
    size_t wrong = config_read(&app, &unset);
    take_options(&app, options);
    if (begin(&app, options, error)) {
        if (options->notice)
            app_say(&app, "{notice}", &WORD("notice", options->notice), 1);
        if (wrong > 0)
            app_complain(&app, &unset);
        loop(&app);
    } else
        app.status = (int)error->kind;
    tear_down(&app);
    return app.status;
}

size_t app_dump_config(struct writer *writer, struct error *error) {
    struct app app = {0};
    set_up(&app);
    size_t wrong = config_read(&app, error);
    config_dump(&app, writer);
    tear_down(&app);
    return wrong;
}
