/* canvas.h: what a text report is drawn on.
 *
 * Text goes straight into the writer, escaped already. How it looks, where lines end and what a
 * line belongs to goes through three functions, and there are two sets of them: a stream (a
 * terminal, a file), which makes SGR codes of ink, and lines kept for a screen (report/lines.h). So
 * what `show` prints and what the screen shows is drawn by the same code. */
#ifndef HELOISE_REPORT_CANVAS_H
#define HELOISE_REPORT_CANVAS_H

#include "report/ink.h"

/* The mark of lines that belong to no event. */
#define CANVAS_NO_MARK UINT32_MAX

struct canvas;

struct canvas_functions {
    /* Of what follows; INK_PLAIN ends it. False when it makes no difference here. */
    bool (*ink)(struct canvas *canvas, enum ink ink);
    void (*end_line)(struct canvas *canvas);
    /* NULL: nobody keeps it. */
    void (*mark)(struct canvas *canvas, uint32_t mark);
    void (*margin)(struct canvas *canvas);
};

struct canvas {
    const struct canvas_functions *functions;
    struct writer *writer;
    bool colored; /* false: all ink is plain */
};

/* A canvas for a stream; `writer` is borrowed for its life. */
struct canvas canvas_stream(struct writer *writer, bool color);

/* Changes the ink of what follows. Returns whether it did: what canvas_plain() is to be given. */
bool canvas_ink(struct canvas *canvas, enum ink ink);
void canvas_plain(struct canvas *canvas, bool begun);

static inline void canvas_end_line(struct canvas *canvas) {
    canvas->functions->end_line(canvas);
}

/* What follows belongs to the event with this number, from the start of its line on. */
static inline void canvas_mark(struct canvas *canvas, uint32_t mark) {
    if (canvas->functions->mark)
        canvas->functions->mark(canvas, mark);
}

/* What was drawn of this line is its margin; what was said follows. */
static inline void canvas_margin(struct canvas *canvas) {
    if (canvas->functions->margin)
        canvas->functions->margin(canvas);
}

#endif
