#include "ui/stroke.h"

#include "base/text.h"

static const struct {
    uint32_t stroke;
    const char *written;
} names[] = {
    {STROKE_TAB, "Tab"},     {STROKE_ENTER, "Enter"},  {STROKE_ESCAPE, "Esc"},
    {STROKE_SPACE, "Space"}, {STROKE_BACKSPACE, "BS"},
#define STROKE(name, written) {STROKE_##name, written},
#include "ui/stroke.def"
#undef STROKE
};

enum { NAMES = sizeof names / sizeof *names, CONTROLS = 0x20 };

bool stroke_is_text(uint32_t stroke) {
    return stroke >= STROKE_SPACE && stroke < STROKE_BEFORE_NAMED && stroke != STROKE_BACKSPACE &&
           !character_hidden(stroke);
}

uint32_t stroke_parse(struct slice name) {
    uint32_t character;
    for (size_t i = 0; i < NAMES; i++)
        if (slice_equal(name, slice_string(names[i].written)))
            return names[i].stroke;
    if (name.size == 2 && name.data[0] == '^' && octet_is_alpha(name.data[1]))
        return STROKE_CONTROL(name.data[1]);
    bool valid = name.size > 0 && text_next(&name, &character) && name.size == 0;
    return valid && stroke_is_text(character) ? character : STROKE_NONE;
}

void stroke_character(struct writer *writer, uint32_t character) {
    if (character < 0x80) {
        writer_put(writer, (char)character);
        return;
    }
    unsigned more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    writer_put(writer, (char)((0xff00U >> (more + 1) & 0xffU) | character >> (6 * more)));
    while (more-- > 0)
        writer_put(writer, (char)(0x80U | (character >> (6 * more) & 0x3fU)));
}

void stroke_write(struct writer *writer, uint32_t stroke) {
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].stroke != stroke)
            continue;
        writer_string(writer, names[i].written);
        return;
    }
    if (stroke < CONTROLS) {
        writer_put(writer, '^');
        stroke += '@';
    }
    stroke_character(writer, stroke);
}
