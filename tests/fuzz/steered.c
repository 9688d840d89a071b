#include "tests/fuzz/steered.h"

#include "protocol/proxy.h"
#include "protocol/registry.h"
#include "session/layer.h"
#include "session/transcript.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/watch.h"
#include "tests/unit/event_equal.h"

enum steer {
    STEER_CLIENT = 0x01,
    STEER_SERVER,
    STEER_CLIENT_GAP,
    STEER_SERVER_GAP,
    STEER_CLIENT_FIN,
    STEER_SERVER_FIN,
    STEER_RESET,
    STEER_SECURE,
    STEER_NOTICE = 0x0b,
    STEER_LITERAL = 0x10,
};

enum { PACKET_APART = 1000000 /* ns */ };

/* TLS has a target of its own. */
static const struct layer *const layers[] = {&proxy_layer, NULL};

/* A dialogue on its way into a session. */
struct teller {
    struct session *session;
    bool single; /* octet by octet */
    bool ended[2];
    enum side side;
    struct moment now;
    struct place place;
};

/* ---- what is told ---- */

static void next_packet(struct teller *teller) {
    teller->now.ns += PACKET_APART;
    teller->place.packet++;
}

static void say_piece(struct teller *teller, struct slice piece) {
    /* A copy of its own, so that a sanitizer sees who reads past the piece. */
    uint8_t *copy = malloc(piece.size);
    INSIST(copy, "memory");
    memcpy(copy, piece.data, piece.size);
    session_bytes(teller->session, teller->side, teller->now, slice_of(copy, piece.size),
                  teller->place);
    free(copy);
    teller->place.offset += piece.size;
}

static void say(struct teller *teller, struct slice octets) {
    if (teller->ended[teller->side])
        return;
    for (size_t size; octets.size > 0; octets = slice_from(octets, size)) {
        size = teller->single ? 1 : octets.size;
        say_piece(teller, slice_first(octets, size));
    }
}

static void lose(struct teller *teller, enum side side, uint8_t count) {
    if (!teller->ended[side])
        session_gap(teller->session, side, teller->now, count);
}

static void end(struct teller *teller, enum side side, enum closing how) {
    bool over = teller->ended[SIDE_CLIENT] && teller->ended[SIDE_SERVER];
    if (over || (how == CLOSING_FIN && teller->ended[side]))
        return;
    session_end(teller->session, side, teller->now, how);
    teller->ended[side] = true;
    teller->ended[side_other(side)] |= how != CLOSING_FIN;
}

static void begin_tls(struct teller *teller) {
    if (session_kind(teller->session) == SESSION_KNOWN)
        session_secure(teller->session, teller->now, &(struct tls_event){0});
}

/* ---- the input ---- */

/* Octets at the front that are said. */
static size_t said_run(struct slice input) {
    size_t size = 0;
    while (size < input.size && (input.data[size] > STEER_LITERAL || input.data[size] == '\n' ||
                                 input.data[size] == '\r' || input.data[size] == '\t'))
        size++;
    return size;
}

/* Does what the control octet at the front wants; returns how many octets it took. */
static size_t steer(struct teller *teller, struct slice input) {
    uint8_t argument = input.size > 1 ? input.data[1] : 0;
    next_packet(teller);
    switch (input.data[0]) {
    case STEER_CLIENT:
    case STEER_SERVER:
        teller->side = input.data[0] == STEER_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
        return 1;
    case STEER_CLIENT_GAP:
    case STEER_SERVER_GAP:
        lose(teller, input.data[0] == STEER_CLIENT_GAP ? SIDE_CLIENT : SIDE_SERVER, argument);
        return 2;
    case STEER_CLIENT_FIN:
    case STEER_SERVER_FIN:
        end(teller, input.data[0] == STEER_CLIENT_FIN ? SIDE_CLIENT : SIDE_SERVER, CLOSING_FIN);
        return 1;
    case STEER_RESET:
        end(teller, teller->side, CLOSING_RESET);
        return 1;
    case STEER_SECURE:
        begin_tls(teller);
        return 1;
    case STEER_NOTICE:
        session_notice(teller->session, teller->side, teller->now,
                       &(struct notice){.kind = (enum notice_kind)(argument % NOTICE_KINDS)},
                       teller->place);
        return 2;
    case STEER_LITERAL:
        say(teller, slice_part(input, 1, 1));
        return 2;
    default:
        return 1;
    }
}

static void tell(struct teller *teller, struct slice input) {
    while (input.size > 0) {
        size_t size = said_run(input);
        if (size > 0)
            say(teller, slice_first(input, size));
        else
            size = steer(teller, input);
        input = slice_from(input, size);
    }
    end(teller, SIDE_CLIENT, CLOSING_OPEN);
}

/* ---- tried ---- */

static struct origin origin_of(const struct protocol *const protocols[2], uint8_t first) {
    bool second = (first & 16) != 0;
    const struct protocol *own = protocols[second], *other = protocols[!second];
    struct origin origin = {.midstream = (first & 4) != 0, .sides_known = (first & 8) == 0};
    switch (first & 3) {
    case 0:
        origin.protocol = own;
        break;
    case 1:
        origin.hint = own;
        break;
    case 2:
        origin.hint = other;
        break;
    default:
        break;
    }
    return origin;
}

static struct transcript *play(const struct origin *origin, struct slice input, bool single) {
    const struct session_options options = {.protocols = protocol_registry, .layers = layers};
    struct transcript *transcript =
        transcript_new(&(struct transcript_options){.preview = SIZE_MAX});
    INSIST(transcript, "memory");
    struct watch *watch = watch_new();
    const struct sink *sink = watch_sink(watch, transcript_sink(transcript, NULL));
    struct teller teller = {
        .session = session_new(origin, &options, sink), .single = single, .place = {.packet = 1}};
    INSIST(teller.session, "memory");
    tell(&teller, input);
    watch_end(watch, teller.session);
    session_free(teller.session);
    watch_free(watch);
    return transcript;
}

static void compare(const struct transcript *whole, const struct transcript *single) {
    size_t count = transcript_count(whole);
    for (size_t n = 0; n < count && n < transcript_count(single); n++) {
        const char *field = entry_difference(transcript_at(whole, n), transcript_at(single, n));
        INSIST(!field, "event %zu: %s depends on the cut", n, field);
    }
    INSIST(count == transcript_count(single), "%zu events, octet by octet %zu", count,
           transcript_count(single));
}

void steered_try(const struct protocol *const protocols[2], struct slice input) {
    if (input.size == 0)
        return;
    struct origin origin = origin_of(protocols, input.data[0]);
    struct slice dialogue = slice_from(input, 1);
    struct transcript *whole = play(&origin, dialogue, false);
    struct transcript *single = play(&origin, dialogue, true);
    compare(whole, single);
    transcript_free(whole);
    transcript_free(single);
}
