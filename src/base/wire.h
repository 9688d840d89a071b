/* wire.h: the two ends of a connection, where its octets lie, and numbers as packets hold them. */
#ifndef HELOISE_BASE_WIRE_H
#define HELOISE_BASE_WIRE_H

#include <endian.h>

#include "base/slice.h"

/* Who sent something: the end that connected, or the end that listened. */
enum side { SIDE_CLIENT, SIDE_SERVER };

static inline enum side side_other(enum side side) {
    return side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
}

/* "client" or "server". */
static inline const char *side_name(enum side side) {
    return side == SIDE_CLIENT ? "client" : "server";
}

/* One end of a connection. IPv4 uses the first four octets of `address`, the rest are 0. */
struct endpoint {
    uint8_t address[16]; /* network byte order */
    uint16_t size;       /* octets of the address: 4, 16, or 0 for unknown */
    uint16_t port;
};

/* Where octets can be read again. */
struct place {
    uint64_t
        packet; /* number of the frame in its file, from 1 as in Wireshark; 0: not from a capture */
    uint64_t offset; /* octet in the source (uncompressed) at which the slice begins */
};

/* Network byte order. The caller has checked that the octets are there. */
static inline uint16_t read_be16(const uint8_t *data) {
    return (uint16_t)(data[0] << 8 | data[1]);
}

static inline uint32_t read_be32(const uint8_t *data) {
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static inline uint64_t read_be64(const uint8_t *data) {
    return (uint64_t)read_be32(data) << 32 | read_be32(data + 4);
}

/* Lowest octet first. */
static inline uint16_t read_le16(const uint8_t *data) {
    return (uint16_t)(data[1] << 8 | data[0]);
}

static inline uint32_t read_le32(const uint8_t *data) {
    return data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

/* The first octets of a slice, at most eight, as a word: the first one lowest, zeros after the
 * last. In few steps whatever their number: octet by octet, the end would be guessed wrong nearly
 * every time. */
static inline uint64_t read_word(struct slice slice) {
    const uint8_t *data = slice.data;
    size_t size = slice.size;
    uint64_t word = 0;
    uint32_t low, high;
    if (size >= sizeof word) {
        memcpy(&word, data, sizeof word);
        return le64toh(word);
    }
    if (size >= sizeof low) { /* two halves that overlap */
        memcpy(&low, data, sizeof low);
        memcpy(&high, data + size - sizeof high, sizeof high);
        return le32toh(low) | (uint64_t)le32toh(high) << 8 * (size - sizeof high);
    }
    if (size > 0)
        word = data[0] | (uint64_t)data[size / 2] << 8 * (size / 2) |
               (uint64_t)data[size - 1] << 8 * (size - 1);
    return word;
}

/* The octets of a word in upper case, all at once: bit 7 of a sum tells whether a letter's octet
 * reached 'a' or passed 'z'. */
static inline uint64_t word_upper(uint64_t word) {
    const uint64_t each = UINT64_MAX / 0xff, tops = 0x80 * each;
    uint64_t low = word & ~tops;
    uint64_t reached = low + (0x80 - 'a') * each, passed = low + (0x7f - 'z') * each;
    return word - ((reached & ~passed & ~word & tops) >> 2); /* 'a' less 'A' is 0x80 >> 2 */
}

/* The top bits of the octets of a word that equal `octet`: up to the first of them, and of no
 * meaning past it. */
static inline uint64_t word_marks(uint64_t word, uint8_t octet) {
    const uint64_t each = UINT64_MAX / 0xff, tops = 0x80 * each;
    uint64_t difference = word ^ octet * each;
    return (difference - each) & ~difference & tops;
}

/* The octets of a word before the first of these marks, zeros after them; all, where there is none.
 */
static inline uint64_t word_up_to(uint64_t word, uint64_t marks) {
    return word & (((marks & -marks) >> 7) - 1);
}

/* Whether a name is this one, in any case, where it is compared with many; `front` is
 * word_upper(read_word(name)), made once. */
static inline bool name_is_known(struct slice name, uint64_t front, struct slice known) {
    size_t read = sizeof front;
    return name.size == known.size && front == word_upper(read_word(known)) &&
           (known.size <= read ||
            slice_equal_nocase(slice_from(name, read), slice_from(known, read)));
}

/* Reads an address of either version, without port and brackets, and sets address and size. False
 * when it is none; the endpoint is then as it was. */
bool endpoint_read_address(struct slice text, struct endpoint *endpoint);

/* Enough for any endpoint_text(), NUL included. */
enum { ENDPOINT_TEXT = 64 };

/* Writes the address as RFC 5952 has it, without the port and without brackets; "?" when unknown.
 * Returns how long it is. */
size_t endpoint_address_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]);

/* Writes address and port: 192.0.2.1:25, [2001:db8::1]:25. Returns how long it is. */
size_t endpoint_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]);

#endif
