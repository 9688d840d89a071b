/* live.h: a session while it happens, as a row of the index.
 *
 * Whoever talks on a socket hands octets in by the calls of session.h; summary, transcript and
 * findings grow with them, by the code that reads captures. When the session is over the row is
 * what a capture of it would give, but for its packets. */
#ifndef HELOISE_INDEX_LIVE_H
#define HELOISE_INDEX_LIVE_H

#include "index/index.h"

/* What live sessions share. */
struct live_house;

/* `diagnoser`: looks for findings; NULL: nobody does. Borrowed for its life. NULL with `error`
 * filled when memory ran out. */
struct live_house *live_house_new(const struct diagnoser *diagnoser, struct error *error);
void live_house_free(struct live_house *house);

struct live;

struct live_options {
    uint64_t id; /* the row's */
    struct transcript_options transcript;
    const struct sink *listener; /* hears each event after the transcript has it; NULL: nobody */
};

/* A session that begins now. Of `origin` the ends and the protocol are wanted, at least. NULL when
 * memory ran out. */
struct live *live_new(struct live_house *house, const struct origin *origin,
                      const struct live_options *options, struct moment now);
void live_free(struct live *live);

/* What octets, TLS and ends are told to. NULL after live_end(). */
struct session *live_session(struct live *live);

/* The row as it is now, findings included; it belongs to `live`. */
const struct index_row *live_row(struct live *live, struct moment now);

/* The session is over: what waits is settled, the row is done. */
void live_end(struct live *live, struct moment now);

#endif
