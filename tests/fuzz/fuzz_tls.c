/* Anything at all where TLS and PROXY headers are looked for, by somebody who wants every detail.
 * The first octet chooses which side says what: its bit n tells who sends piece n (modulo 8), and
 * its low bits how long pieces are. */
#include <stdlib.h>

#include "protocol/proxy.h"
#include "session/protocol.h"
#include "tests/unit/toy.h"
#include "tls/layer.h"

/* A protocol that invites TLS whenever the server says '!'. */
static void toy_begin(void *state, struct session *session) {
    (void)state;
    (void)session;
}

static void toy_bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    (void)state;
    if (side == SIDE_SERVER && slice_find(chunk->octets, '!') != SLICE_NONE)
        session_expect_tls(session);
}

static const struct protocol toy_protocol = {
    .name = "toy",
    .recognise = toy_recognise,
    .begin = toy_begin,
    .bytes = toy_bytes,
    .gap = toy_gap,
    .end = toy_end,
};

/* Reads every octet of what a listener is given. */
static uint64_t sum(struct slice octets) {
    uint64_t total = 0;
    for (size_t i = 0; i < octets.size; i++)
        total += octets.data[i];
    return total;
}

static uint64_t sum_tls(const struct tls_event *tls) {
    uint64_t total = sum(tls->version) + sum(tls->cipher) + sum(tls->server_name) + sum(tls->alert);
    for (size_t i = 0; i < tls->certificate_count; i++)
        total +=
            sum(tls->certificates[i].subject) + sum(tls_certificate_name(&tls->certificates[i]));
    if (tls->offer)
        total += sum(tls->offer->ja3) + sum(tls->offer->ja4);
    return total;
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    volatile uint64_t *total = context;
    (void)session;
    if (event->kind == EVENT_TLS)
        *total += sum_tls(&event->tls);
    else if (event->kind == EVENT_PROXY)
        *total += sum(event->proxy.line) + event->proxy.client.port;
    else if (event->kind == EVENT_JUNK)
        *total += sum(event->junk.text);
}

/* A copy of its own, so that a sanitizer sees who reads past the piece. */
static void say(struct session *session, enum side side, struct slice piece) {
    uint8_t *copy = malloc(piece.size);
    if (!copy)
        return;
    memcpy(copy, piece.data, piece.size);
    session_bytes(session, side, (struct moment){0}, slice_of(copy, piece.size), (struct place){0});
    free(copy);
}

static void say_all(struct session *session, uint8_t pattern, struct slice octets) {
    static const size_t SIZES[] = {1, 5, 64, 100000};
    for (unsigned n = 0; octets.size > 0; n++) {
        struct slice piece = slice_first(octets, SIZES[pattern & 3]);
        enum side side = (pattern >> n % 8 & 1) != 0 ? SIDE_SERVER : SIDE_CLIENT;
        if (slice_starts(piece, SLICE("gap!")))
            session_gap(session, side, (struct moment){0}, 1);
        else
            say(session, side, piece);
        octets = slice_from(octets, piece.size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct protocol *const protocols[] = {&toy_protocol, NULL};
    static const struct layer *const layers[] = {&proxy_layer, &tls_layer, NULL};
    if (size == 0)
        return 0;
    volatile uint64_t total = 0;
    struct session_options options = {.protocols = protocols, .layers = layers, .details = true};
    struct origin origin = {.sides_known = true, .protocol = &toy_protocol};
    struct sink sink = {.event = hear_event, .context = (void *)&total};
    struct session *session = session_new(&origin, &options, &sink);
    if (!session)
        return 0;
    say_all(session, data[0], slice_of(data + 1, size - 1));
    session_free(session);
    return 0;
}
