/* slice.h: a run of octets that somebody else owns.
 *
 * Everything from the wire is a slice: never NUL-terminated, never copied without need. A slice
 * borrows: it is valid as long as what it points into, which the function that hands it out says.
 */
#ifndef HELOISE_BASE_SLICE_H
#define HELOISE_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/rare.h"

struct slice {
    const uint8_t *data; /* may be NULL when size is 0 */
    size_t size;         /* octets */
};

/* Returned by searches that found nothing. */
#define SLICE_NONE SIZE_MAX

/* A slice of a string literal, without its NUL. */
#define SLICE(literal) ((struct slice){(const uint8_t *)("" literal), sizeof(literal) - 1})

/* A slice of `size` octets at `data`. */
static inline struct slice slice_of(const void *data, size_t size) {
    return (struct slice){(const uint8_t *)data, size};
}

/* A slice of a NUL-terminated string, without its NUL. */
static inline struct slice slice_string(const char *string) {
    return slice_of(string, strlen(string));
}

/* The octets from `start` on; empty when `start` is past the end. Without a branch that depends on
 * the octets: it would be guessed wrong too often. */
static inline struct slice slice_from(struct slice slice, size_t start) {
    size_t passed = start < slice.size ? start : slice.size;
    if (!slice.data)
        return slice_of(NULL, 0);
    return slice_of(slice.data + passed, slice.size - passed);
}

/* The same of a slice that is known to have these octets, one at least. */
static inline struct slice slice_past(struct slice slice, size_t count) {
    return slice_of(slice.data + count, slice.size - count);
}

/* At most the first `count` octets. */
static inline struct slice slice_first(struct slice slice, size_t count) {
    return slice_of(slice.data, count < slice.size ? count : slice.size);
}

/* At most `count` octets from `start` on. */
static inline struct slice slice_part(struct slice slice, size_t start, size_t count) {
    return slice_first(slice_from(slice, start), count);
}

/* Whether both hold the same octets. */
static inline bool slice_equal(struct slice a, struct slice b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline uint8_t octet_upper(uint8_t octet) {
    return octet >= 'a' && octet <= 'z' ? (uint8_t)(octet - 'a' + 'A') : octet;
}

static inline uint8_t octet_lower(uint8_t octet) {
    return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet - 'A' + 'a') : octet;
}

static inline bool octet_is_digit(uint8_t octet) {
    return octet >= '0' && octet <= '9';
}

static inline bool octet_is_alpha(uint8_t octet) {
    return (uint8_t)((octet | 0x20) - 'a') < 26;
}

/* Writes the slice in upper case to `to`, which has room for it; returns what was written. */
static inline struct slice slice_upper(struct slice slice, uint8_t *to) {
    for (size_t i = 0; i < slice.size; i++)
        to[i] = octet_upper(slice.data[i]);
    return slice_of(to, slice.size);
}

/* Blank: space or tab. */
static inline bool octet_is_blank(uint8_t octet) {
    return octet == ' ' || octet == '\t';
}

/* Whether both hold the same octets when ASCII letters are compared without regard to case. */
static inline bool slice_equal_nocase(struct slice a, struct slice b) {
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (a.data[i] != b.data[i] && octet_upper(a.data[i]) != octet_upper(b.data[i]))
            return false;
    return true;
}

/* Whether `slice` begins with the octets of `prefix`. */
static inline bool slice_starts(struct slice slice, struct slice prefix) {
    return slice.size >= prefix.size && slice_equal(slice_first(slice, prefix.size), prefix);
}

/* The same without regard to the case of ASCII letters. */
static inline bool slice_starts_nocase(struct slice slice, struct slice prefix) {
    return slice.size >= prefix.size && slice_equal_nocase(slice_first(slice, prefix.size), prefix);
}

/* A bit by which slices are told apart at a glance: those that are equal in any case have the same.
 * Who keeps all bits of a set, joined, knows of most others that they are not in it. */
static inline uint64_t slice_bit_nocase(struct slice slice) {
    unsigned first = slice.size > 0 ? slice.data[0] & 0xdfu : 0;
    unsigned last = slice.size > 0 ? slice.data[slice.size - 1] & 0xdfu : 0;
    return UINT64_C(1) << ((first * 5 + last * 3 + (unsigned)slice.size * 11) & 63);
}

/* Index of the first `octet`, or SLICE_NONE. */
static inline size_t slice_find(struct slice slice, uint8_t octet) {
    const uint8_t *at = slice.size ? memchr(slice.data, octet, slice.size) : NULL;
    return at ? (size_t)(at - slice.data) : SLICE_NONE;
}

/* Without leading blanks (space, tab). */
static inline struct slice slice_skip_blanks(struct slice slice) {
    while (slice.size > 0 && octet_is_blank(slice.data[0]))
        slice = slice_past(slice, 1);
    return slice;
}

/* Takes off the blanks that are there. */
APART struct slice slice_strip(struct slice slice);

/* Without leading and trailing blanks: most have none. */
WITHIN struct slice slice_trim(struct slice slice) {
    bool bare = slice.size == 0 ||
                (!octet_is_blank(slice.data[0]) && !octet_is_blank(slice.data[slice.size - 1]));
    return bare ? slice : slice_strip(slice);
}

/* Takes the next word (a run without blanks) off the front of `rest`; empty when there is none. */
static inline struct slice slice_word(struct slice *rest) {
    struct slice word = slice_skip_blanks(*rest);
    size_t size = 0;
    while (size < word.size && !octet_is_blank(word.data[size]))
        size++;
    *rest = size > 0 ? slice_past(word, size) : word;
    word.size = size;
    return word;
}

/* Index of the first occurrence of `needle`, or SLICE_NONE. An empty needle is found at 0. */
size_t slice_search(struct slice slice, struct slice needle);

/* The same without regard to the case of ASCII letters. */
size_t slice_search_nocase(struct slice slice, struct slice needle);

/* Reads a run of decimal digits that is the whole slice. False when it is empty, holds anything
 * else, or exceeds `most`. */
bool slice_number(struct slice slice, uint64_t most, uint64_t *number);

#endif
