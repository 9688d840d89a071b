#include "index/live.h"

#include <stdlib.h>

#include "diagnose/ledger.h"
#include "index/carrier.h"
#include "index/gather.h"
#include "session/pool.h"

struct live_house {
    struct digest_pair digests; /* the messages of all sessions meet here */
    const struct diagnoser *diagnoser;
    struct index_options options; /* nobody wants anything of it */
    struct session_options session_options;
    struct session_pool pool;
    struct decoder *decoder;
};

struct live {
    struct session *session;
    struct gatherer *gatherer;
    struct summary summary;
    struct index_row row;
};

struct live_house *live_house_new(const struct diagnoser *diagnoser, struct error *error) {
    struct live_house *house = calloc(1, sizeof *house);
    if (house)
        house->decoder = decoder_new();
    if (!house || !house->decoder) {
        free(house);
        (void)error_memory(error);
        return NULL;
    }
    house->diagnoser = diagnoser;
    house->session_options = carrier_session_options(&house->options);
    house->session_options.pool = &house->pool;
    house->session_options.prompt = true;
    return house;
}

void live_house_free(struct live_house *house) {
    if (!house)
        return;
    decoder_free(house->decoder);
    session_pool_clear(&house->pool);
    free(house);
}

/* Whoever listens hears an event when summary and transcript have it. */
static bool begin(struct live *live, struct live_house *house, const struct origin *origin,
                  const struct live_options *options) {
    struct gather_options wanted = {.digests = options->transcript.digest ? &house->digests : NULL,
                                    .diagnoser = house->diagnoser};
    live->gatherer = gatherer_new(&wanted, house->decoder);
    live->row.transcript = transcript_new(&options->transcript);
    if (!live->gatherer || !live->row.transcript)
        return false;
    gather_begin(live->gatherer, &live->summary);
    const struct sink *kept = transcript_sink(live->row.transcript, options->listener);
    live->session = session_new(origin, &house->session_options, gather_sink(live->gatherer, kept));
    return live->session != NULL;
}

struct live *live_new(struct live_house *house, const struct origin *origin,
                      const struct live_options *options, struct moment now) {
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    live->row = (struct index_row){.id = options->id, .stream = options->id};
    live->row.summary = &live->summary;
    live->summary.whole = true;
    live->summary.start = live->summary.end = now;
    if (begin(live, house, origin, options))
        return live;
    live_free(live);
    return NULL;
}

void live_free(struct live *live) {
    if (!live)
        return;
    session_free(live->session);
    gatherer_free(live->gatherer);
    transcript_free(live->row.transcript);
    arena_free(&live->summary.arena);
    free(live);
}

struct session *live_session(struct live *live) {
    return live->session;
}

const struct index_row *live_row(struct live *live, struct moment now) {
    if (live->session) {
        gather_refresh(live->gatherer, live->session);
        gather_refresh_findings(live->gatherer);
        live->summary.end = now;
    }
    return &live->row;
}

void live_end(struct live *live, struct moment now) {
    if (!live->session)
        return;
    live->summary.end = now;
    gather_end(live->gatherer, live->session, now);
    ledger_free(gather_take_ledger(live->gatherer));
    session_free(live->session);
    live->session = NULL;
    live->row.done = true;
}
