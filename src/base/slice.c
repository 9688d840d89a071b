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
    if (slice.size == 0)
        return false;
    for (size_t i = 0; i < slice.size; i++) {
        if (!octet_is_digit(slice.data[i]))
            return false;
        uint64_t digit = (uint64_t)(slice.data[i] - '0');
        if (digit > most || value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}
