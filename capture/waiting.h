/* waiting.h: octets of one direction that came before their turn.
 *
 * Pieces are kept in the order of their sequence numbers and never overlap: of octets that came
 * several times the first ones count, with the lowest acknowledgment that any copy carried (a
 * retransmission acknowledges more than the first copy did, and must not wait for more). A FIN
 * takes one number after the last octet, as on the wire. These are the only copies of payload that
 * the assembler makes. */
#ifndef HELOISE_CAPTURE_WAITING_H
#define HELOISE_CAPTURE_WAITING_H

#include "base/moment.h"
#include "base/rare.h"
#include "base/wire.h"
#include "capture/serial.h"

/* Payload that follows on the sequence number `sequence`, and where it came from. */
struct piece {
    uint32_t sequence;
    uint32_t acknowledgment; /* of the other direction, where `acknowledges` */
    uint32_t arrival;        /* the flow's how many-th packet brought it */
    bool acknowledges;
    bool fin; /* a FIN follows the octets */
    struct moment at;
    struct place place;
    struct slice octets; /* owned by the piece when it waits, else borrowed */
};

/* The number after the last octet, or after the FIN. */
static inline uint32_t piece_end(const struct piece *piece) {
    return piece->sequence + (uint32_t)piece->octets.size + piece->fin;
}

/* What of the piece lies from `start` up to `end`; both must lie within it. */
struct piece piece_part(const struct piece *piece, uint32_t start, uint32_t end);

struct waiting {
    struct piece **pieces; /* in use: `count` from `first` on */
    size_t first, count, room;
    size_t cost; /* octets, and a fixed price for each piece, so that tiny pieces are bounded too */
};

/* What waiting_add() found. */
struct addition {
    bool added;   /* some of it was new */
    bool differs; /* other octets were there already; they stay */
    bool failed;  /* memory ran out; some of it is lost */
};

/* Adds a copy of the piece, less what waits already. */
RARE struct addition waiting_add(struct waiting *waiting, const struct piece *piece);

/* The piece with the lowest sequence number, or NULL. */
static inline const struct piece *waiting_front(const struct waiting *waiting) {
    return waiting->count ? waiting->pieces[waiting->first] : NULL;
}

/* The n-th piece from the front; NULL past the last one. */
static inline const struct piece *waiting_at(const struct waiting *waiting, size_t n) {
    return n < waiting->count ? waiting->pieces[waiting->first + n] : NULL;
}

/* Takes the front piece out; the caller frees it with free(). There must be one. */
struct piece *waiting_take(struct waiting *waiting);

/* Forgets all pieces and gives the memory back. */
void waiting_clear(struct waiting *waiting);

#endif
