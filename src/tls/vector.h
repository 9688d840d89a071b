/* vector.h: numbers and vectors off the front of a handshake message (RFC 8446 3.3, 3.4).
 *
 * Each takes what it reads off `rest`, or nothing and says false. */
#ifndef HELOISE_TLS_VECTOR_H
#define HELOISE_TLS_VECTOR_H

#include "base/wire.h"

/* Takes `count` octets. */
static inline bool vector_take(struct slice *rest, size_t count, struct slice *taken) {
    if (rest->size < count || !rest->data)
        return false;
    *taken = slice_first(*rest, count);
    *rest = slice_from(*rest, count);
    return true;
}

/* Takes a number of one or two octets. */
static inline bool vector_number(struct slice *rest, size_t width, uint16_t *number) {
    struct slice octets;
    if (!vector_take(rest, width, &octets))
        return false;
    *number = width == 1 ? octets.data[0] : read_be16(octets.data);
    return true;
}

/* Takes a vector whose length is a number of `width` octets: one, two or three. */
static inline bool vector_read(struct slice *rest, size_t width, struct slice *vector) {
    struct slice after = *rest, octets;
    size_t size = 0;
    if (!vector_take(&after, width, &octets))
        return false;
    for (size_t i = 0; i < width; i++)
        size = size << 8 | octets.data[i];
    if (!vector_take(&after, size, vector))
        return false;
    *rest = after;
    return true;
}

/* Takes the next extension, name or share: a number of `width` octets and a vector. */
static inline bool vector_item(struct slice *rest, size_t width, uint16_t *type,
                               struct slice *data) {
    struct slice after = *rest;
    if (!vector_number(&after, width, type) || !vector_read(&after, 2, data))
        return false;
    *rest = after;
    return true;
}

#endif
