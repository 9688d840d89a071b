/* build.h: the forward pass above the assembler: flows become sessions, sessions become rows.
 *
 * A session begins with the first octets of its flow, so that flows which say nothing cost little.
 * What is no mail is dropped at once. Where nobody said anything at a mail port, somebody tried to
 * connect: that is a row too, made when the flow is over. */
#ifndef HELOISE_INDEX_BUILD_H
#define HELOISE_INDEX_BUILD_H

#include "base/digest.h"
#include "capture/tcp.h"
#include "index/rows.h"
#include "session/pool.h"

struct builder {
    const struct index_options *options; /* borrowed */
    struct session_options session_options;
    struct session_pool pool;
    struct tcp_sink sink;
    struct row_list rows;
    struct place_store *places; /* NULL: not kept */
    struct decoder *decoder;
    struct digest_pair digests; /* of messages that come in */
    struct spares gatherers;    /* that follow no session now */
    uint64_t not_mail;
    uint64_t done;        /* rows whose session is over */
    struct row *replayed; /* that builder_replay_sink() decodes into */
    struct moment now;    /* up to when packets were read, about: set between them */
    bool debug;
    bool broken; /* memory ran out */
};

/* Zeroed before; it must not move after. False when memory ran out. */
bool builder_init(struct builder *builder, struct index_options *options);
void builder_clear(struct builder *builder);

/* ---- a session that goes on, once more ---- */

/* What an assembler of its own hands a row's packets to: they are decoded into `again`, a row_new()
 * that is in no list. Valid until the next call. */
struct tcp_sink builder_replay_sink(struct builder *builder, struct row *again);

/* The row goes on with the other's session and summary. */
void builder_exchange(struct row *row, struct row *again);

/* Frees the row, and its session. */
void builder_drop_replay(struct builder *builder, struct row *again);

#endif
