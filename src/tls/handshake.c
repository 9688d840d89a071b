#include "tls/handshake.h"

#include "base/wire.h"

enum { HEADER_SIZE = 4 };

static size_t body_size(const uint8_t *header) {
    return (size_t)(read_be32(header) & 0xffffff);
}

/* Octets of the whole message, as far as `seen` tells: those of the header at first. */
static size_t message_size(struct slice seen) {
    return seen.size < HEADER_SIZE ? HEADER_SIZE : HEADER_SIZE + body_size(seen.data);
}

static struct handshake_message message_of(struct slice whole) {
    return (struct handshake_message){whole.data[0], slice_from(whole, HEADER_SIZE)};
}

/* Moves octets to the buffer until the message is whole or they are used up. */
static enum handshake_progress gather(struct handshake_reader *reader, struct slice *octets) {
    while (true) {
        size_t wanted = message_size(buffer_slice(&reader->partial));
        if (wanted > HEADER_SIZE + HANDSHAKE_LONGEST)
            return HANDSHAKE_BROKEN;
        if (reader->partial.size == wanted)
            return HANDSHAKE_MESSAGE;
        if (octets->size == 0)
            return HANDSHAKE_MORE;
        struct slice part = slice_first(*octets, wanted - reader->partial.size);
        if (!buffer_add(&reader->partial, part))
            return HANDSHAKE_BROKEN;
        *octets = slice_from(*octets, part.size);
    }
}

enum handshake_progress handshake_next(struct handshake_reader *reader, struct slice *octets,
                                       struct handshake_message *message) {
    if (reader->used)
        reader->partial.size = 0;
    reader->used = false;
    size_t wanted = message_size(*octets);
    if (reader->partial.size == 0 && octets->size >= wanted &&
        wanted <= HEADER_SIZE + HANDSHAKE_LONGEST) {
        *message = message_of(slice_first(*octets, wanted));
        *octets = slice_from(*octets, wanted);
        return HANDSHAKE_MESSAGE;
    }
    enum handshake_progress progress = gather(reader, octets);
    if (progress != HANDSHAKE_MESSAGE)
        return progress;
    *message = message_of(buffer_slice(&reader->partial));
    reader->used = true;
    return HANDSHAKE_MESSAGE;
}

void handshake_reader_free(struct handshake_reader *reader) {
    buffer_free(&reader->partial);
    *reader = (struct handshake_reader){0};
}
