#include "index/build.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/rare.h"
#include "capture/merger.h"
#include "index/carrier.h"
#include "index/debug.h"
#include "tls/key_ring.h"

#define BUILD_DEBUG(builder, ...)                                                                  \
    do {                                                                                           \
        if ((builder)->debug)                                                                      \
            debug_index((builder)->options, __VA_ARGS__);                                          \
    } while (0)

/* ---- gatherers ---- */

static struct gatherer *take_gatherer(struct builder *builder) {
    struct gatherer *gatherer = spares_take(&builder->gatherers);
    if (gatherer)
        return gatherer;
    struct gather_options options = {.digests =
                                         builder->options->digests ? &builder->digests : NULL,
                                     .brief = builder->options->brief,

                                     .diagnoser = builder->options->diagnoser};
    return gatherer_new(&options, builder->decoder);
}

/* ---- a session's life ---- */

static void stop_session(struct builder *builder, struct row *row) {
    session_free(row->session);
    row->session = NULL;
    if (row->gatherer && !spares_keep(&builder->gatherers, row->gatherer))
        gatherer_free(row->gatherer);
    row->gatherer = NULL;
}

/* Who listens to the session: the summary, then the transcript where one is wanted. */
static const struct sink *listeners(struct builder *builder, struct row *row) {
    const struct transcript_options *wanted = builder->options->transcripts;
    if (!wanted)
        return gather_sink(row->gatherer, NULL);
    row->shown.transcript = transcript_new(wanted);
    if (!row->shown.transcript)
        return NULL;
    return gather_sink(row->gatherer, transcript_sink(row->shown.transcript, NULL));
}

static bool start_session(struct builder *builder, struct row *row) {
    row->gatherer = take_gatherer(builder);
    if (!row->gatherer || !row_add_summary(&builder->rows, row))
        return false;
    gather_begin(row->gatherer, row->summary);
    row->summary->midstream = row->origin.midstream;
    const struct sink *sink = listeners(builder, row);
    if (sink)
        row->session = session_new(&row->origin, &builder->session_options, sink);
    return row->session != NULL;
}

static struct session *begin_session(struct builder *builder, struct row *row) {
    if (start_session(builder, row))
        return row->session;
    stop_session(builder, row);
    builder->broken = true;
    return NULL;
}

/* The row's session, which begins now if it has not. NULL when memory ran out. */
static struct session *session_of(struct builder *builder, struct row *row) {
    return row->session ? row->session : begin_session(builder, row);
}

/* Whether the session has been recognised meanwhile. */
static void decide(struct builder *builder, struct row *row) {
    enum session_kind kind = session_kind(row->session);
    if (kind != SESSION_KNOWN && kind != SESSION_ATTEMPT)
        return;
    row_set_state(&builder->rows, row, ROW_MAIL);
    BUILD_DEBUG(builder, "stream %" PRIu64 ": %s", row->shown.stream,
                kind == SESSION_KNOWN ? "mail" : "an attempt");
}

RARE static void drop(struct builder *builder, struct row *row) {
    BUILD_DEBUG(builder, "stream %" PRIu64 ": not mail, %" PRIu64 " packets", row->shown.stream,
                row->packets);
    builder->not_mail++;
    if (builder->places)
        places_drop(builder->places, &row->places);
    stop_session(builder, row);
    rows_remove(&builder->rows, row);
    row_release(&builder->rows, row);
}

/* What the summary says of packets. */
static void summarise_packets(struct row *row) {
    row->summary->start = row->start;
    row->summary->end = row->end;
    row->summary->packets = row->packets;
}

/* Nothing more will be said: the summary is whole but for its packets. */
static void end_session(struct builder *builder, struct row *row) {
    gather_end(row->gatherer, row->session, builder->now);
    row->ledger = gather_take_ledger(row->gatherer);
    stop_session(builder, row);
}

static void finish(struct builder *builder, struct row *row) {
    const struct summary *summary = row->summary;
    summarise_packets(row);
    if (row->session)
        end_session(builder, row);
    row_set_state(&builder->rows, row, ROW_DONE);
    row->shown.done = true;
    builder->done++;
    BUILD_DEBUG(builder, "stream %" PRIu64 ": done, %" PRIu64 " packets, %zu transactions",
                row->shown.stream, row->packets, summary->transaction_count);
}

/* ---- what the assembler tells ---- */

static void *open_flow(void *context, const struct flow_info *info) {
    struct builder *builder = context;
    struct origin origin;
    if (!carrier_origin(builder->options, info, &origin)) {
        builder->not_mail++;
        builder->broken |= !rows_skip(&builder->rows, info->stream);
        return NULL;
    }
    struct row *row = rows_add(&builder->rows, info->stream);
    if (!row) {
        builder->broken = true;
        return NULL;
    }
    row->shown.source = (uint32_t)record_file(info->record);
    row->origin = origin;
    row->start = row->end = info->start;
    return row;
}

/* Where rows are to be opened again. */
static void keep_packet(void *context, void *flow, const struct segment *segment) {
    struct builder *builder = context;
    struct row *row = flow;
    bool kept = true;
    if (!row)
        return;
    row->packets++;
    row->end = moment_later(segment->at, row->end);
    if (row->summary) /* somebody looks at rows that still grow */
        summarise_packets(row);
    for (size_t i = 0; i < segment->fragment_count; i++)
        kept &= places_add(builder->places, &row->places, segment->fragment_numbers[i],
                           segment->fragment_records[i]);
    kept &= places_add(builder->places, &row->places, segment->packet, segment->record);
    builder->broken |= !kept;
}

static bool take_bytes(void *context, void *flow, enum side side, struct moment moment,
                       struct slice octets, struct place place) {
    struct builder *builder = context;
    struct row *row = flow;
    struct session *session = row ? session_of(builder, row) : NULL;
    if (!session || !session_bytes(session, side, moment, octets, place))
        return false;
    if (row->state == ROW_UNDECIDED)
        decide(builder, row);
    if (builder->places) /* somebody looks at rows that still grow */
        gather_refresh(row->gatherer, row->session);
    return true;
}

static void take_gap(void *context, void *flow, enum side side, struct moment moment,
                     uint64_t count) {
    struct row *row = flow;
    struct session *session = row ? session_of(context, row) : NULL;
    if (session)
        session_gap(session, side, moment, count);
}

/* Until the session begins the row remembers how the connection was opened. What else is told of a
 * flow that has said nothing matters at a mail port alone. */
static void take_notice(void *context, void *flow, enum side side, struct moment moment,
                        const struct flow_notice *seen) {
    struct row *row = flow;
    if (!row || (!row->session && carrier_handshake(&row->origin, side, moment, seen)))
        return;
    struct session *session = row->session;
    if (!session && carrier_may_be_attempt(&row->origin))
        session = session_of(context, row);
    if (session)
        carrier_notice(session, side, moment, seen);
}

/* After both FINs only packets are counted. So what the session took is for the next one, while it
 * is in a near cache; unless somebody asks for its times, which the last packet ends. */
static void take_end(void *context, void *flow, enum side side, struct moment moment,
                     enum flow_ending how) {
    struct builder *builder = context;
    struct row *row = flow;
    if (!row)
        return;
    if (how == FLOW_FIN)
        row->fins++;
    row->over |= how != FLOW_FIN;
    bool begins = how == FLOW_FIN || carrier_may_be_attempt(&row->origin);
    struct session *session = begins ? session_of(builder, row) : row->session;
    if (session)
        carrier_end(session, side, moment, how);
    if (row->fins == 2 && row->state == ROW_MAIL && builder->options->brief)
        end_session(builder, row);
}

static void close_flow(void *context, void *flow, const struct flow_tally *tally) {
    struct builder *builder = context;
    struct row *row = flow;
    if (!row)
        return;
    row->packets = tally->packets;
    row->end = tally->end;
    if (row->session && !row->over && row->fins < 2)
        session_end(row->session, SIDE_CLIENT, row->end, CLOSING_OPEN);
    if (row->session && row->state == ROW_UNDECIDED)
        decide(builder, row);
    if (row->state == ROW_MAIL)
        finish(builder, row);
    else
        drop(builder, row);
}

/* ---- a session that goes on, once more ---- */

static void *open_replay(void *context, const struct flow_info *info) {
    struct builder *builder = context;
    struct row *row = builder->replayed;
    if (row->summary || !carrier_origin(builder->options, info, &row->origin))
        return NULL;
    row->shown.stream = info->stream;
    row->state = ROW_MAIL;
    row->start = row->end = info->start;
    return row;
}

/* It is not over: only as much was read again as was read before. */
static void leave_replay(void *context, void *flow, const struct flow_tally *tally) {
    (void)context, (void)flow, (void)tally;
}

struct tcp_sink builder_replay_sink(struct builder *builder, struct row *again) {
    struct tcp_sink sink = builder->sink;
    builder->replayed = again;
    sink.open = open_replay;
    sink.packet = NULL;
    sink.close = leave_replay;
    return sink;
}

void builder_exchange(struct row *row, struct row *again) {
    struct session *session = row->session;
    struct gatherer *gatherer = row->gatherer;
    row->session = again->session;
    row->gatherer = again->gatherer;
    again->session = session;
    again->gatherer = gatherer;
    row_swap_summaries(row, again);
    summarise_packets(row);
}

void builder_drop_replay(struct builder *builder, struct row *again) {
    session_free(again->session);
    gatherer_free(again->gatherer);
    row_free(again);
    builder->replayed = NULL;
}

/* ---- for its owner ---- */

bool builder_init(struct builder *builder, struct index_options *options) {
    builder->options = options;
    builder->session_options = carrier_session_options(options);
    builder->session_options.pool = &builder->pool;
    builder->session_options.keys = options->keys;
    builder->session_options.details =
        options->transcripts ||
        (options->diagnoser && diagnoser_examines(options->diagnoser) == EXAMINED_CONTENT);
    builder->debug = debug_wants(options, "index");
    builder->sink = (struct tcp_sink){
        .context = builder,
        .open = open_flow,
        .packet = options->keep_places ? keep_packet : NULL,
        .bytes = take_bytes,
        .gap = take_gap,
        .notice = take_notice,
        .end = take_end,
        .close = close_flow,
    };
    builder->decoder = decoder_new();
    if (options->keep_places)
        builder->places = place_store_new();
    return builder->decoder && (builder->places || !options->keep_places);
}

void builder_clear(struct builder *builder) {
    for (struct row *row = builder->rows.first; row; row = row->after)
        stop_session(builder, row);
    for (size_t i = 0; i < builder->gatherers.count; i++)
        gatherer_free(builder->gatherers.things[i]);
    rows_free(&builder->rows);
    place_store_free(builder->places);
    decoder_free(builder->decoder);
    session_pool_clear(&builder->pool);
}
