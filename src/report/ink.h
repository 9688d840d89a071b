/* ink.h: what each element of a report looks like on a terminal: one table. */
#ifndef HELOISE_REPORT_INK_H
#define HELOISE_REPORT_INK_H

#include "base/words.h"
#include "index/summary.h"

enum ink {
    INK_PLAIN,
    INK_HEADING, /* the row above a list, the line above a session */
    INK_TIME,
    INK_LATENCY,
    INK_CLIENT,
    INK_SERVER,
    INK_OK,
    INK_MORE,
    INK_DEFERRED,
    INK_REFUSED,
    INK_SECRET,  /* the mask */
    INK_CONTENT, /* message content */
    INK_MARGIN,  /* the bar before content, addresses of a hex dump */
    INK_NOTE,    /* what the report adds in words */
    INK_WARNING, /* gaps, broken lines */
    INK_TLS,
    INK_COUNT
};

enum ink ink_of_side(enum side side);
enum ink ink_of_outcome(enum outcome outcome);
enum ink ink_of_verdict(enum verdict verdict);
enum ink ink_of_severity(enum severity severity);

/* Its SGR parameters on a stream; empty where it looks like plain text. */
const char *ink_sgr(enum ink ink);

#endif
