/* index.h: sources, read once, as growing rows; a row opened again as a transcript.
 *
 * index_step() reads a slice of the sources and gives way; rows appear in the order of their first
 * packet. A row keeps its summary and, when asked, where its packets lie, so that index_open()
 * decodes just this session again: the same decoder, the same events. list and show stream instead:
 * they take each row when it is done and let it go. */
#ifndef HELOISE_INDEX_INDEX_H
#define HELOISE_INDEX_INDEX_H

#include "diagnose/chronicle.h"
#include "index/remarks.h"
#include "index/summary.h"
#include "session/transcript.h"

struct port_rule {
    uint16_t port;
    const struct protocol *protocol; /* NULL: not mail, leave it out */
};

struct device;

struct index_options {
    const struct port_rule *rules; /* -d PORT=PROTOCOL */
    size_t rule_count;
    bool keep_places; /* index_open() will be wanted; spools what cannot be read twice */
    bool follow;      /* as tail -F: at its end a plain file is waited for, and read again from its
                         start when it was cut or replaced */
    bool prompt;      /* somebody waits for each event: session_options.prompt */
    struct device *device; /* is listened to in place of files: the only source, whose name is the
                              device's; rows then never wait for those before them. Borrowed; NULL:
                              none */
    const char *capture_filter; /* BPF in words: other packets are passed over. NULL: none. Not for
                                   a device, which has its own */
    bool digests;               /* message digests in summaries */
    bool brief;                 /* summaries leave out what is marked [detail] in summary.h */
    const struct diagnoser *diagnoser; /* findings in summaries; NULL: none */
    const struct transcript_options
        *transcripts;      /* not NULL: keep a transcript of each session, for index_take() */
    struct key_ring *keys; /* sessions are decrypted by these, and by secrets that the captures
                              bring along, which are added; borrowed. NULL: none is decrypted */
    const char *debug;     /* comma list: flow, protocol, index; NULL: none */
    void (*debug_line)(void *context, const char *line); /* takes each line of it, without line end,
                                                            fit for a terminal; NULL: nobody */
    void *debug_context;
};

struct index;

/* One session, or an attempt at one. `id` counts both from 0 in the order of their first packet;
 * where rows are given out of turn (a source that is not over and silent), in the order in which
 * they are given. */
struct index_row {
    uint64_t id;
    uint64_t stream;               /* Wireshark's tcp.stream, where there is one source */
    const struct summary *summary; /* belongs to the row; grows until `done` */
    struct transcript *transcript; /* with options.transcripts; belongs to the row */
    uint32_t source;               /* the file of its first packet, see index_source_name() */
    bool done;                     /* nothing will change any more */
};

/* Opens the sources (capture files, "-"), which are read as one in the order of time (merger.h): a
 * session that begins in one file and ends in another is one session. What the options point to is
 * borrowed for its life, the names are copied. A named pipe that nobody writes to is waited
 * for here. NULL with `error` filled when memory ran out, or the
 * only source cannot be opened; of several, index_step() tells which one cannot. */
struct index *index_new(const char *const *sources, size_t count,
                        const struct index_options *options, struct error *error);

enum index_progress {
    INDEX_MORE,
    INDEX_WAIT,    /* nothing is there now, more may come: see index_wait() */
    INDEX_END,     /* the sources were read to their end */
    INDEX_ERROR,   /* a source broke off or cannot be opened; every row that was decoded before is
                      there, and the other sources go on: the next step tells */
    INDEX_CHANGED, /* a file that is followed was cut or replaced; `error` tells in words, nothing
                      is lost, and reading goes on */
};

/* Reads about `budget` packets, and at the end closes as many connections; never waits. `error` is
 * to be empty. After INDEX_END it gives INDEX_END for ever. Of a source that is silent for a second
 * what the clock decides is decided (lost packets, connections that are over). */
enum index_progress index_step(struct index *index, size_t budget, struct error *error);

/* What poll() is to wait for after INDEX_WAIT, before the next step. */
struct index_wait {
    int descriptor;   /* becomes readable when there is more; -1: none, the time alone counts */
    int milliseconds; /* the next step is due then in any case; -1: no time is set */
};

struct index_wait index_wait(const struct index *index);

/* No more is read: sessions that are open end as if the sources were over. */
void index_finish(struct index *index);

/* What was read of one source. One that is followed and was cut or replaced counts once more. */
struct index_source {
    const char *name;        /* as it was given */
    const char *format;      /* "pcapng, zstd"; empty: it could not be opened, or has not begun */
    uint64_t position, size; /* octets of the file on disk */
    uint64_t packets;
    uint64_t unsupported_link;      /* packets of link types that are not read */
    uint16_t unsupported_link_type; /* of the first of them */
    uint64_t unsupported_link_at;   /* where that lies in the source */
};

size_t index_source_count(const struct index *index);
struct index_source index_source_at(const struct index *index, size_t n);
const char *index_source_name(const struct index *index, size_t n);

/* Streaming (without keep_places): the next row in order of id once it is done, or NULL. It is the
 * caller's until index_release(). After INDEX_WAIT of a source that is followed, or was silent for
 * a second, every row that is done is given, whether those before it are or not. */
struct index_row *index_take(struct index *index);
void index_release(struct index *index, struct index_row *row);

/* Nobody asks about the row that was taken last: index_late() is to leave it out. */
void index_mute(struct index *index);

/* After INDEX_END or index_finish(), and the last row: what was found only then, of rows that were
 * given before (source: see index_source_name()). Where rows are kept they have it, too. */
const struct late_finding *index_late(struct index *index, size_t *count);

/* Keeping (with keep_places): rows so far, up to the first flow that is undecided (and those behind
 * it, as soon as there is INDEX_WAIT as above), and row `n` of them, whose id is `n`. */
size_t index_count(const struct index *index);
const struct index_row *index_row_at(const struct index *index, size_t n);

/* What an opened session is to bring along. */
struct index_opening {
    struct transcript_options transcript;
    const struct diagnoser *diagnoser; /* looks for findings in place of the index's own; NULL:
                                          nobody does */
};

/* Decodes row `n` again (keep_places): the same row with a transcript, a whole summary as of now,
 * and the findings; what other sessions tell of it, where the index has a diagnoser of its own. It
 * is the caller's until index_close(), and outlives the index. NULL with `error` filled when it
 * cannot be read. */
struct index_row *index_open(struct index *index, size_t n, const struct index_opening *how,
                             struct error *error);
void index_close(struct index_row *opened);

/* The same a slice at a time, since sessions may be large: begins it. The index is borrowed. NULL
 * with `error` filled when it cannot be read. */
struct index_reopening;
struct index_reopening *index_reopen(struct index *index, size_t n, const struct index_opening *how,
                                     struct error *error);

enum reopen_progress {
    REOPEN_MORE,
    REOPEN_DONE, /* `*opened` is what index_open() gives */
    REOPEN_FAILED,
};

/* Reads about `budget` packets of it. `error` is filled when it failed. */
enum reopen_progress index_reopen_step(struct index_reopening *again, size_t budget,
                                       struct index_row **opened, struct error *error);

/* How far it has come. */
unsigned index_reopen_percent(const struct index_reopening *again);

/* NULL is allowed. The index may be gone. */
void index_reopen_free(struct index_reopening *again);

enum index_decrypted {
    INDEX_NOT_DECRYPTED, /* it is not sealed, or there are no keys for it */
    INDEX_DECRYPTED,     /* its summary is another one now */
    INDEX_DECRYPT_LATER, /* there are keys, and it goes on: nothing of what they open was said yet,
                            or it will do when it is done */
};

/* Decodes row `n` anew (keep_places) if it is sealed and there are keys for it now. */
enum index_decrypted index_decrypt(struct index *index, size_t n);

/* Row `n` is done, and will not be opened any more: forgets where its packets lie. */
void index_forget(struct index *index, size_t n);

/* Comments that the captures have on packets of the row's flow, one after the other; `before` NULL:
 * the first. NULL: there are no more. Borrowed until the next step. */
const struct remark *index_remark(const struct index *index, const struct index_row *row,
                                  const struct remark *before);

/* Comment `n` on an event of a row that has a transcript. False: there is none. */
bool index_comment(struct index *index, const struct index_row *row, uint32_t event, size_t n,
                   struct slice *text);

/* What was read, for totals and progress. */
struct index_totals {
    uint64_t packets, bad_packets, other_packets;
    uint64_t dropped; /* packets that the kernel could not keep for us */
    uint64_t flows, sessions, not_mail;
    uint64_t done;           /* rows that will not change any more */
    uint64_t attempts;       /* rows that are no session: nobody said anything */
    uint64_t files;          /* sources that are captures */
    uint64_t position, size; /* octets of all files on disk */
    const char *format;      /* of the file that is read now */
};

struct index_totals index_totals(const struct index *index);

void index_free(struct index *index);

#endif
