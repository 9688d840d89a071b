/* input_line.h: one line of text that a person writes. */
#ifndef HELOISE_UI_WIDGETS_INPUT_LINE_H
#define HELOISE_UI_WIDGETS_INPUT_LINE_H

#include "base/buffer.h"
#include "ui/stroke.h"
#include "ui/surface.h"

/* Octets that a line may have; more are not taken. */
enum { INPUT_MOST = 4096 };

struct input_line {
    struct buffer text;   /* UTF-8 */
    size_t cursor;        /* octets before it */
    struct buffer killed; /* what ^Y brings back */
    bool killing;         /* the last key took text out: more goes to the same piece */
};

/* Replaces the text; the cursor stands at its end. */
void input_set(struct input_line *line, struct slice text);

/* Adds text at the cursor. */
void input_add(struct input_line *line, struct slice text);

/* Takes a key: a character, or one that edits as in GNU readline (arrows, Home, End, ^A ^E ^B ^F,
 * Alt with b f d and BS, ^U ^K ^W ^Y ^T, BS, Del ^D). False: it is none of these. */
bool input_stroke(struct input_line *line, uint32_t stroke);

/* Forgets what ^Y would bring back. */
void input_forget(struct input_line *line);

/* How it looks. */
struct input_look {
    struct slice label;          /* before it */
    enum element element;        /* of the text */
    enum element light;          /* over a part of it; NO_LIGHT: over none */
    size_t light_at, light_size; /* octets of the text; size 0: one column at that place */
    size_t hidden;               /* octets at the end of the text that are not to be seen */
};

/* Draws it after its label, scrolled so that the cursor is seen, and puts the terminal's cursor
 * there. */
void input_draw(const struct input_line *line, struct surface *surface, struct area row,
                const struct input_look *look);

static inline struct slice input_text(const struct input_line *line) {
    return buffer_slice(&line->text);
}

void input_free(struct input_line *line);

#endif
