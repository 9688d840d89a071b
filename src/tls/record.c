#include "tls/record.h"

/* A TLS 1.2 fragment may exceed 2^14 octets by 2,048 when it is encrypted (RFC 5246 6.2.3). */
enum { FRAGMENT_LONGEST = 16384 + 2048, LENGTH_AT = 3 };

bool record_header_valid(struct slice octets) {
    static const struct range {
        uint8_t low, high;
    } EXPECTED[] = {{RECORD_CHANGE_CIPHER_SPEC, RECORD_HEARTBEAT}, {3, 3}, {0, 4}};
    enum { EXPECTED_COUNT = sizeof EXPECTED / sizeof *EXPECTED };
    for (size_t i = 0; i < EXPECTED_COUNT && i < octets.size; i++)
        if (octets.data[i] < EXPECTED[i].low || octets.data[i] > EXPECTED[i].high)
            return false;
    return octets.size < RECORD_HEADER || read_be16(octets.data + LENGTH_AT) <= FRAGMENT_LONGEST;
}

static uint16_t fragment_size(const struct record_reader *reader) {
    return read_be16(reader->header + LENGTH_AT);
}

static void read_header(struct record_reader *reader, struct chunk *chunk) {
    struct slice octets = slice_first(chunk->octets, RECORD_HEADER - reader->header_size);
    memcpy(reader->header + reader->header_size, octets.data, octets.size);
    reader->header_size = (uint8_t)(reader->header_size + octets.size);
    reader->taken = 0;
    chunk_skip(chunk, octets.size);
}

enum record_progress record_peek(struct record_reader *reader, struct chunk *chunk,
                                 struct record_piece *piece) {
    while (chunk->octets.size > 0) {
        if (reader->header_size < RECORD_HEADER) {
            read_header(reader, chunk);
            if (reader->header_size == RECORD_HEADER &&
                !record_header_valid(slice_of(reader->header, RECORD_HEADER)))
                return RECORD_BROKEN;
            continue;
        }
        size_t left = (size_t)(fragment_size(reader) - reader->taken);
        if (left > 0) {
            *piece = (struct record_piece){.type = (enum record_type)reader->header[0],
                                           .start = reader->taken == 0,
                                           .size = fragment_size(reader),
                                           .octets = slice_first(chunk->octets, left)};
            return RECORD_PIECE;
        }
        reader->header_size = 0; /* RFC 5246 6.2.1: a fragment may be empty */
    }
    return RECORD_MORE;
}

void record_take(struct record_reader *reader, struct chunk *chunk, size_t count) {
    reader->taken = (uint16_t)(reader->taken + count);
    if (reader->taken == fragment_size(reader))
        reader->header_size = 0;
    chunk_skip(chunk, count);
}

bool record_gap(struct record_reader *reader, uint64_t count) {
    if (count == 0 || reader->header_size < RECORD_HEADER ||
        count > (uint64_t)(fragment_size(reader) - reader->taken))
        return false;
    reader->taken = (uint16_t)(reader->taken + count);
    if (reader->taken == fragment_size(reader))
        reader->header_size = 0;
    return true;
}
