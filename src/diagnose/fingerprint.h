/* fingerprint.h: a text in 64 bits, for those who keep many: never 0.
 *
 * Texts are added one after the other to FINGERPRINT_BEGIN; each ends where it ends, so that "ab",
 * "c" is not "a", "bc". Somebody who makes two texts meet is told a wrong thing about them. */
#ifndef HELOISE_DIAGNOSE_FINGERPRINT_H
#define HELOISE_DIAGNOSE_FINGERPRINT_H

#include "base/wire.h"

#define FINGERPRINT_BEGIN UINT64_C(0xcbf29ce484222325)

static inline uint64_t fingerprint_word(uint64_t print, uint64_t word) {
    print = (print ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return print ^ print >> 32;
}

/* Behind a text of so many octets: where it ends counts. */
static inline uint64_t fingerprint_end(uint64_t print, size_t size) {
    print = fingerprint_word(print, size);
    return print ? print : 1;
}

static inline uint64_t fingerprint_text(uint64_t print, struct slice text) {
    struct slice rest = text;
    for (; rest.size > sizeof print;
         rest = slice_of(rest.data + sizeof print, rest.size - sizeof print))
        print = fingerprint_word(print, read_word(rest));
    if (rest.size > 0)
        print = fingerprint_word(print, read_word(rest));
    return fingerprint_end(print, text.size);
}

/* Letters of ASCII count as the same in any case. */
static inline uint64_t fingerprint_name(uint64_t print, struct slice name) {
    struct slice rest = name;
    for (; rest.size > sizeof print;
         rest = slice_of(rest.data + sizeof print, rest.size - sizeof print))
        print = fingerprint_word(print, word_upper(read_word(rest)));
    if (rest.size > 0)
        print = fingerprint_word(print, word_upper(read_word(rest)));
    return fingerprint_end(print, name.size);
}

static inline uint64_t fingerprint_number(uint64_t print, uint64_t number) {
    return fingerprint_end(fingerprint_word(print, number), sizeof number);
}

/* The address without the port. */
static inline uint64_t fingerprint_address(uint64_t print, const struct endpoint *end) {
    return fingerprint_text(print, slice_of(end->address, end->size));
}

#endif
