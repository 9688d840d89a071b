/* capture_rendering.h: a capture file read as the program reads it, each session written down.
 *
 * The whole way: reader, decapsulator, assembler, session, summary, transcript, report. What is
 * written goes to memory and is looked at: reports have rules that no input may break. */
#ifndef HELOISE_TESTS_CAPTURE_RENDERING_H
#define HELOISE_TESTS_CAPTURE_RENDERING_H

#include "index/index.h"

/* What is made of each session. */
enum rendering {
    RENDER_SUMMARY,   /* nothing is written: what `list` costs */
    RENDER_LIST_JSON, /* rows with digests */
    RENDER_LIST_TEXT,
    RENDER_TRANSACTIONS_JSON,
    RENDER_SHOW_JSON, /* everything, secrets and digests too */
    RENDER_SHOW_TEXT, /* the same, whole bodies, in colour */
    RENDER_SHOW_HEX,
    RENDER_OPEN, /* each row is opened again from its packets; the events must be the same */
    RENDERINGS
};

struct rendered {
    struct error error; /* why reading ended; ERROR_NONE: it came to the end */
    struct index_totals totals;
    const char *fault; /* what should never be, static; NULL: all is well */
};

struct rendered render_capture(const char *name, enum rendering rendering);

#endif
