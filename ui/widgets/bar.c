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

/* "Enter open", where there is room for it. Returns the columns it took, with the gap behind it. */
static size_t draw_key(struct surface *surface, struct area row, const struct keymap *keymap,
                       enum action action, enum screen_kind kind) {
    struct writer key = writer_to(WRITER_MEMORY);
    uint32_t stroke = keymap_first_key(keymap, action, kind);
    struct slice word = slice_string(_(action_facts[action].foot));
    stroke_write(&key, stroke);
    struct slice name = buffer_slice(&key.buffer);
    size_t left = width_of(name), needed = left + 1 + width_of(word);
    bool fits = stroke != STROKE_NONE && needed <= row.columns;
    if (fits) {
        (void)surface_text(surface, row.row, row.column, left, ELEMENT_BAR_KEY, name);
        (void)surface_text(surface, row.row, row.column + left + 1, needed, ELEMENT_BAR, word);
    }
    writer_free(&key);
    return fits ? needed + 2 : 0;
}

void bar_keys(struct surface *surface, struct area row, const struct keymap *keymap,
              enum screen_kind kind) {
    enum { EDGE = 1, GAP = 2, HELP = 7 };
    surface_fill(surface, row, ELEMENT_BAR);
    struct area help = area_right(&row, HELP);
    (void)draw_key(surface, help, keymap, ACTION_help, kind);
    (void)area_right(&row, GAP);
    row.column += EDGE;
    row.columns -= row.columns ? EDGE : 0;
    for (size_t i = 0; i < ACTIONS; i++) {
        if (!(action_facts[i].screens & kind) || !action_facts[i].foot || i == ACTION_help)
            continue;
        size_t taken = draw_key(surface, row, keymap, (enum action)i, kind);
        row.column += taken < row.columns ? taken : row.columns;
        row.columns -= taken < row.columns ? taken : row.columns;
    }
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
