/* transcript.h: a session's events, kept.
 *
 * A listener that copies what it hears into an arena: lines, never message content (at most a
 * preview of it, when asked). Events stand in the order of their numbers. `revision` grows with
 * each change, so that a screen knows when to draw. */
#ifndef HELOISE_SESSION_TRANSCRIPT_H
#define HELOISE_SESSION_TRANSCRIPT_H

#include "base/arena.h"
#include "session/session.h"

struct transcript_entry {
    struct event event;      /* slices point into the transcript's arena */
    const uint32_t *replies; /* numbers of the events that answer this one, ascending */
    size_t reply_count;
    struct slice preview; /* messages: the first octets of the content, at most the limit */
    bool has_digest;
    uint8_t sha256[32]; /* messages and blocks, where has_digest */
    bool present;       /* false: the number was given, the event never came */
};

enum { TRANSCRIPT_SHORT_PREVIEW = 2048 };

struct transcript_options {
    size_t preview;  /* octets of each message's content to keep; 0: none; SIZE_MAX: all */
    size_t previews; /* octets of all previews together, past which each has
                        TRANSCRIPT_SHORT_PREVIEW at most; 0: no matter */
    bool digest;     /* compute SHA-256 of each message's content */
};

struct transcript;

/* A transcript that fills from the sink transcript_sink() gives. NULL when memory ran out. */
struct transcript *transcript_new(const struct transcript_options *options);
void transcript_free(struct transcript *transcript);

/* The listener to chain into session_new(); it belongs to the transcript. `next`: who listens after
 * it, or NULL. */
const struct sink *transcript_sink(struct transcript *transcript, const struct sink *next);

size_t transcript_count(const struct transcript *transcript);

/* The entry with number `n` (below transcript_count()). */
const struct transcript_entry *transcript_at(const struct transcript *transcript, size_t n);

/* The event with number `n`; NULL: there is none (EVENT_NOTHING), or it was not kept. */
const struct event *transcript_event(const struct transcript *transcript, size_t n);

/* Previews end after `most` octets from now on. */
void transcript_cut_previews(struct transcript *transcript, size_t most);

/* What the session turned out to be; NULL while that is unknown. */
const struct protocol *transcript_protocol(const struct transcript *transcript);

uint64_t transcript_revision(const struct transcript *transcript);

/* False when memory ran out on the way: the transcript ends early. */
bool transcript_whole(const struct transcript *transcript);

#endif
