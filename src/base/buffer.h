/* buffer.h: octets that grow at the end, in memory of their own. */
#ifndef HELOISE_BASE_BUFFER_H
#define HELOISE_BASE_BUFFER_H

#include "base/slice.h"

struct buffer {
    uint8_t *data;
    size_t size, room;
};

/* Makes room for `more` octets past the end without changing the size. False when memory ran out.
 */
bool buffer_reserve(struct buffer *buffer, size_t more);

/* Adds a copy of the slice. False (and nothing added) when memory ran out. */
bool buffer_add(struct buffer *buffer, struct slice slice);

/* Drops the first `count` octets (all of them when there are fewer). */
void buffer_drop(struct buffer *buffer, size_t count);

/* What it holds; valid until the next change. */
static inline struct slice buffer_slice(const struct buffer *buffer) {
    return slice_of(buffer->data, buffer->size);
}

/* Gives the memory back; the buffer is as new. */
void buffer_free(struct buffer *buffer);

#endif
