#include "ui/settings.h"

#include "ui/app_inside.h"

const struct setting_fact setting_facts[SETTINGS] = {
#define SETTING(name, values, help) {#name, values, help},
#include "ui/setting.def"
#undef SETTING
};

enum setting setting_find(struct slice name) {
    for (size_t i = 0; i < SETTINGS; i++)
        if (slice_equal(slice_string(setting_facts[i].name), name))
            return (enum setting)i;
    return SETTINGS;
}

/* ---- values ---- */

/* Place of the word in a list of words; SIZE_MAX: it is none of them. */
static size_t word_place(const char *words, struct slice value) {
    struct slice rest = slice_string(words), word;
    for (size_t i = 0; (word = slice_word(&rest)).size > 0; i++)
        if (slice_equal(word, value))
            return i;
    return SIZE_MAX;
}

static void write_word(const char *words, size_t place, struct writer *writer) {
    struct slice rest = slice_string(words), word = {NULL, 0};
    for (size_t i = 0; i <= place; i++)
        word = slice_word(&rest);
    writer_add(writer, word);
}

static bool is_yes(struct slice value) {
    return slice_equal(value, SLICE("yes"));
}

/* The words of a setting stand in the order of what they mean, here and below. */
static size_t choice_of(enum setting setting, struct slice value) {
    return word_place(setting_facts[setting].values, value);
}

/* ---- each setting ---- */

static bool set_theme(struct app *app, struct slice value) {
    size_t choice = choice_of(SETTING_theme, value);
    app->theme = choice > 0 ? (enum scheme)(choice - 1) : SCHEMES;
    app_choose_scheme(app);
    return true;
}

static void write_theme(const struct app *app, struct writer *writer) {
    write_word(setting_facts[SETTING_theme].values, app->theme < SCHEMES ? app->theme + 1U : 0,
               writer);
}

/* "client:21": a column and its width. */
static bool read_column(struct slice word, struct column_choice *choice) {
    size_t colon = slice_find(word, ':');
    uint64_t width = 0;
    choice->column = column_find(slice_first(word, colon));
    if (colon != SLICE_NONE && !slice_number(slice_from(word, colon + 1), COLUMN_WIDEST, &width))
        return false;
    choice->width = (size_t)width;
    return choice->column < LIST_COLUMNS &&
           (list_columns[choice->column].in & (IN_SESSIONS | IN_SOURCES | IN_FINDINGS)) != 0;
}

static bool set_columns(struct app *app, struct slice value) {
    struct column_choice choices[LIST_COLUMNS];
    struct slice rest = value, word;
    size_t count = 0;
    if (!slice_equal(value, SLICE("auto")))
        while ((word = slice_word(&rest)).size > 0)
            if (count == LIST_COLUMNS || !read_column(word, &choices[count++]))
                return false;
    if (count > 0)
        memcpy(app->view.columns, choices, count * sizeof *choices);
    app->view.column_count = count;
    return true;
}

static void write_columns(const struct app *app, struct writer *writer) {
    const struct view *view = &app->view;
    if (view->column_count == 0)
        writer_string(writer, "auto");
    for (size_t i = 0; i < view->column_count; i++) {
        writer_string(writer, i ? " " : "");
        writer_string(writer, list_columns[view->columns[i].column].name);
        if (view->columns[i].width == 0)
            continue;
        writer_put(writer, ':');
        writer_number(writer, view->columns[i].width, 1);
    }
}

static bool set_sort(struct app *app, struct slice value) {
    struct arrangement arrangement = app->view.arrangement;
    arrangement.reversed = value.size > 0 && value.data[0] == '-';
    arrangement.column = column_find(slice_from(value, arrangement.reversed));
    if (arrangement.column == LIST_COLUMNS &&
        !slice_equal(slice_from(value, arrangement.reversed), SLICE("none")))
        return false;
    view_arrange(&app->view, arrangement);
    return true;
}

static void write_sort(const struct app *app, struct writer *writer) {
    const struct arrangement *arrangement = &app->view.arrangement;
    writer_string(writer, arrangement->reversed ? "-" : "");
    writer_string(writer, arrangement->column < LIST_COLUMNS
                              ? list_columns[arrangement->column].name
                              : "none");
}

static bool set_group(struct app *app, struct slice value) {
    struct arrangement arrangement = app->view.arrangement;
    arrangement.grouped = is_yes(value);
    view_arrange(&app->view, arrangement);
    return true;
}

static void write_yes(bool yes, struct writer *writer) {
    writer_string(writer, yes ? "yes" : "no");
}

static void write_group(const struct app *app, struct writer *writer) {
    write_yes(app->view.arrangement.grouped, writer);
}

static bool set_time(struct app *app, struct slice value) {
    app->model.report.time = (enum time_format)choice_of(SETTING_time, value);
    return true;
}

static void write_time(const struct app *app, struct writer *writer) {
    write_word(setting_facts[SETTING_time].values, app->model.report.time, writer);
}

static bool set_depth(struct app *app, struct slice value) {
    app->model.depth = (enum explain_depth)choice_of(SETTING_depth, value);
    return true;
}

static void write_depth(const struct app *app, struct writer *writer) {
    writer_string(writer, explain_depth_name(app->model.depth));
}

static bool set_wrap(struct app *app, struct slice value) {
    app->model.wrap = is_yes(value);
    return true;
}

static void write_wrap(const struct app *app, struct writer *writer) {
    write_yes(app->model.wrap, writer);
}

static bool set_view(struct app *app, struct slice value) {
    app->model.ladder = choice_of(SETTING_view, value) > 0;
    return true;
}

static void write_view(const struct app *app, struct writer *writer) {
    write_word(setting_facts[SETTING_view].values, app->model.ladder, writer);
}

/* The latest is shown above all others, and is named last. */
static bool set_panes(struct app *app, struct slice value) {
    struct beside beside = {.share = app->model.beside.share};
    struct slice rest = value, word;
    bool none = slice_equal(value, SLICE("none"));
    if (value.size == 0)
        return false;
    while (!none && (word = slice_word(&rest)).size > 0) {
        enum aspect aspect = aspect_find(word);
        if (aspect == ASPECT_NONE)
            return false;
        beside_turn(&beside, aspect, false);
    }
    app->model.beside = beside;
    return true;
}

static void write_panes(const struct app *app, struct writer *writer) {
    const struct beside *beside = &app->model.beside;
    if (beside->count == 0)
        writer_string(writer, "none");
    for (size_t i = 0; i < beside->count; i++) {
        writer_string(writer, i ? " " : "");
        writer_string(writer, aspect_name(beside->shown[i]));
    }
}

static bool set_share(struct app *app, struct slice value) {
    uint64_t share;
    if (!slice_number(value, BESIDE_SHARE_MOST, &share) || share < BESIDE_SHARE_LEAST)
        return false;
    app->model.beside.share = (unsigned)share;
    return true;
}

static void write_share(const struct app *app, struct writer *writer) {
    writer_number(writer, app->model.beside.share, 1);
}

static bool set_mouse(struct app *app, struct slice value) {
    app->mouse = is_yes(value);
    if (app->tty)
        tty_listen_to_mouse(app->tty, app->mouse);
    return true;
}

static void write_mouse(const struct app *app, struct writer *writer) {
    write_yes(app->mouse, writer);
}

static bool set_history(struct app *app, struct slice value) {
    for (size_t i = 0; i < HISTORIES; i++)
        app->histories[i].kept = is_yes(value);
    return true;
}

static void write_history(const struct app *app, struct writer *writer) {
    write_yes(app->histories[0].kept, writer);
}

/* ---- all of them ---- */

static const struct {
    bool (*set)(struct app *app, struct slice value);
    void (*write)(const struct app *app, struct writer *writer);
} functions[SETTINGS] = {
#define SETTING(name, values, help) {set_##name, write_##name},
#include "ui/setting.def"
#undef SETTING
};

bool setting_set(struct app *app, enum setting setting, struct slice value, struct error *error) {
    const struct setting_fact *fact = &setting_facts[setting];
    bool words = fact->values[0] != '\0';
    if ((!words || word_place(fact->values, value) != SIZE_MAX) &&
        functions[setting].set(app, value)) {
        app_changed(app);
        return true;
    }
    int size = (int)(value.size < 40 ? value.size : 40);
    if (!words)
        return error_set(error, ERROR_USAGE, _("'%.*s' is no value of '%s': %s"), size,
                         (const char *)value.data, fact->name, _(fact->help));
    return error_set(error, ERROR_USAGE, _("%s takes %s, not '%.*s'"), fact->name, fact->values,
                     size, (const char *)value.data);
}

void setting_write(const struct app *app, enum setting setting, struct writer *writer) {
    functions[setting].write(app, writer);
}
