#include "ui/command_line.h"

#include "ui/app_inside.h"
#include "ui/candidates.h"
#include "ui/config.h"
#include "ui/file_name.h"

/* ---- what can stand where ---- */

/* What the word under the cursor is one of. */
struct choice {
    struct candidates words;
    struct slice beginning;
    enum screen_kind kind;
    const char *values;
    bool file;
};

static bool action_word(const void *context, size_t n, struct slice *word) {
    static const char *const more[] = {"set", "bind"};
    const struct choice *choice = context;
    for (size_t i = 0; i < ACTIONS; i++)
        if (action_facts[i].screens & choice->kind && n-- == 0) {
            *word = slice_string(action_facts[i].name);
            return true;
        }
    if (n >= sizeof more / sizeof *more)
        return false;
    *word = slice_string(more[n]);
    return true;
}

static bool setting_word(const void *context, size_t n, struct slice *word) {
    (void)context;
    if (n < SETTINGS)
        *word = slice_string(setting_facts[n].name);
    return n < SETTINGS;
}

static bool value_word(const void *context, size_t n, struct slice *word) {
    const struct choice *choice = context;
    struct slice rest = slice_string(choice->values);
    do
        *word = slice_word(&rest);
    while (n-- > 0);
    return word->size > 0;
}

static bool column_word(const void *context, size_t n, struct slice *word) {
    (void)context;
    if (n < LIST_COLUMNS)
        *word = slice_string(list_columns[n].name);
    return n < LIST_COLUMNS;
}

static bool pane_word(const void *context, size_t n, struct slice *word) {
    (void)context;
    *word = slice_string(n < ASPECTS ? aspect_name((enum aspect)n) : "none");
    return n <= ASPECTS;
}

static bool screen_word(const void *context, size_t n, struct slice *word) {
    size_t at = n;
    (void)context;
    return screen_kinds_name(n ? ~0U : SCREEN_ALL, &at, word);
}

static bool nothing(const void *context, size_t n, struct slice *word) {
    (void)context;
    (void)n;
    (void)word;
    return false;
}

static void choose_setting(struct choice *choice, struct slice name) {
    enum setting setting = setting_find(name);
    bool columns = setting == SETTING_columns || setting == SETTING_sort;
    choice->values = setting < SETTINGS ? setting_facts[setting].values : "";
    choice->words.word = columns ? column_word : setting == SETTING_panes ? pane_word : value_word;
}

/* `words`: those before the one that is being written. */
static void choose(struct choice *choice, const struct slice *words, size_t count) {
    bool set = count > 0 && slice_equal(words[0], SLICE("set")),
         bind = count > 0 && slice_equal(words[0], SLICE("bind"));
    choice->words.hyphens = true;
    choice->words.word = nothing;
    if (count == 0 || (bind && count == 3))
        choice->words.word = action_word;
    else if (set && count == 1)
        choice->words.word = setting_word;
    else if (set)
        choose_setting(choice, words[1]);
    else if (bind && count == 1)
        choice->words.word = screen_word;
    choice->file = count == 1 && action_find(words[0]) == ACTION_open_file;
}

static struct choice choice_at(struct screen *screen, struct slice text) {
    enum { WORDS = 4 };
    struct choice choice = {.kind = screen->class->kind};
    struct slice words[WORDS], rest = text;
    size_t count = 0, start = text.size;
    while (start > 0 && !octet_is_blank(text.data[start - 1]))
        start--;
    choice.beginning = slice_from(text, start);
    rest.size = start;
    while (count < WORDS && (words[count] = slice_word(&rest)).size > 0)
        count++;
    choose(&choice, words, count);
    return choice;
}

static size_t complete(struct screen *screen, struct slice text, struct writer *more) {
    struct choice choice = choice_at(screen, text);
    choice.words.context = &choice;
    return choice.file ? file_name_complete(choice.beginning, more)
                       : candidates_complete(&choice.words, choice.beginning, more);
}

/* Where one action alone is meant, what it does. */
static void hint(struct screen *screen, struct slice text, struct writer *writer) {
    struct choice choice = choice_at(screen, text);
    enum action action = action_find(choice.beginning);
    choice.words.context = &choice;
    if (choice.words.word == action_word && action != ACTION_NONE)
        writer_string(writer, _(action_facts[action].help));
    else
        candidates_hint(&choice.words, choice.beginning, writer);
}

/* ---- doing it ---- */

static void take_config_line(struct app *app, struct slice text) {
    struct error error = {0};
    bool set = slice_starts(text, SLICE("set "));
    if (!config_take(app, text, &error)) {
        app_complain(app, &error);
        return;
    }
    if (set) /* what is set is looked at when it is to be kept */
        return;
    writer_add(&app->taken, text);
    writer_put(&app->taken, '\n');
}

static void filter_by(struct app *app, struct slice text) {
    struct error error = {0};
    struct filter_place place;
    struct filter *filter = filter_new(text, &place, &error);
    filter_free(filter);
    if (filter || !view_wants_language(text))
        view_filter(&app->view, text);
    else
        app_complain(app, &error);
}

/* An action with what it is to work on. */
static bool act_on(struct app *app, enum action action, struct slice text) {
    if (action == ACTION_open_file)
        app_open_named(app, text);
    else if (action == ACTION_filter)
        filter_by(app, text);
    else if (action == ACTION_search)
        app_search_for(app, text);
    else
        return false;
    return true;
}

static void do_command(struct screen *screen, struct slice text) {
    struct app *app = screen->app;
    struct slice rest = slice_trim(text);
    if (rest.size == 0)
        return;
    if (config_line(rest)) {
        take_config_line(app, rest);
        return;
    }
    const struct slice name = slice_word(&rest);
    rest = slice_trim(rest);
    enum action action = action_find(name);
    if (action == ACTION_NONE)
        app_say(app, _("no action is called '{name}' (Tab completes)"), &WORD_SLICE("name", name),
                1);
    else if (!(action_facts[action].screens & screen->class->kind))
        app_say(app, _("'{name}' does nothing on this screen"), &WORD_SLICE("name", name), 1);
    else if (rest.size == 0)
        app_act(app, action);
    else if (!act_on(app, action, rest))
        app_say(app, _("'{name}' takes nothing behind it"), &WORD_SLICE("name", name), 1);
}

void app_command(struct app *app, struct slice line) {
    do_command(app_top(app), line);
}

void command_line_ask(struct app *app) {
    static const struct prompt_kind line = {
        .label = ":",
        .done = do_command,
        .complete = complete,
        .hint = hint,
        .remembered = true,
        .history = HISTORY_COMMANDS,
    };
    app_ask(app, &line, slice_of(NULL, 0));
}
