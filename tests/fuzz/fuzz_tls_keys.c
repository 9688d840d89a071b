/* Records that there are keys for, and holes among them. The input is a key log, up to the first
 * octet 0, then pieces:
 *
 *     side (1 bit) | hole (1 bit) | length (14 bits) | octets, where it is no hole
 */
#include <stdlib.h>

#include "session/protocol.h"
#include "tests/unit/toy.h"
#include "tls/key_log.h"
#include "tls/layer.h"

enum { SERVER_BIT = 0x80, HOLE_BIT = 0x40, LENGTH_BITS = 0x3f };

/* A protocol that invites TLS from the start, and reads every octet of what it is handed. */
struct toy {
    volatile uint64_t total;
};

static void toy_begin(void *state, struct session *session) {
    (void)state;
    session_expect_tls(session);
}

static void toy_bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    struct toy *toy = state;
    (void)session, (void)side;
    for (size_t i = 0; i < chunk->octets.size; i++)
        toy->total += chunk->octets.data[i];
}

static const struct protocol toy_protocol = {
    .name = "toy",
    .state_size = sizeof(struct toy),
    .recognise = toy_recognise,
    .begin = toy_begin,
    .bytes = toy_bytes,
    .gap = toy_gap,
    .end = toy_end,
};

/* Takes the key log off the front. */
static struct key_ring *read_keys(struct slice *input) {
    struct key_ring *ring = key_ring_new();
    struct key_log log = {0};
    struct slice text = slice_first(*input, slice_find(*input, 0));
    *input = slice_from(*input, text.size + 1);
    if (ring && key_log_read(&log, text, ring))
        key_log_end(&log, ring);
    return ring;
}

/* A copy of its own, so that a sanitizer sees who reads past the piece. */
static void say(struct session *session, enum side side, struct slice piece) {
    uint8_t *copy = malloc(piece.size + 1);
    if (!copy)
        return;
    if (piece.size > 0)
        memcpy(copy + 1, piece.data, piece.size);
    session_bytes(session, side, (struct moment){0}, slice_of(copy + 1, piece.size),
                  (struct place){0});
    free(copy);
}

static void say_all(struct session *session, struct slice input) {
    while (input.size >= 2) {
        enum side side = input.data[0] & SERVER_BIT ? SIDE_SERVER : SIDE_CLIENT;
        bool hole = (input.data[0] & HOLE_BIT) != 0;
        size_t length = (size_t)(input.data[0] & LENGTH_BITS) << 8 | input.data[1];
        input = slice_from(input, 2);
        if (hole) {
            session_gap(session, side, (struct moment){0}, length);
            continue;
        }
        say(session, side, slice_first(input, length));
        input = slice_from(input, length);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct protocol *const protocols[] = {&toy_protocol, NULL};
    static const struct layer *const layers[] = {&tls_layer, NULL};
    struct slice input = slice_of(data, size);
    struct key_ring *keys = read_keys(&input);
    struct session_options options = {
        .protocols = protocols, .layers = layers, .keys = keys, .details = true};
    struct origin origin = {.sides_known = true, .protocol = &toy_protocol};
    struct session *session = session_new(&origin, &options, NULL);
    if (session) {
        say(session, SIDE_SERVER, SLICE("!"));
        say_all(session, input);
    }
    session_free(session);
    key_ring_free(keys);
    return 0;
}
