#include "base/buffer.h"

#include <stdlib.h>

enum { SMALLEST_ROOM = 256 };

bool buffer_reserve(struct buffer *buffer, size_t more) {
    if (more <= buffer->room - buffer->size)
        return true;
    if (more > SIZE_MAX / 4 - buffer->size)
        return false;
    size_t room = buffer->room ? buffer->room : SMALLEST_ROOM;
    while (room < buffer->size + more)
        room *= 2;
    uint8_t *data = realloc(buffer->data, room);
    if (!data)
        return false;
    buffer->data = data;
    buffer->room = room;
    return true;
}

bool buffer_add(struct buffer *buffer, struct slice slice) {
    if (!buffer_reserve(buffer, slice.size))
        return false;
    if (slice.size)
        memcpy(buffer->data + buffer->size, slice.data, slice.size);
    buffer->size += slice.size;
    return true;
}

void buffer_drop(struct buffer *buffer, size_t count) {
    if (count >= buffer->size) {
        buffer->size = 0;
        return;
    }
    memmove(buffer->data, buffer->data + count, buffer->size - count);
    buffer->size -= count;
}

void buffer_free(struct buffer *buffer) {
    free(buffer->data);
    *buffer = (struct buffer){0};
}
