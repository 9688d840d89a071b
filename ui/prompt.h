/* prompt.h: what the foot line asks for: a line of text, or yes or no. */
#ifndef HELOISE_UI_PROMPT_H
#define HELOISE_UI_PROMPT_H

#include "ui/screen.h"
#include "ui/widgets/input_line.h"

struct prompt_kind {
    const char *label; /* in front of the line: "/", ":"; a whole question where there is no line */
    bool question;     /* y means yes, every other key no */
    /* Takes the answer; of a question only yes. */
    void (*done)(struct screen *screen, struct slice text);
    /* What Tab adds to the text before the cursor; NULL: nothing is completed. Returns how many
     * ways to go on there are. */
    size_t (*complete)(struct screen *screen, struct slice text, struct writer *more);
    void (*typed)(struct screen *screen, struct slice text); /* after each key; NULL: nobody asks */
};

struct prompt {
    const struct prompt_kind *kind; /* NULL: nothing is asked */
    struct input_line line;
};

void prompt_begin(struct prompt *prompt, const struct prompt_kind *kind, struct slice text);

/* Takes a key for the screen on top. */
void prompt_stroke(struct prompt *prompt, struct screen *screen, uint32_t stroke);

void prompt_cancel(struct prompt *prompt);
void prompt_draw(const struct prompt *prompt, struct surface *surface, struct area row);
void prompt_free(struct prompt *prompt);

#endif
