/* index.h: sources, read once, as growing rows; a row opened again as a transcript.
 *
 * index_step() reads a slice of the sources and gives way; rows appear in the order of their first
 * packet. A row keeps its summary and, when asked, where its packets lie, so that index_open()
 * decodes just this session again: the same decoder, the same events. list and show stream instead:
 * they take each row when it is done and let it go. */
#ifndef HELOISE_INDEX_INDEX_H
#define HELOISE_INDEX_INDEX_H

#include "index/summary.h"
#include "session/transcript.h"

struct port_rule {
    uint16_t port;
    const struct protocol *protocol; /* NULL: not mail, leave it out */
};

struct index_options {
    const struct port_rule *rules; /* -d PORT=PROTOCOL */
    size_t rule_count;
    bool keep_places; /* index_open() will be wanted; spools what cannot be read twice */
    bool digests;     /* message digests in summaries */
    const struct transcript_options
        *transcripts;  /* not NULL: keep a transcript of each session, for index_take() */
    const char *debug; /* comma list: flow, protocol, index; NULL: none */
    void (*debug_line)(void *context, const char *line); /* takes each line of it, without line end,
                                                            fit for a terminal; NULL: nobody */
    void *debug_context;
};

struct index;

/* One session. `id` counts mail sessions from 0 in the order of their first packet. */
struct index_row {
    uint64_t id;
    uint64_t stream;               /* Wireshark's tcp.stream */
    size_t source;                 /* the file of its first packet, see index_source_name() */
    const struct summary *summary; /* belongs to the row; grows until `done` */
    struct transcript *transcript; /* with options.transcripts; belongs to the row */
    bool done;                     /* nothing will change any more */
};

/* Opens the sources (capture files, "-"), which are read as one: a session that begins in one file
 * and ends in another is one session. What the options point to is borrowed for its life, the names
 * are copied. NULL with `error` filled when memory ran out, or the only source cannot be opened; of
 * several, index_step() tells which one cannot. */
struct index *index_new(const char *const *sources, size_t count,
                        const struct index_options *options, struct error *error);

enum index_progress {
    INDEX_MORE,
    INDEX_WAIT,  /* nothing is there now, more may come: see index_wait() */
    INDEX_END,   /* the sources were read to their end */
    INDEX_ERROR, /* a source broke off or cannot be opened; every row that was decoded before is
                    there, and the other sources go on: the next step tells */
};

/* Reads about `budget` packets. After INDEX_END it gives INDEX_END for ever. */
enum index_progress index_step(struct index *index, size_t budget, struct error *error);

/* What poll() is to wait for after INDEX_WAIT, before the next step. */
struct index_wait {
    int descriptor;   /* becomes readable when there is more; -1: none, the time alone counts */
    int milliseconds; /* the next step is due then in any case; -1: no time is set */
};

struct index_wait index_wait(const struct index *index);

/* The name of source `n`, as it was given. */
const char *index_source_name(const struct index *index, size_t n);

/* Streaming (without keep_places): the next row in order of id once it is done, or NULL. It is the
 * caller's until index_release(). */
struct index_row *index_take(struct index *index);
void index_release(struct index *index, struct index_row *row);

/* Keeping (with keep_places): rows so far, up to the first flow that is undecided, and row `n` of
 * them, whose id is `n`. */
size_t index_count(const struct index *index);
const struct index_row *index_row_at(const struct index *index, size_t n);

/* Decodes row `n` again (keep_places). The transcript is the caller's. NULL with `error` filled
 * when it cannot be read. */
struct transcript *index_open(struct index *index, size_t n,
                              const struct transcript_options *options, struct error *error);

/* What was read, for totals and progress. */
struct index_totals {
    uint64_t packets, bad_packets, other_packets;
    uint64_t unsupported_link;      /* packets of link types that are not read */
    uint16_t unsupported_link_type; /* the first of them */
    uint64_t flows, sessions, not_mail;
    uint64_t position, size; /* octets of the files on disk */
    const char *format;      /* of the source that is read now */
};

struct index_totals index_totals(const struct index *index);

void index_free(struct index *index);

#endif
