/* Keys that came later than what they open: a row is decoded anew from its packets. One that is
 * over is opened again. One that goes on gets another session in the place of the one that could
 * not read what was said, if both have heard the same octets, so that what comes next fits on. */
#include "index/index_inside.h"
#include "index/reread.h"
#include "tls/key_ring.h"

static bool awaits_keys(const struct index *index, const struct row *row) {
    const struct summary *summary = row->summary;
    return summary->has_tls_random && !summary->decrypted && index->options.keys &&
           key_ring_find(index->options.keys,
                         slice_of(summary->tls_random, sizeof summary->tls_random));
}

static bool decrypt_done(struct index *index, size_t n) {
    const struct index_opening how = {.diagnoser = index->options.diagnoser};
    struct error error = {0};
    struct index_row *opened = index_open(index, n, &how, &error);
    bool decrypted = opened && opened->summary->decrypted;
    if (decrypted)
        row_swap_summaries((struct row *)(void *)opened, index->kept[n]);
    index_close(opened);
    return decrypted;
}

/* ---- a session that goes on ---- */

/* Decodes the packets so far into `again`. */
static bool replay(struct index *index, const struct row *kept, struct row *again) {
    struct tcp_sink sink = builder_replay_sink(&index->builder, again);
    struct error error = {0};
    struct reread packets;
    bool good = reread_begin(&packets, index, kept, &index->tcp_options, &sink) &&
                reread_step(&packets, SIZE_MAX, &error) == REOPEN_DONE && !index->builder.broken;
    reread_clear(&packets);
    return good;
}

static uint64_t heard_of(const struct row *row, enum side side) {
    return session_octets(row->session, side) + session_lost(row->session, side);
}

static bool heard_the_same(const struct row *a, const struct row *b) {
    return a->session && b->session && heard_of(a, SIDE_CLIENT) == heard_of(b, SIDE_CLIENT) &&
           heard_of(a, SIDE_SERVER) == heard_of(b, SIDE_SERVER);
}

static bool decrypt_growing(struct index *index, struct row *kept) {
    struct row *again = row_new();
    bool decrypted = again && replay(index, kept, again) && heard_the_same(kept, again) &&
                     again->summary->decrypted;
    if (decrypted)
        builder_exchange(kept, again);
    if (again)
        builder_drop_replay(&index->builder, again);
    return decrypted;
}

enum index_decrypted index_decrypt(struct index *index, size_t n) {
    if (n >= index->kept_count || !awaits_keys(index, index->kept[n]))
        return INDEX_NOT_DECRYPTED;
    struct row *row = index->kept[n];
    if (row->shown.done)
        return decrypt_done(index, n) ? INDEX_DECRYPTED : INDEX_NOT_DECRYPTED;
    bool possible = row->session && !index->options.brief && !index->options.digests;
    return possible && decrypt_growing(index, row) ? INDEX_DECRYPTED : INDEX_DECRYPT_LATER;
}
