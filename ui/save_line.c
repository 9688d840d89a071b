#include "ui/save_line.h"

#include <stdlib.h>
#include <unistd.h>

#include "ui/app_inside.h"
#include "ui/file_name.h"

/* Whether the screen shows one session. */
static bool is_of_one(const struct screen *screen) {
    return screen->class->kind == SCREEN_CONVERSATION || screen->class->kind == SCREEN_TALK;
}

/* Rows that are saved: how many, and with `rows` which. */
static size_t chosen_rows(struct screen *screen, size_t *rows) {
    struct app *app = screen->app;
    const struct view *view = &app->view;
    size_t count = 0, all = view_count(view, &app->model);
    if (is_of_one(screen)) {
        if (rows)
            rows[0] = view_row(view, view->chosen);
        return all > 0;
    }
    if (view->marks.count == 0) {
        for (size_t i = 0; i < all && rows; i++)
            rows[i] = view_row(view, i);
        return all;
    }
    for (size_t row = marks_next(&view->marks, 0); row != SIZE_MAX;
         row = marks_next(&view->marks, row + 1)) {
        if (rows)
            rows[count] = row;
        count++;
    }
    return count;
}

/* ---- while it is being written ---- */

static void write_what(struct screen *screen, struct writer *writer) {
    size_t count = chosen_rows(screen, NULL);
    bool marked = !is_of_one(screen) && screen->app->view.marks.count > 0;
    SAY(writer,
        marked ? P_("{count} marked session", "{count} marked sessions", count)
               : P_("{count} session", "{count} sessions", count),
        WORD_NUMBER("count", count));
}

static void judge(struct screen *screen, struct slice text, struct judgement *judgement) {
    enum save_format format = save_format_of(text);
    if (text.size == 0)
        return;
    judgement->verdict = format < SAVE_FORMATS ? LINE_GOOD : LINE_WRONG;
    judgement->at = text.size;
    write_what(screen, judgement->says);
    writer_string(judgement->says, ": ");
    if (format < SAVE_FORMATS) {
        writer_string(judgement->says, _(save_format_facts[format].what));
        return;
    }
    writer_string(judgement->says, _("the name has to end in"));
    for (size_t i = 0; i < SAVE_FORMATS; i++) {
        writer_put(judgement->says, ' ');
        writer_string(judgement->says, save_format_facts[i].ending);
    }
}

/* Before anything is written: what can be saved, and as what. */
static void hint(struct screen *screen, struct slice text, struct writer *writer) {
    if (text.size > 0)
        return;
    write_what(screen, writer);
    writer_string(writer, _(", by the end of the name:"));
    for (size_t i = 0; i < SAVE_FORMATS; i++) {
        writer_put(writer, ' ');
        writer_string(writer, save_format_facts[i].ending);
    }
}

static size_t complete(struct screen *screen, struct slice text, struct writer *more) {
    (void)screen;
    return file_name_complete(text, more);
}

/* ---- its answer ---- */

static void save(struct screen *screen) {
    struct app *app = screen->app;
    struct error error = {0};
    size_t count = chosen_rows(screen, NULL);
    size_t *rows = calloc(count + 1, sizeof *rows);
    if (!rows) {
        (void)error_memory(&error);
        app_complain(app, &error);
        return;
    }
    (void)chosen_rows(screen, rows);
    struct slice path = buffer_slice(&app->save_path);
    path.size -= path.size > 0; /* its NUL */
    if (!saving_begin(&app->saving, &app->model, rows, count, path, &error))
        app_complain(app, &error);
}

static void write_over(struct screen *screen, struct slice text) {
    (void)text;
    save(screen);
}

static const struct prompt_kind question = {
    .label = N_("The file is there. Write over it? (y, n) "), .question = true, .done = write_over};

static void take(struct screen *screen, struct slice text) {
    struct app *app = screen->app;
    if (text.size == 0)
        return;
    app->save_path.size = 0;
    app_write_path(&app->save_path, text);
    if (app->save_path.size > 0 && access((const char *)app->save_path.data, F_OK) == 0)
        app_ask(app, &question, slice_of(NULL, 0));
    else
        save(screen);
}

void save_line_ask(struct screen *screen) {
    static const struct prompt_kind line = {
        .label = N_("save as "),
        .done = take,
        .complete = complete,
        .judge = judge,
        .hint = hint,
    };
    if (chosen_rows(screen, NULL) == 0)
        app_say(screen->app, _("there is no session to save"), NULL, 0);
    else
        app_ask(screen->app, &line, slice_of(NULL, 0));
}
