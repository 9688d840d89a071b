#include "ui/widgets/bar.h"

#include "base/text.h"
#include "base/words.h"

static size_t width_of(struct slice text) {
    struct writer plain = {0};
    return text_width(&plain, text);
}

void bar_title(struct surface *surface, struct area row, struct slice title, struct slice remark) {
    size_t right = width_of(remark), left = row.columns > 1 ? row.columns - 1 : 0;
    surface_fill(surface, row, ELEMENT_BAR);
    if (right > 0 && right + 4 < row.columns) {
        size_t column = row.column + row.columns - right - 1;
        (void)surface_text(surface, row.row, column, right, ELEMENT_BAR, remark);
        left = row.columns - right - 4;
    }
    struct writer cut = writer_to(WRITER_MEMORY);
    cut.ascii = surface->ascii;
    (void)text_fit(&cut, title, left);
    (void)surface_text(surface, row.row, row.column + 1, left, ELEMENT_BAR_NAME,
                       buffer_slice(&cut.buffer));
    writer_free(&cut);
}

void bar_progress(struct surface *surface, struct area row, uint64_t done, uint64_t whole) {
    if (whole == 0 || row.columns == 0)
        return;
    double share = (double)(done < whole ? done : whole) / (double)whole;
    size_t columns = (size_t)(share * (double)row.columns);
    surface_light(surface, (struct area){row.row, row.column, 1, columns}, ELEMENT_BAR_DONE);
}

/* Where the words of the keys stand: those of the screen's actions that have one, as many as there
 * is room for, and help at the right. */
struct key_bar {
    const struct keymap *keymap;
    enum screen_kind kind;
    bool first;      /* of the screens: none is behind it */
    struct area row; /* what is left of it */
    size_t next;     /* action */
};

struct key_word {
    enum action action;
    size_t column, columns;
};

/* What the action does there, in a word. */
static struct slice name_of(const struct key_bar *bar, enum action action) {
    bool out = bar->first && action == ACTION_back;
    return slice_string(out ? _("quit") : _(action_facts[action].foot));
}

static size_t word_columns(const struct key_bar *bar, enum action action) {
    struct writer key = writer_to(WRITER_MEMORY);
    uint32_t stroke = keymap_first_key(bar->keymap, action, bar->kind);
    stroke_write(&key, stroke);
    size_t columns = width_of(buffer_slice(&key.buffer)) + 1 + width_of(name_of(bar, action));
    writer_free(&key);
    return stroke == STROKE_NONE ? SIZE_MAX : columns;
}

/* The next word that has room; false after the last, which is help. */
static bool next_word(struct key_bar *bar, struct key_word *word) {
    enum { EDGE = 1, GAP = 2, HELP = 7 };
    if (bar->next == 0) {
        (void)area_right(&bar->row, HELP + GAP);
        bar->row.column += EDGE;
        bar->row.columns -= bar->row.columns ? EDGE : 0;
    }
    for (; bar->next < ACTIONS; bar->next++) {
        enum action action = (enum action)bar->next;
        const struct action_fact *fact = &action_facts[action];
        if (!(fact->screens & bar->kind) || !fact->foot || action == ACTION_help)
            continue;
        size_t columns = word_columns(bar, action);
        if (columns > bar->row.columns)
            continue;
        *word = (struct key_word){action, bar->row.column, columns};
        size_t taken = columns + GAP < bar->row.columns ? columns + GAP : bar->row.columns;
        bar->row.column += taken;
        bar->row.columns -= taken;
        bar->next++;
        return true;
    }
    return false;
}

/* At the right edge; false: there is no room. */
static bool help_word(const struct key_bar *bar, struct area row, struct key_word *word) {
    enum { HELP = 7 };
    size_t columns = word_columns(bar, ACTION_help);
    *word = (struct key_word){ACTION_help, row.column + row.columns - HELP, columns};
    return columns <= HELP && row.columns >= HELP;
}

static void draw_word(struct surface *surface, const struct key_bar *bar, size_t row,
                      const struct key_word *word) {
    struct writer key = writer_to(WRITER_MEMORY);
    stroke_write(&key, keymap_first_key(bar->keymap, word->action, bar->kind));
    size_t used = surface_text(surface, row, word->column, word->columns, ELEMENT_BAR_KEY,
                               buffer_slice(&key.buffer));
    (void)surface_text(surface, row, word->column + used + 1, word->columns, ELEMENT_BAR,
                       name_of(bar, word->action));
    writer_free(&key);
}

void bar_keys(struct surface *surface, struct area row, const struct keymap *keymap,
              enum screen_kind kind, bool first) {
    struct key_bar bar = {keymap, kind, first, row, 0};
    struct key_word word;
    surface_fill(surface, row, ELEMENT_BAR);
    while (next_word(&bar, &word))
        draw_word(surface, &bar, row.row, &word);
    if (help_word(&bar, row, &word))
        draw_word(surface, &bar, row.row, &word);
}

enum action bar_action_at(struct area row, const struct keymap *keymap, enum screen_kind kind,
                          bool first, size_t column) {
    struct key_bar bar = {keymap, kind, first, row, 0};
    struct key_word word;
    while (next_word(&bar, &word))
        if (column >= word.column && column - word.column < word.columns)
            return word.action;
    if (help_word(&bar, row, &word) && column >= word.column && column - word.column < word.columns)
        return ACTION_help;
    return ACTION_NONE;
}

void bar_rule(struct surface *surface, struct area row, struct slice name, enum element element) {
    surface_rule(surface, row, ELEMENT_RULE);
    if (row.columns < 6 || name.size == 0)
        return;
    size_t room = row.columns - 4;
    surface_fill(surface, (struct area){row.row, row.column + 1, 1, 1}, ELEMENT_RULE);
    size_t used = surface_text(surface, row.row, row.column + 2, room, element, name);
    surface_fill(surface, (struct area){row.row, row.column + 2 + used, 1, 1}, ELEMENT_RULE);
}
