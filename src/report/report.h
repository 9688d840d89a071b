/* report.h: sessions written down, in one of several formats.
 *
 * A report takes sessions one after the other as they are decoded, and totals at the end. What a
 * report is of (rows, transactions, totals, transcripts) and how it is written (text, JSON lines)
 * choose one row of a table; a new format is a new row. */
#ifndef HELOISE_REPORT_REPORT_H
#define HELOISE_REPORT_REPORT_H

#include "base/error.h"
#include "base/writer.h"
#include "explain/explain.h"
#include "index/index.h"

enum report_kind {
    REPORT_LIST,
    REPORT_TRANSACTIONS,
    REPORT_DELIVERIES, /* attempts at the same message across sessions, at the end */
    REPORT_STATISTICS,
    REPORT_SHOW,
    REPORT_CHECK, /* findings of all sessions, at the end */
    REPORT_KINDS
};

enum report_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_CSV, FORMAT_TAP, FORMATS };

/* Whether such a report is written in this format. */
bool report_has(enum report_kind kind, enum report_format format);

/* How times are written, in tshark's letters. */
enum time_format {
    TIME_DEFAULT,  /* what suits the report */
    TIME_CLOCK,    /* a: local time of day */
    TIME_DATE,     /* ad: the same with its date */
    TIME_DELTA,    /* d: since the line before */
    TIME_RELATIVE, /* r: since the start */
    TIME_UTC,      /* u: time of day, UTC */
};

/* Octets of each message's content that the short text transcript may want. */
enum { REPORT_PREVIEW = 2048 };

struct report_options {
    enum time_format time;
    size_t width; /* columns of the terminal; 0: as many as it takes, nothing is cut */
    bool color;
    bool headings;                                      /* the reader is a person at a terminal */
    bool show_secrets;                                  /* nothing is masked */
    bool full;                                          /* whole message bodies and listings */
    bool (*opened)(const void *reader, uint32_t event); /* whether this one is to be whole where
                                                           not all are; NULL: none is */
    const void *reader; /* who is at a screen and may open what is folded; NULL: nobody */
    bool (*comment)(const void *commenter, const struct index_row *row, uint32_t event, size_t n,
                    struct slice *text); /* comment `n` on an event, empty where it is marked alone;
                                            false: there is none. NULL: nobody comments */
    const void *commenter;
    bool graphic; /* a bar for each latency, a bracket around what was sent together */
    bool wrap;    /* in a ladder, what an arrow has no room for goes on below it */
    bool hex;     /* octets of each line */
    bool quiet;   /* no totals */
    bool live;    /* sessions happen now: what is known is written, and nothing put off to the end
                     that can be told before */
    bool verbose;
    struct explainer *explainer; /* of REPORT_SHOW: explains each event; NULL: it does not */
    enum explain_depth depth;
};

/* What was read, over all sources. */
struct report_totals {
    uint64_t files, packets, flows, sessions, attempts, not_mail, bad_packets, other_packets;
    uint64_t dropped; /* packets that the kernel could not keep for us */
    bool filtered;    /* only some sessions and attempts were wanted: */
    uint64_t chosen;  /* so many */
};

struct report;

/* `options` and `writer` are borrowed for its life. NULL with `error` filled when memory ran out.
 */
struct report *report_new(enum report_kind kind, enum report_format format,
                          const struct report_options *options, struct writer *writer,
                          struct error *error);

struct canvas;

/* The same for a text report on a canvas of the caller, borrowed for its life too. */
struct report *report_new_on(enum report_kind kind, const struct report_options *options,
                             struct canvas *canvas, struct error *error);

/* One session; `file`: the name of its source, where there are several, else NULL. Of REPORT_SHOW
 * the row has a transcript. Borrowed for the call. */
void report_session(struct report *report, const struct index_row *row, const char *file);

/* A finding of a session before, known only when all were read; `file` as above. Reports that put
 * sessions out one by one leave it out. */
void report_late(struct report *report, const struct late_finding *late, const char *file);

/* After the last session. */
void report_end(struct report *report, const struct report_totals *totals);

void report_free(struct report *report);

#endif
