/* What screens ask of the app, and how it is drawn. */
#include "ui/app_inside.h"

#include <stdlib.h>

#include "index/clock.h"
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

struct slice app_search(const struct app *app) {
    return buffer_slice(&app->search.text);
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

void app_pop(struct app *app) {
    struct screen *screen = app_top(app);
    if (screen->class->close)
        screen->class->close(screen);
    free(screen->state);
    app->depth--;
    app->leave |= app->depth == 0;
    app->search.state = SEARCH_IDLE;
    prompt_cancel(&app->prompt);
    app->dirty = true;
}

struct screen *app_below(struct app *app) {
    return app->depth > 1 ? &app->stack[app->depth - 2] : NULL;
}

void app_open(struct app *app, const char *source) {
    struct error error = {0};
    if (!model_open(&app->model, &source, 1, &error)) {
        app_complain(app, &error);
        return;
    }
    view_reset(&app->view);
    (void)app_push(app, &sessions_screen, NULL);
}

/* ---- the foot line ---- */

void app_say(struct app *app, const char *sentence, const struct word *words, size_t count) {
    app->said.buffer.size = 0;
    app->said_error = false;
    words_write(&app->said, sentence, words, count);
    app->dirty = true;
}

void app_complain(struct app *app, const struct error *error) {
    const struct word words[] = {WORD("file", error->file), WORD("text", error->text)};
    app_say(app, error->file[0] ? _("{file}: {text}") : "{text}", words, 2);
    app->said_error = true;
}

void app_ask(struct app *app, const struct prompt_kind *kind, struct slice text) {
    prompt_begin(&app->prompt, kind, text);
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

/* How far reading has come, how many sessions there are, and how many are shown. */
static void write_remark(const struct app *app, struct writer *writer) {
    const struct model *model = &app->model;
    size_t all = model_count(model), shown = view_count(&app->view, model);
    if (!model->index)
        return;
    if (model->state == MODEL_READING)
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

static void draw_foot(struct app *app, struct area row) {
    struct slice said = buffer_slice(&app->said.buffer);
    if (app->prompt.kind) {
        prompt_draw(&app->prompt, &app->surface, row);
    } else if (said.size > 0) {
        bar_title(&app->surface, row, said, slice_of(NULL, 0));
        if (app->said_error)
            surface_light(&app->surface, row, ELEMENT_BAR_ERROR);
    } else {
        bar_keys(&app->surface, row, &app->keymap, app_top(app)->class->kind);
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
