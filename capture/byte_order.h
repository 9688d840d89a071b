/* byte_order.h: numbers in the byte order of the machine that wrote the capture.
 *
 * `swapped` tells that it is not ours; the magic at the start of a file or section says so. The
 * caller has checked that the octets are there. */
#ifndef HELOISE_CAPTURE_BYTE_ORDER_H
#define HELOISE_CAPTURE_BYTE_ORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t load16(const uint8_t *data, bool swapped) {
    uint16_t value;
    memcpy(&value, data, sizeof value);
    return swapped ? __builtin_bswap16(value) : value;
}

static inline uint32_t load32(const uint8_t *data, bool swapped) {
    uint32_t value;
    memcpy(&value, data, sizeof value);
    return swapped ? __builtin_bswap32(value) : value;
}

static inline uint64_t load64(const uint8_t *data, bool swapped) {
    uint64_t value;
    memcpy(&value, data, sizeof value);
    return swapped ? __builtin_bswap64(value) : value;
}

#endif
