#include "base/digest_pair.h"

/* Whole blocks of a message, in order. */
struct blocks {
    const uint8_t *octets;
    size_t count;
};

static struct blocks blocks_after(struct blocks blocks, size_t count) {
    return (struct blocks){blocks.octets + count * SHA256_BLOCK, blocks.count - count};
}

static struct blocks waiting_blocks(const struct digest_pair *pair) {
    return (struct blocks){pair->room + pair->first * SHA256_BLOCK, pair->end - pair->first};
}

static void forget_waiting(struct digest_pair *pair) {
    pair->waiting = NULL;
    pair->first = pair->end = 0;
}

static void hash_waiting(struct digest_pair *pair) {
    struct blocks blocks = waiting_blocks(pair);
    sha256_blocks(&pair->waiting->hash, blocks.octets, blocks.count);
    forget_waiting(pair);
}

/* Hashes blocks beside those of another message that wait, as far as these go. What is left. */
static struct blocks hash_beside(struct digest_lane *lane, struct blocks blocks) {
    struct digest_pair *pair = lane->pair;
    struct blocks others = waiting_blocks(pair);
    size_t count = blocks.count < others.count ? blocks.count : others.count;
    struct sha256 *const hashes[] = {&lane->hash, &pair->waiting->hash};
    const uint8_t *const octets[] = {blocks.octets, others.octets};
    sha256_blocks_of_two(hashes, octets, count);
    pair->first += count;
    if (pair->first == pair->end)
        forget_waiting(pair);
    return blocks_after(blocks, count);
}

/* Puts blocks where they wait, behind others of the same message. Of more than there is room for
 * the first are hashed alone. */
static void await_another(struct digest_lane *lane, struct blocks blocks) {
    struct digest_pair *pair = lane->pair;
    if (pair->waiting && pair->end + blocks.count > DIGEST_BLOCKS)
        hash_waiting(pair);
    if (blocks.count > DIGEST_BLOCKS) {
        size_t more = blocks.count - DIGEST_BLOCKS;
        sha256_blocks(&lane->hash, blocks.octets, more);
        blocks = blocks_after(blocks, more);
    }
    memcpy(pair->room + pair->end * SHA256_BLOCK, blocks.octets, blocks.count * SHA256_BLOCK);
    pair->end += blocks.count;
    pair->waiting = lane;
}

static void take_blocks(struct digest_lane *lane, struct blocks blocks) {
    const struct digest_lane *waiting = lane->pair->waiting;
    if (waiting && waiting != lane)
        blocks = hash_beside(lane, blocks);
    if (blocks.count > 0)
        await_another(lane, blocks);
}

void digest_lane_begin(struct digest_lane *lane, struct digest_pair *pair) {
    lane->pair = pair;
    lane->octets = lane->held = 0;
    sha256_begin(&lane->hash);
}

static void keep_rest(struct digest_lane *lane, struct slice octets) {
    if (octets.size > 0)
        memcpy(lane->rest + lane->held, octets.data, octets.size);
    lane->held += octets.size;
}

void digest_lane_add(struct digest_lane *lane, struct slice octets) {
    lane->octets += octets.size;
    if (lane->held > 0) {
        struct slice first = slice_first(octets, SHA256_BLOCK - lane->held);
        keep_rest(lane, first);
        if (lane->held < SHA256_BLOCK)
            return;
        take_blocks(lane, (struct blocks){lane->rest, 1});
        lane->held = 0;
        octets = slice_from(octets, first.size);
    }
    struct blocks blocks = {octets.data, octets.size / SHA256_BLOCK};
    if (blocks.count > 0)
        take_blocks(lane, blocks);
    keep_rest(lane, slice_from(octets, blocks.count * SHA256_BLOCK));
}

/* FIPS 180-4 5.1.1: a bit, zeros, and the length in bits at the end of a block. */
static void pad(struct digest_lane *lane) {
    uint64_t bits = lane->octets * 8;
    lane->rest[lane->held++] = 0x80;
    while (lane->held % SHA256_BLOCK != SHA256_BLOCK - sizeof bits)
        lane->rest[lane->held++] = 0;
    for (int shift = 56; shift >= 0; shift -= 8)
        lane->rest[lane->held++] = (uint8_t)(bits >> shift);
}

void digest_lane_finish(struct digest_lane *lane, uint8_t sha256[SHA256_SIZE]) {
    pad(lane);
    take_blocks(lane, (struct blocks){lane->rest, lane->held / SHA256_BLOCK});
    if (lane->pair->waiting == lane)
        hash_waiting(lane->pair);
    sha256_result(&lane->hash, sha256);
}

void digest_lane_drop(struct digest_lane *lane) {
    if (lane->pair->waiting == lane)
        forget_waiting(lane->pair);
}
