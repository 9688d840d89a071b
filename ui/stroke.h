/* stroke.h: one stroke of a key: a character, a control character, or a key with a name. */
#ifndef HELOISE_UI_STROKE_H
#define HELOISE_UI_STROKE_H

#include "base/writer.h"

/* Characters are their code point; the keys of the table lie past Unicode. */
enum {
    STROKE_NONE = 0,
    STROKE_TAB = 0x09,
    STROKE_ENTER = 0x0d,
    STROKE_ESCAPE = 0x1b,
    STROKE_SPACE = 0x20,
    STROKE_BACKSPACE = 0x7f,
    STROKE_BEFORE_NAMED = 0x110000,
#define STROKE(name, written) STROKE_##name,
#include "ui/stroke.def"
#undef STROKE
    STROKE_AFTER_NAMED
};

/* The stroke of Ctrl and a letter. */
#define STROKE_CONTROL(letter) ((uint32_t)(letter)&0x1fU)

/* The stroke of Alt and a character; and which that is. */
#define STROKE_ALT(character) (0x200000U | (uint32_t)(character))
#define STROKE_ALT_OF(stroke) ((stroke)&0x1fffffU)

static inline bool stroke_is_alt(uint32_t stroke) {
    return (stroke & 0x200000U) != 0;
}

/* Whether it comes from a mouse: where that was, tty_mouse() tells. */
static inline bool stroke_is_mouse(uint32_t stroke) {
    return stroke >= STROKE_CLICK && stroke <= STROKE_WHEEL_DOWN;
}

/* Whether it writes a character: what an input line takes. */
bool stroke_is_text(uint32_t stroke);

/* Reads one name as the tables have it: "j", "Enter", "^F", "PgUp". STROKE_NONE: there is none. */
uint32_t stroke_parse(struct slice name);

/* Writes a character as UTF-8 (RFC 3629 3). */
void stroke_character(struct writer *writer, uint32_t character);

/* Writes that name. */
void stroke_write(struct writer *writer, uint32_t stroke);

#endif
