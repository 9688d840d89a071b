/* fingerprint.h: a text in 64 bits (FNV-1a), for those who keep many: never 0.
 *
 * Texts are added one after the other to FINGERPRINT_BEGIN; each ends where it ends, so that "ab",
 * "c" is not "a", "bc". Somebody who makes two texts meet is told a wrong thing about them. */
#ifndef HELOISE_DIAGNOSE_FINGERPRINT_H
#define HELOISE_DIAGNOSE_FINGERPRINT_H

#include "base/wire.h"

#define FINGERPRINT_BEGIN UINT64_C(0xcbf29ce484222325)

static inline uint64_t fingerprint_octet(uint64_t print, uint8_t octet) {
    return (print ^ octet) * UINT64_C(0x100000001b3);
}

/* 0xff stands in no text of UTF-8. */
static inline uint64_t fingerprint_end(uint64_t print) {
    print = fingerprint_octet(print, 0xff);
    return print ? print : 1;
}

static inline uint64_t fingerprint_text(uint64_t print, struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        print = fingerprint_octet(print, text.data[i]);
    return fingerprint_end(print);
}

/* Letters of ASCII count as the same in any case. */
static inline uint64_t fingerprint_name(uint64_t print, struct slice name) {
    for (size_t i = 0; i < name.size; i++)
        print = fingerprint_octet(print, octet_upper(name.data[i]));
    return fingerprint_end(print);
}

static inline uint64_t fingerprint_number(uint64_t print, uint64_t number) {
    for (int i = 0; i < 8; i++, number >>= 8)
        print = fingerprint_octet(print, (uint8_t)number);
    return fingerprint_end(print);
}

/* The address without the port. */
static inline uint64_t fingerprint_address(uint64_t print, const struct endpoint *end) {
    return fingerprint_text(print, slice_of(end->address, end->size));
}

#endif
