/* gather.h: the listener that fills a summary while a session is decoded.
 *
 * It follows each command until its reply settles it, in the order of the replies: what the server
 * made of a pipelined command decides, not what the client hoped for. */
#ifndef HELOISE_INDEX_GATHER_H
#define HELOISE_INDEX_GATHER_H

#include "base/digest.h"
#include "base/rare.h"
#include "diagnose/diagnosis.h"
#include "index/summary.h"
#include "message/decode.h"

struct gatherer;

struct gather_options {
    struct digest_pair *digests;       /* SHA-256 of each message, made with this; NULL: of none */
    bool brief;                        /* leave out what is marked so in summary.h */
    const struct diagnoser *diagnoser; /* looks for findings; NULL: nobody does */
};

/* A gatherer serves one session after the other. `decoder` is borrowed for its life. NULL when
 * memory ran out. */
RARE struct gatherer *gatherer_new(const struct gather_options *options, struct decoder *decoder);
RARE void gatherer_free(struct gatherer *gatherer);

/* Begins a session: from now on what the sink hears goes into `summary`, whose arena is empty or
 * new. Start, end, packets and midstream are the caller's to fill. */
void gather_begin(struct gatherer *gatherer, struct summary *summary);

/* The listener to chain into session_new(); belongs to the gatherer. `next`: who listens after it,
 * or NULL. */
const struct sink *gather_sink(struct gatherer *gatherer, const struct sink *next);

/* Brings protocol, ends and counts up to date. */
void gather_refresh(struct gatherer *gatherer, const struct session *session);

/* The same of the findings, while the session goes on. */
void gather_refresh_findings(struct gatherer *gatherer);

/* The session is over: settles what waits, judges, and lets go of the summary. `until`: up to when
 * the source was read. */
void gather_end(struct gatherer *gatherer, const struct session *session, struct moment until);

/* After that: what those need who judge several sessions together, the caller's to free; NULL:
 * nobody does. */
struct ledger *gather_take_ledger(struct gatherer *gatherer);

#endif
