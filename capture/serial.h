/* serial.h: comparing TCP sequence numbers, which wrap around (RFC 9293 3.4, RFC 1982).
 *
 * Two numbers compare as expected while they are less than 2^31 apart. */
#ifndef HELOISE_CAPTURE_SERIAL_H
#define HELOISE_CAPTURE_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

static inline bool serial_before(uint32_t a, uint32_t b) {
    return (int32_t)(a - b) < 0;
}

static inline bool serial_after(uint32_t a, uint32_t b) {
    return serial_before(b, a);
}

static inline uint32_t serial_lower(uint32_t a, uint32_t b) {
    return serial_before(a, b) ? a : b;
}

static inline uint32_t serial_higher(uint32_t a, uint32_t b) {
    return serial_before(a, b) ? b : a;
}

/* Whether `a` is `b` or at most `room` after it. */
static inline bool serial_within(uint32_t a, uint32_t b, uint32_t room) {
    return a - b <= room;
}

#endif
