/* ladder_inside.h: what the files of the ladder share. */
#ifndef HELOISE_REPORT_LADDER_INSIDE_H
#define HELOISE_REPORT_LADDER_INSIDE_H

#include "report/ladder.h"
#include "report/lines.h"
#include "report/show.h"

/* Columns: time, latency, bracket, the client's line, the arrows, the server's line, bracket. */
struct ladder_shape {
    size_t time, latency; /* 0: there is no room for it */
    size_t field;         /* between the two lines */
};

struct ladder_shape ladder_shape(size_t width, size_t time_columns);

/* Columns of a row from the client's line to the server's, both counted. */
static inline size_t ladder_span(const struct ladder_shape *shape) {
    return shape->field + 2;
}

/* How an event goes from one line to the other. */
enum stroke_kind {
    ARROW_THIN,   /* a line that was said */
    ARROW_THICK,  /* content */
    ARROW_BROKEN, /* something that was lost on the way, or came to nothing */
    ARROW_BAND,   /* both sides at once: connected, TLS */
    ARROW_KINDS
};

struct ladder_arrow {
    enum stroke_kind kind;
    enum side from;
    enum ink ink;
};

/* What is drawn on. */
struct ladder {
    struct canvas *canvas;
    struct ladder_shape shape;
    bool secure;              /* under TLS */
    bool closed[2];           /* by enum side: it sends nothing more */
    bool wrap;                /* labels may have more than one row */
    const struct lines *said; /* the transcript, unbroken: where labels are taken from */
};

/* The label of an arrow: the first line of the event in `said`, and a row after the other. */
struct ladder_label {
    size_t line;
    uint64_t more; /* lines of the event that follow it */
    size_t at;     /* octets that stand in rows before */
    size_t rows;   /* these */
    bool whole;    /* nothing is left */
};

/* The arrow of an event, from line to line, with its label; or, where rows of it were drawn
 * already, what follows them. */
void ladder_arrow(const struct ladder *ladder, const struct ladder_arrow *arrow,
                  struct ladder_label *label);

/* A row of waiting: `waited` has a heavy line; `text` beside it, or nothing. `waited` of 2: nobody,
 * the network. */
void ladder_wait(const struct ladder *ladder, unsigned waited, struct slice text);

#endif
