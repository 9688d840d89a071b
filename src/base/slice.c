#include "base/slice.h"

/* Needles are short and their first octets rare, or else the second ones, behind a blank: memchr()
 * finds those faster than memmem() them. */
size_t slice_search(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    size_t rare = needle.data[0] == ' ' && needle.size > 1;
    for (size_t at = 0; at + needle.size <= slice.size; at++) {
        size_t found = slice_find(slice_from(slice, at + rare), needle.data[rare]);
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
    /* The cases of a letter differ in one bit: what else does is not looked at closely. */
    uint8_t first = needle.data[0], heeded = octet_is_alpha(first) ? 0xdf : 0xff;
    for (size_t i = 0; i + needle.size <= slice.size; i++)
        if (((slice.data[i] ^ first) & heeded) == 0 &&
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
