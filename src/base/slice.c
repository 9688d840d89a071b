#include "base/slice.h"

struct slice slice_strip(struct slice slice) {
    slice = slice_skip_blanks(slice);
    while (slice.size > 0 && octet_is_blank(slice.data[slice.size - 1]))
        slice.size--;
    return slice;
}

/* Needles are short and their last octets rare: memchr() finds those faster than memmem() them. */
size_t slice_search(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    if (needle.size > slice.size)
        return SLICE_NONE;
    size_t before = needle.size - 1;
    const uint8_t *end = slice.data + slice.size, *last = slice.data + before;
    while (last < end && (last = memchr(last, needle.data[before], (size_t)(end - last)))) {
        const uint8_t *first = last++ - before;
        if (*first == needle.data[0] && memcmp(first, needle.data, before) == 0)
            return (size_t)(first - slice.data);
    }
    return SLICE_NONE;
}

size_t slice_search_nocase(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    const uint8_t either = 0x20; /* what may be set in a letter; others are told apart then */
    uint8_t first = needle.data[0] | either;
    for (size_t i = 0; i + needle.size <= slice.size; i++)
        if ((slice.data[i] | either) == first &&
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
