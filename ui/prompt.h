/* prompt.h: what the foot line asks for: a line of text, or yes or no.
 *
 * While a line is written it may be judged, which its colour and a mark before it tell; what can
 * follow, or what is wrong, stands in the row above it. */
#ifndef HELOISE_UI_PROMPT_H
#define HELOISE_UI_PROMPT_H

#include "base/writer.h"
#include "ui/history.h"
#include "ui/screen.h"
#include "ui/widgets/input_line.h"

enum verdict_of_line {
    LINE_UNJUDGED,
    LINE_GOOD,
    LINE_OTHER, /* it is not what was meant first, and can be taken all the same */
    LINE_WRONG, /* it is not taken */
};

struct judgement {
    enum verdict_of_line verdict;
    size_t at, size;     /* what is wrong, in octets of the line; size 0: its end */
    struct writer *says; /* what there is to say about it is written here */
};

struct prompt_kind {
    const char *label; /* in front of the line: "/", ":"; a whole question where there is no line */
    bool question;     /* y means yes, every other key no */
    /* Takes the answer; of a question only yes. */
    void (*done)(struct screen *screen, struct slice text);
    /* What Tab adds to the text before the cursor; NULL: nothing is completed. Returns how many
     * ways to go on there are. */
    size_t (*complete)(struct screen *screen, struct slice text, struct writer *more);
    void (*typed)(struct screen *screen, struct slice text); /* after each key; NULL: nobody asks */
    /* Judges the line; NULL: nobody does. */
    void (*judge)(struct screen *screen, struct slice text, struct judgement *judgement);
    /* What can follow the text before the cursor, for the row above; NULL: nothing is told. */
    void (*hint)(struct screen *screen, struct slice text, struct writer *hint);
    bool remembered; /* in the history of this kind: */
    enum history_kind history;
    bool done_remembers; /* done() adds to it, and not the prompt */
    bool stays;          /* a BS with nothing left does not end it */
    bool hidden;         /* a password: what is written is not to be seen */
    /* Where a secret begins that is not to be seen; SIZE_MAX: nowhere. NULL: always nowhere. */
    size_t (*secret)(struct screen *screen, struct slice text);
};

struct prompt {
    const struct prompt_kind *kind; /* NULL: nothing is asked */
    struct input_line line;
    struct history *history; /* NULL: there is none */
    size_t back;             /* lines of it that were gone back; 0: the line is new */
    struct buffer draft;     /* the new line, while older ones are looked at */
    bool insisted;           /* Enter was struck and the line was wrong */
    bool seeking;            /* keys go to `sought`, a piece of the line in the history (^R) */
    struct buffer sought;
};

/* `history`: of its kind, borrowed; NULL: none. */
void prompt_begin(struct prompt *prompt, const struct prompt_kind *kind, struct history *history,
                  struct slice text);

/* Takes a key for the screen on top. */
void prompt_stroke(struct prompt *prompt, struct screen *screen, uint32_t stroke);

void prompt_cancel(struct prompt *prompt);

/* Draws the line in the last row of `area`, and what there is to say in the row above it. */
void prompt_draw(const struct prompt *prompt, struct screen *screen, struct surface *surface,
                 struct area area);
void prompt_free(struct prompt *prompt);

#endif
