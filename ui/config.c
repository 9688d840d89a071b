#include "ui/config.h"

#include <stdio.h>

#include "base/text.h"
#include "report/whole_file.h"
#include "ui/app_inside.h"
#include "ui/xdg.h"

enum { FILE_MOST = 1024 * 1024 };

/* ---- one line ---- */

static bool take_set(struct app *app, struct slice rest, struct error *error) {
    struct slice name = slice_word(&rest);
    enum setting setting = setting_find(name);
    if (setting < SETTINGS)
        return setting_set(app, setting, slice_trim(rest), error);
    return error_set(error, ERROR_USAGE, _("nothing that can be set is called '%.*s'"),
                     (int)(name.size < 40 ? name.size : 40), (const char *)name.data);
}

static bool take_bind(struct app *app, struct slice rest, struct error *error) {
    struct slice screen = slice_word(&rest), key = slice_word(&rest), name = slice_word(&rest);
    unsigned screens = screen_kinds_find(screen);
    uint32_t stroke = stroke_parse(key);
    enum action action = action_find(name);
    if (screens == 0)
        return error_set(error, ERROR_USAGE, _("no screen is called '%.*s'"),
                         (int)(screen.size < 40 ? screen.size : 40), (const char *)screen.data);
    if (stroke == STROKE_NONE)
        return error_set(error, ERROR_USAGE, _("no key is called '%.*s'"),
                         (int)(key.size < 40 ? key.size : 40), (const char *)key.data);
    if (action == ACTION_NONE && !slice_equal(name, SLICE("none")))
        return error_set(error, ERROR_USAGE, _("no action is called '%.*s'"),
                         (int)(name.size < 40 ? name.size : 40), (const char *)name.data);
    if (keymap_bind(&app->keymap, screens, stroke, action))
        return true;
    return error_set(error, ERROR_USAGE, _("that action does nothing on that screen"));
}

static bool take_filter(struct app *app, struct slice rest, struct error *error) {
    struct slice name = slice_from(slice_word(&rest), 1), text = slice_trim(rest);
    struct filter_place place;
    if (name.size == 0)
        return error_set(error, ERROR_USAGE, _("a saved filter has a name behind its @"));
    struct filter *filter = filter_new(text, &place, error);
    filter_free(filter);
    if (!filter)
        return false;
    return saved_put(&app->saved, name, text) ||
           error_set(error, ERROR_USAGE, _("there are too many saved filters"));
}

static const struct {
    const char *word;
    size_t key_words; /* so many words say what the line is about */
    bool (*take)(struct app *app, struct slice rest, struct error *error);
} lines[] = {
    {"set", 2, take_set},
    {"bind", 3, take_bind},
    {"filter", 2, take_filter},
};

enum { LINES = sizeof lines / sizeof *lines };

/* Which kind of line it is; LINES: none. `rest`: what stands behind its first word. */
static size_t kind_of(struct slice line, struct slice *rest) {
    *rest = line;
    struct slice word = slice_word(rest);
    size_t kind = 0;
    while (kind < LINES && !slice_equal(word, slice_string(lines[kind].word)))
        kind++;
    return kind;
}

bool config_line(struct slice line) {
    struct slice rest;
    size_t kind = kind_of(line, &rest);
    if (kind < LINES && lines[kind].take == take_filter) /* else it is the action of this name */
        return slice_starts(slice_trim(rest), SLICE("@"));
    return kind < LINES;
}

static bool steers(struct slice line) {
    for (size_t i = 0; i < line.size; i++)
        if ((line.data[i] < 0x20 && line.data[i] != '\t') || line.data[i] == 0x7f)
            return true;
    return !text_valid(line);
}

bool config_take(struct app *app, struct slice line, struct error *error) {
    struct slice rest, word = line;
    size_t kind = kind_of(line, &rest);
    if (steers(line))
        return error_set(error, ERROR_USAGE, _("the line holds what is no text"));
    if (kind < LINES)
        return lines[kind].take(app, rest, error);
    word = slice_word(&word);
    return error_set(error, ERROR_USAGE,
                     _("a line begins with set, bind or filter, not with '%.*s'"),
                     (int)(word.size < 40 ? word.size : 40), (const char *)word.data);
}

/* ---- the file ---- */

/* Takes the next line off `rest`, without its end. */
static struct slice next_line(struct slice *rest) {
    struct slice line = slice_first(*rest, slice_find(*rest, '\n'));
    *rest = slice_from(*rest, line.size + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

static bool says_something(struct slice line) {
    line = slice_trim(line);
    return line.size > 0 && line.data[0] != '#';
}

static void remember(struct app *app) {
    for (size_t i = 0; i < SETTINGS; i++) {
        app->before[i].buffer.size = 0;
        setting_write(app, (enum setting)i, &app->before[i]);
    }
}

size_t config_read(struct app *app, struct error *error) {
    char path[XDG_PATH];
    struct buffer text = {0};
    struct error unread = {0};
    size_t wrong = 0, number = 0;
    bool absent = false;
    if (xdg_path(XDG_CONFIG, "config", path) &&
        !whole_file_read(path, FILE_MOST, &text, &absent, &unread) && !absent) {
        *error = unread;
        wrong++;
    }
    for (struct slice rest = buffer_slice(&text); rest.size > 0;) {
        struct slice line = next_line(&rest);
        struct error why = {0};
        number++;
        if (!says_something(line) || config_take(app, slice_trim(line), &why))
            continue;
        if (wrong++ > 0)
            continue;
        *error = why;
        (void)snprintf(error->file, sizeof error->file, "%.240s:%zu", path, number);
    }
    buffer_free(&text);
    remember(app);
    return wrong;
}

/* ---- keeping ---- */

/* Whether both lines say something about the same thing. */
static bool same_subject(struct slice a, struct slice b) {
    struct slice rest;
    size_t kind = kind_of(a, &rest);
    if (kind == LINES)
        return false;
    for (size_t i = 0; i < lines[kind].key_words; i++)
        if (!slice_equal(slice_word(&a), slice_word(&b)))
            return false;
    return true;
}

/* Puts the line in the place of the last one of the same subject, else at the end. */
static void put_line(struct writer *text, struct slice line) {
    struct buffer before = text->buffer;
    struct slice rest = buffer_slice(&before), found = {NULL, 0};
    text->buffer = (struct buffer){0};
    while (rest.size > 0) {
        struct slice here = next_line(&rest);
        if (same_subject(line, here))
            found = here;
    }
    for (rest = buffer_slice(&before); rest.size > 0;) {
        struct slice here = next_line(&rest);
        writer_add(text, found.data && here.data == found.data ? line : here);
        writer_put(text, '\n');
    }
    if (!found.data) {
        writer_add(text, line);
        writer_put(text, '\n');
    }
    buffer_free(&before);
}

static void put_settings(struct app *app, struct writer *text) {
    struct writer line = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < SETTINGS; i++) {
        line.buffer.size = 0;
        writer_string(&line, "set ");
        writer_string(&line, setting_facts[i].name);
        writer_string(&line, " ");
        size_t name = line.buffer.size;
        setting_write(app, (enum setting)i, &line);
        struct slice whole = buffer_slice(&line.buffer);
        if (!slice_equal(slice_from(whole, name), buffer_slice(&app->before[i].buffer)))
            put_line(text, whole);
    }
    writer_free(&line);
}

bool config_keep(struct app *app, struct error *error) {
    char path[XDG_PATH];
    struct writer text = writer_to(WRITER_MEMORY);
    bool absent = false;
    if (!xdg_path(XDG_CONFIG, "config", path))
        return error_set(error, ERROR_CREATE, _("there is no home to keep settings in"));
    bool good = whole_file_read(path, FILE_MOST, &text.buffer, &absent, error) || absent;
    if (good) {
        *error = (struct error){0};
        put_settings(app, &text);
        for (struct slice rest = buffer_slice(&app->taken.buffer); rest.size > 0;)
            put_line(&text, next_line(&rest));
        good =
            !text.cause ? xdg_write(path, buffer_slice(&text.buffer), error) : error_memory(error);
    }
    writer_free(&text);
    if (!good)
        return false;
    app->taken.buffer.size = 0;
    remember(app);
    return true;
}

/* ---- printing ---- */

static void dump_bindings(const struct app *app, struct writer *writer) {
    const struct keymap *keymap = &app->keymap;
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        struct slice name;
        for (size_t n = 0; screen_kinds_name(binding->screens, &n, &name);) {
            writer_string(writer, "bind ");
            writer_add(writer, name);
            writer_put(writer, ' ');
            stroke_write(writer, binding->stroke);
            writer_put(writer, ' ');
            if (binding->action == ACTION_NONE)
                writer_string(writer, "none");
            else
                action_write_name(binding->action, writer);
            writer_put(writer, '\n');
        }
    }
}

void config_dump(const struct app *app, struct writer *writer) {
    for (size_t i = 0; i < SETTINGS; i++) {
        SAY(writer, i ? _("\n# {help}\n") : _("# {help}\n"),
            WORD("help", _(setting_facts[i].help)));
        if (setting_facts[i].values[0])
            SAY(writer, "# {values}\n", WORD("values", setting_facts[i].values));
        writer_string(writer, "set ");
        writer_string(writer, setting_facts[i].name);
        writer_put(writer, ' ');
        setting_write(app, (enum setting)i, writer);
        writer_put(writer, '\n');
    }
    writer_string(writer, app->saved.count ? "\n" : "");
    for (size_t i = 0; i < app->saved.count; i++) {
        writer_string(writer, "filter @");
        writer_add(writer, buffer_slice(&app->saved.lines[i].name));
        writer_put(writer, ' ');
        writer_add(writer, buffer_slice(&app->saved.lines[i].text));
        writer_put(writer, '\n');
    }
    writer_put(writer, '\n');
    dump_bindings(app, writer);
}
