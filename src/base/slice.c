#include "base/slice.h"

/* Needles are short and their first octets rare: memchr() finds those faster than memmem() them. */
size_t slice_search(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    for (size_t at = 0; at + needle.size <= slice.size; at++) {
        size_t found = slice_find(slice_from(slice, at), needle.data[0]);
        if (found == SLICE_NONE)
            return SLICE_NONE;
        at += found;
        if (slice_starts(slice_from(slice, at), needle))
            return at;
    }
    return SLICE_NONE;
}

size_t slice_search_nocase(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    uint8_t first = octet_upper(needle.data[0]);
    for (size_t i = 0; i + needle.size <= slice.size; i++)
        if (octet_upper(slice.data[i]) == first &&
            slice_equal_nocase(slice_part(slice, i, needle.size), needle))
            return i;
    return SLICE_NONE;
}

bool slice_number(struct slice slice, uint64_t most, uint64_t *number) {
    uint64_t value = 0;
    for (size_t i = 0; i < slice.size; i++) {
        uint64_t digit = (uint64_t)slice.data[i] - '0'; /* more than 9 where it is none */
        if (digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }
    if (slice.size == 0 || value > most)
        return false;
    *number = value;
    return true;
}
