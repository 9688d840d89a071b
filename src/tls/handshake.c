#include "tls/handshake.h"

#include "base/wire.h"

static size_t body_size(const uint8_t *header) {
    return (size_t)(read_be32(header) & 0xffffff);
}

static bool is_wanted(uint32_t wanted, uint8_t type) {
    return type < 32 && (wanted >> type & 1) != 0;
}

static struct handshake_message message_of(struct slice whole) {
    struct slice body = slice_from(whole, HANDSHAKE_HEADER);
    return (struct handshake_message){whole.data[0], body.size, body};
}

/* Moves octets to the buffer until it has as many as are wanted; false: they were used up, or
 * memory ran out (and they were not). */
static bool gather(struct handshake_reader *reader, struct slice *octets, size_t wanted) {
    struct slice part = slice_first(*octets, wanted - reader->partial.size);
    if (part.size > 0 && !buffer_add(&reader->partial, part))
        return false;
    *octets = slice_from(*octets, part.size);
    return reader->partial.size == wanted;
}

/* Passes over the body of a message whose header is in the buffer. */
static enum handshake_progress pass(struct handshake_reader *reader, struct slice *octets,
                                    struct handshake_message *message) {
    size_t size = body_size(reader->partial.data);
    struct slice part = slice_first(*octets, size - reader->passed);
    reader->passed += part.size;
    *octets = slice_from(*octets, part.size);
    if (reader->passed < size)
        return HANDSHAKE_MORE;
    *message = (struct handshake_message){.type = reader->partial.data[0], .size = size};
    reader->passed = 0;
    reader->used = true;
    return HANDSHAKE_MESSAGE;
}

/* A message that lies whole in the octets at hand. */
static bool take_whole(struct slice *octets, uint32_t wanted, struct handshake_message *message) {
    if (octets->size < HANDSHAKE_HEADER || !is_wanted(wanted, octets->data[0]))
        return false;
    size_t size = body_size(octets->data);
    if (size > HANDSHAKE_LONGEST || octets->size < HANDSHAKE_HEADER + size)
        return false;
    *message = message_of(slice_first(*octets, HANDSHAKE_HEADER + size));
    *octets = slice_from(*octets, HANDSHAKE_HEADER + size);
    return true;
}

enum handshake_progress handshake_next(struct handshake_reader *reader, struct slice *octets,
                                       uint32_t wanted, struct handshake_message *message) {
    if (reader->used)
        reader->partial.size = 0;
    reader->used = false;
    if (reader->partial.size == 0 && take_whole(octets, wanted, message))
        return HANDSHAKE_MESSAGE;
    if (reader->partial.size < HANDSHAKE_HEADER && !gather(reader, octets, HANDSHAKE_HEADER))
        return octets->size > 0 ? HANDSHAKE_BROKEN : HANDSHAKE_MORE;
    if (!is_wanted(wanted, reader->partial.data[0]))
        return pass(reader, octets, message);
    size_t size = body_size(reader->partial.data);
    if (size > HANDSHAKE_LONGEST)
        return HANDSHAKE_BROKEN;
    if (!gather(reader, octets, HANDSHAKE_HEADER + size))
        return octets->size > 0 ? HANDSHAKE_BROKEN : HANDSHAKE_MORE;
    *message = message_of(buffer_slice(&reader->partial));
    reader->used = true;
    return HANDSHAKE_MESSAGE;
}

void handshake_reader_free(struct handshake_reader *reader) {
    buffer_free(&reader->partial);
    *reader = (struct handshake_reader){0};
}
