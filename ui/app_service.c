/* What screens ask of the app, and how it is drawn. */
#include "ui/app_inside.h"

#include <stdlib.h>

#include "capture/sniff.h"
#include "index/clock.h"
#include "index/sample.h"
#include "ui/config.h"
#include "ui/widgets/bar.h"

struct model *app_model(struct app *app) {
    return &app->model;
}

struct view *app_view(struct app *app) {
    return &app->view;
}

const struct keymap *app_keymap(const struct app *app) {
    return &app->keymap;
}

struct needle app_search(const struct app *app) {
    return search_needle(&app->search);
}

/* ---- the stack ---- */

bool app_push(struct app *app, const struct screen_class *class, const void *argument) {
    struct error error = {0};
    if (app->depth == APP_SCREENS)
        return false;
    struct screen *screen = &app->stack[app->depth];
    *screen = (struct screen){class, app, calloc(1, class->state_size)};
    if (!screen->state)
        (void)error_memory(&error);
    else if (!class->open || class->open(screen, argument, &error)) {
        app->depth++;
        app->search.state = SEARCH_IDLE;
        app->dirty = true;
        return true;
    }
    free(screen->state);
    app_complain(app, &error);
    return false;
}

static void close_top(struct app *app) {
    struct screen *screen = app_top(app);
    if (screen->class->close)
        screen->class->close(screen);
    free(screen->state);
    app->depth--;
}

void app_pop(struct app *app) {
    close_top(app);
    app->leave |= app->depth == 0;
    app->search.state = SEARCH_IDLE;
    prompt_cancel(&app->prompt);
    app->dirty = true;
}

/* Something else was opened: its sessions take the place of those before. */
static void show_sessions(struct app *app) {
    saving_clear(&app->saving); /* of what was open before */
    view_reset(&app->view);
    app_leave_sources(app);
    if (!app_push(app, &sessions_screen, NULL))
        app->leave |= app->depth == 0;
}

bool app_open(struct app *app, const char *source) {
    struct error error = {0};
    if (!model_open(&app->model, &source, 1, &error)) {
        app_complain(app, &error);
        return false;
    }
    device_close(app->sniffed); /* the model has let go of it */
    app->sniffed = NULL;
    show_sessions(app);
    return true;
}

/* Where the device was opened the process is another one, whatever comes of the rest. */
static bool sniff(struct app *app, const char *name, struct privileges *as, struct error *error) {
    const struct sniffing sniffing = {.device.name = name, .sandbox = SANDBOX_SCREENS};
    if (app->powerless)
        return error_set(error, ERROR_PERMISSION,
                         _("privileges were given up with the first device: leave, and begin "
                           "again for another one"));
    app->sniffed = sniff_begin(&sniffing, as, error);
    app->powerless = app->sniffed != NULL;
    return app->sniffed && model_sniff(&app->model, app->sniffed, error);
}

bool app_sniff(struct app *app, const char *device) {
    struct error error = {0};
    struct privileges as = {0};
    if (!sniff(app, device, &as, &error)) {
        app_complain(app, &error);
        return false;
    }
    show_sessions(app);
    if (as.change)
        app_say(app, _("listening as user {user}, who also saves files"), &WORD("user", as.name),
                1);
    return true;
}

/* Screens that show what was open before go; where the program began with a source, all do. */
void app_leave_sources(struct app *app) {
    while (app->depth > 0 && app_top(app)->class->kind != SCREEN_START)
        close_top(app);
}

void app_remember(struct app *app, const char *source) {
    char *whole = realpath(source, NULL);
    if (whole)
        history_add(&app->histories[HISTORY_FILES], slice_string(whole));
    free(whole);
}

void app_write_path(struct buffer *path, struct slice name) {
    const char *home = getenv("HOME");
    if (home && slice_starts(name, SLICE("~/"))) {
        (void)buffer_add(path, slice_string(home));
        name = slice_from(name, 1);
    }
    if (!buffer_add(path, name) || !buffer_add(path, SLICE("\0")))
        buffer_free(path);
}

void app_open_named(struct app *app, struct slice name) {
    struct buffer path = {0};
    struct error error = {0};
    app_write_path(&path, name);
    const char *source = path.size ? (const char *)path.data : "";
    char *sample = sample_named(source) ? sample_find(source, &error) : NULL;
    if (error.kind != ERROR_NONE)
        app_complain(app, &error);
    else if (name.size > 0 && app_open(app, sample ? sample : source) && !sample)
        app_remember(app, source);
    free(sample);
    buffer_free(&path);
}

struct slice app_recent_file(struct app *app, size_t n) {
    return history_line(&app->histories[HISTORY_FILES], n);
}

/* ---- settings ---- */

const struct saved *app_saved(const struct app *app) {
    return &app->saved;
}

bool app_saved_filter(const struct app *app, struct slice name, struct slice *text) {
    return saved_find(&app->saved, name, text);
}

void app_keep(struct app *app) {
    struct error error = {0};
    if (config_keep(app, &error))
        app_say(app, _("settings, columns and keys are kept for the next time"), NULL, 0);
    else
        app_complain(app, &error);
}

void app_choose_scheme(struct app *app) {
    int colors = app->tty ? tty_colors(app->tty) : 0;
    bool wanted = app->theme < SCHEMES && scheme_fits(app->theme, colors);
    app->scheme = wanted ? app->theme : scheme_choose(colors, getenv("COLORFGBG"));
}

/* ---- the foot line ---- */

void app_say(struct app *app, const char *sentence, const struct word *words, size_t count) {
    app->said.buffer.size = 0;
    app->said_error = false;
    words_write(&app->said, sentence, words, count);
    app->dirty = true;
}

void app_complain(struct app *app, const struct error *error) {
    const struct word words[] = {WORD("file", error->file), WORD("text", error->text),
                                 WORD_NUMBER("offset", error->offset)};
    app_say(app,
            error->has_offset ? _("{file}: {text} (at octet {offset})")
            : error->file[0]  ? _("{file}: {text}")
                              : "{text}",
            words, sizeof words / sizeof *words);
    app->said_error = true;
}

void app_ask(struct app *app, const struct prompt_kind *kind, struct slice text) {
    struct history *history = kind->remembered ? &app->histories[kind->history] : NULL;
    prompt_begin(&app->prompt, kind, history, text);
    app->dirty = true;
}

void app_changed(struct app *app) {
    for (size_t i = 0; i < app->depth; i++)
        if (app->stack[i].class->changed)
            app->stack[i].class->changed(&app->stack[i]);
    app->dirty = true;
}

void app_copy(struct app *app, struct slice text) {
    tty_copy(app->tty, text);
}

/* ---- drawing ---- */

/* "43%, 120M/s, 12.3s left": what is left at the rate so far. */
static void write_progress(const struct model *model, struct writer *writer) {
    struct index_totals read = index_totals(model->index);
    duration taken = moment_since(clock_now(), model->began);
    char rate[OCTETS_TEXT], left[DURATION_TEXT];
    if (read.size == 0 || read.position == 0)
        return;
    double share =
        (double)read.position / (double)(read.position < read.size ? read.size : read.position);
    bool known = taken > DURATION_SECOND / 2 && share > 0;
    octets_text(known ? (uint64_t)((double)read.position / ((double)taken / 1e9)) : 0, rate);
    duration_text(known ? (duration)((double)taken * (1 - share) / share) : 0, left);
    SAY(writer, known ? _("{percent}%, {rate}/s, {left} left  ") : _("{percent}%  "),
        WORD_NUMBER("percent", (uint64_t)(share * 100)), WORD("rate", rate), WORD("left", left));
}

/* "1234 packets, 5 dropped": of a device. */
static void write_listening(const struct model *model, struct writer *writer) {
    struct index_totals read = index_totals(model->index);
    count_write(writer, N_("{count} packet"), N_("{count} packets"), read.packets);
    if (read.dropped > 0) {
        writer_string(writer, ", ");
        count_write(writer, N_("{count} dropped"), N_("{count} dropped"), read.dropped);
    }
    writer_string(writer, "  ");
}

/* How far reading has come, how many sessions there are, and how many are shown. */
static void write_remark(struct app *app, struct writer *writer) {
    const struct model *model = &app->model;
    size_t all = model_count(model), shown = view_count(&app->view, model);
    struct screen *screen = app_top(app);
    if (screen->class->remark) {
        screen->class->remark(screen, writer);
        return;
    }
    if (!model->index || screen->class->kind == SCREEN_START)
        return;
    if (model->device && (model->state == MODEL_READING || model->state == MODEL_WAITING))
        write_listening(model, writer);
    else if (model->state == MODEL_READING)
        write_progress(model, writer);
    else if (model->state == MODEL_WAITING)
        writer_string(writer, _("waiting for more  "));
    else if (model->state == MODEL_STOPPED)
        writer_string(writer, _("reading was interrupted  "));
    if (app->view.filter.size)
        SAY(writer, P_("{shown} of {all} session", "{shown} of {all} sessions", all),
            WORD_NUMBER("shown", shown), WORD_NUMBER("all", all));
    else
        count_write(writer, N_("{count} session"), N_("{count} sessions"), all);
}

static void draw_title(struct app *app, struct area row) {
    struct writer title = writer_to(WRITER_MEMORY), remark = writer_to(WRITER_MEMORY);
    const struct screen *screen = app_top(app);
    title.ascii = remark.ascii = app->surface.ascii;
    screen->class->title(app_top(app), &title);
    write_remark(app, &remark);
    bar_title(&app->surface, row, buffer_slice(&title.buffer), buffer_slice(&remark.buffer));
    if (app->model.state == MODEL_READING) {
        struct index_totals read = index_totals(app->model.index);
        bar_progress(&app->surface, row, read.position, read.size);
    }
    writer_free(&title);
    writer_free(&remark);
}

/* "searching for 'x': 12 of 345 sessions": how far it has come, and how it ends. */
static void draw_search(struct app *app, struct area row) {
    const struct search *search = &app->search;
    struct writer text = writer_to(WRITER_MEMORY);
    text.ascii = app->surface.ascii;
    SAY(&text,
        P_("searching for '{text}': {passed} of {count} session",
           "searching for '{text}': {passed} of {count} sessions", search->count),
        WORD_SLICE("text", buffer_slice(&search->text)), WORD_NUMBER("passed", search->passed),
        WORD_NUMBER("count", search->count));
    bar_title(&app->surface, row, buffer_slice(&text.buffer), slice_string(_("^C stops it")));
    bar_progress(&app->surface, row, search->passed, search->count);
    writer_free(&text);
}

/* How far it has come: the packets of a capture are gathered first, and then written. */
static void draw_saving(struct app *app, struct area row) {
    const struct saving *saving = &app->saving;
    struct writer text = writer_to(WRITER_MEMORY);
    bool writing = saving->export && saving->taken == saving->count;
    uint64_t done = writing ? index_export_written(saving->export) : saving->taken,
             all = writing ? index_export_count(saving->export) : saving->count;
    text.ascii = app->surface.ascii;
    SAY(&text,
        writing ? _("saving {file}: {done} of {all} packets")
                : _("saving {file}: {done} of {all} sessions"),
        WORD("file", saving->path), WORD_NUMBER("done", done), WORD_NUMBER("all", all));
    bar_title(&app->surface, row, buffer_slice(&text.buffer), slice_string(_("^C stops it")));
    bar_progress(&app->surface, row, done, all);
    writer_free(&text);
}

static void draw_foot(struct app *app, struct area row) {
    struct slice said = buffer_slice(&app->said.buffer);
    const struct foot_note note = {said, app->said_error};
    struct screen *screen = app_top(app);
    if (app->prompt.kind) {
        prompt_draw(&app->prompt, app_top(app), &app->surface, surface_area(&app->surface));
    } else if (app->search.state == SEARCH_RUNNING && app->search.deep) {
        draw_search(app, row);
    } else if (app->saving.state == SAVING_RUNNING) {
        draw_saving(app, row);
    } else if (screen->class->foot &&
               screen->class->foot(screen, &app->surface, surface_area(&app->surface), &note)) {
        return;
    } else if (said.size > 0) {
        bar_title(&app->surface, row, said, slice_of(NULL, 0));
        if (app->said_error)
            surface_light(&app->surface, row, ELEMENT_BAR_ERROR);
    } else {
        bar_keys(&app->surface, row, &app->keymap, screen->class->kind, app->depth == 1);
    }
}

void app_draw(struct app *app) {
    struct screen *screen = app_top(app);
    struct area area = surface_area(&app->surface);
    struct area foot = area_bottom(&area, 1), title = area_top(&area, 1);
    app->surface.cursor_shown = false;
    screen->class->draw(screen, &app->surface, area);
    if (title.rows)
        draw_title(app, title);
    if (foot.rows)
        draw_foot(app, foot);
    tty_show(app->tty, &app->surface, app->scheme);
}
