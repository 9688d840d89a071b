/* capture_bytes.h: captures and packets that unit tests write octet by octet. */
#ifndef HELOISE_TESTS_CAPTURE_BYTES_H
#define HELOISE_TESTS_CAPTURE_BYTES_H

#include "base/buffer.h"
#include "capture/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum order { LITTLE, BIG };

static inline void add(struct buffer *to, struct slice octets) {
    assert_true(buffer_add(to, octets));
}

static inline void add_octet(struct buffer *to, unsigned octet) {
    uint8_t one = (uint8_t)octet;
    add(to, slice_of(&one, 1));
}

static inline void add_number(struct buffer *to, enum order order, size_t size, uint64_t number) {
    for (size_t i = 0; i < size; i++)
        add_octet(to, (unsigned)(number >> 8 * (order == BIG ? size - 1 - i : i)) & 0xff);
}

/* Hexadecimal digits, in which blanks count for nothing. */
static inline void add_hex(struct buffer *to, const char *digits) {
    for (; *digits; digits++) {
        char pair[3] = {digits[0], digits[1], 0};
        if (*digits == ' ')
            continue;
        add_octet(to, (unsigned)strtoul(pair, NULL, 16));
        digits++;
    }
}

static inline void add_filler(struct buffer *to, size_t size, uint8_t octet) {
    for (size_t i = 0; i < size; i++)
        add_octet(to, octet);
}

/* Network order, as headers of packets are. */
static inline void add_be(struct buffer *to, size_t size, uint64_t number) {
    add_number(to, BIG, size, number);
}

/* The header of a libpcap file. */
static inline void add_savefile(struct buffer *to, enum order order, uint32_t magic,
                                uint32_t link_type) {
    add_number(to, order, 4, magic);
    add_number(to, order, 2, 2);
    add_number(to, order, 2, 4);
    add_number(to, order, 8, 0);
    add_number(to, order, 4, 65535);
    add_number(to, order, 4, link_type);
}

static inline void add_record(struct buffer *to, enum order order, uint32_t seconds,
                              uint32_t fraction, struct slice octets, uint32_t wire_size) {
    add_number(to, order, 4, seconds);
    add_number(to, order, 4, fraction);
    add_number(to, order, 4, octets.size);
    add_number(to, order, 4, wire_size);
    add(to, octets);
}

/* A file in the scratch folder; free with file_remove(). */
static inline char *file_write(struct slice octets) {
    const char *folder = getenv("HELOISE_SCRATCH");
    char *name = malloc(4096);
    assert_non_null(name);
    (void)snprintf(name, 4096, "%s/capture-XXXXXX", folder ? folder : "/tmp");
    int file = mkstemp(name);
    assert_true(file >= 0);
    for (size_t at = 0; at < octets.size;) {
        ssize_t put = write(file, octets.data + at, octets.size - at);
        assert_true(put > 0);
        at += (size_t)put;
    }
    assert_int_equal(close(file), 0);
    return name;
}

static inline void file_remove(char *name) {
    assert_int_equal(unlink(name), 0);
    free(name);
}

/* Opens octets as if they were a file. */
static inline struct reader *octets_open(struct slice octets, struct error *error) {
    char *name = file_write(octets);
    *error = (struct error){0};
    struct reader *reader = reader_open(name, NULL, error);
    file_remove(name);
    return reader;
}

static inline void assert_octets(struct slice octets, struct slice expected) {
    assert_int_equal(octets.size, expected.size);
    assert_true(slice_equal(octets, expected));
}

/* Reads the next packet, which must be there. */
static inline struct packet packet_next(struct reader *reader) {
    struct error error = {0};
    struct packet packet;
    enum read_result result = reader_next(reader, &packet, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(result, READ_PACKET);
    return packet;
}

/* Reads to the end: how many packets, and how it ended. */
static inline size_t packets_count(struct reader *reader, enum read_result *end,
                                   struct error *error) {
    struct packet packet;
    size_t count = 0;
    *error = (struct error){0};
    while ((*end = reader_next(reader, &packet, error)) == READ_PACKET)
        assert_int_equal(packet.number, ++count);
    return count;
}

/* Headers of packets. Lengths count what the caller says will follow. */

static inline void add_ethernet(struct buffer *to, unsigned type) {
    add_hex(to, "020000000002 020000000001");
    add_be(to, 2, type);
}

/* From 192.0.2.1 to 192.0.2.2. `fragment`: flags and offset as in the header. */
static inline void add_ipv4(struct buffer *to, unsigned protocol, size_t length, unsigned id,
                            unsigned fragment) {
    add_hex(to, "4500");
    add_be(to, 2, 20 + length);
    add_be(to, 2, id);
    add_be(to, 2, fragment);
    add_octet(to, 64);
    add_octet(to, protocol);
    add_hex(to, "0000 c0000201 c0000202");
}

/* From 2001:db8::1 to 2001:db8::2. */
static inline void add_ipv6(struct buffer *to, unsigned next, size_t length) {
    add_hex(to, "60000000");
    add_be(to, 2, length);
    add_octet(to, next);
    add_octet(to, 64);
    add_hex(to, "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002");
}

/* From port 1025 to 25, without options. */
static inline void add_tcp(struct buffer *to, uint32_t sequence, unsigned flags) {
    add_hex(to, "0401 0019");
    add_be(to, 4, sequence);
    add_hex(to, "00000007 50");
    add_octet(to, flags);
    add_hex(to, "2000 0000 0000");
}

#endif
