/* record.h: TLS records (RFC 5246 6.2, RFC 8446 5.1) of one side.
 *
 *     type (1) | version (2) | length (2) | fragment (length octets)
 *
 * A record is handed out in the pieces in which its octets come, so nothing is copied and what a
 * piece holds is known when its last octet is. */
#ifndef HELOISE_TLS_RECORD_H
#define HELOISE_TLS_RECORD_H

#include "session/chunk.h"

enum record_type {
    RECORD_CHANGE_CIPHER_SPEC = 20,
    RECORD_ALERT = 21,
    RECORD_HANDSHAKE = 22,
    RECORD_APPLICATION_DATA = 23,
    RECORD_HEARTBEAT = 24,
};

enum { RECORD_HEADER = 5, ALERT_SIZE = 2 };

struct record_piece {
    enum record_type type;
    bool start;          /* begins with the fragment's first octet */
    size_t size;         /* octets of the whole fragment */
    struct slice octets; /* at least one; borrowed from the chunk */
};

/* Zeroed: in front of a record. */
struct record_reader {
    uint8_t header[RECORD_HEADER];
    uint8_t header_size;
    uint16_t taken; /* octets of the fragment that were taken */
    uint64_t count; /* records whose header was read */
};

enum record_progress { RECORD_MORE, RECORD_PIECE, RECORD_BROKEN };

/* Whether these octets are, or are the beginning of, a header of SSL 3.0 to TLS 1.3; at most
 * RECORD_HEADER octets are looked at. */
bool record_header_valid(struct slice octets);

/* Octets of the fragment, by a header of RECORD_HEADER octets. */
size_t record_header_size(const uint8_t *header);

/* What the chunk holds of the record at hand; takes header octets only. RECORD_MORE: the chunk was
 * used up. RECORD_BROKEN: what was to be a header is none; nothing more can be read of this side.
 */
enum record_progress record_peek(struct record_reader *reader, struct chunk *chunk,
                                 struct record_piece *piece);

/* Takes `count` octets of the piece that record_peek() gave. */
void record_take(struct record_reader *reader, struct chunk *chunk, size_t count);

/* `count` octets are missing. False when it is not known any more where the next record begins:
 * more is missing than the rest of this one. */
bool record_gap(struct record_reader *reader, uint64_t count);

#endif
