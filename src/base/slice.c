#include "base/slice.h"

size_t slice_search(struct slice slice, struct slice needle) {
    if (needle.size == 0)
        return 0;
    const uint8_t *at =
        slice.size ? memmem(slice.data, slice.size, needle.data, needle.size) : NULL;
    return at ? (size_t)(at - slice.data) : SLICE_NONE;
}

size_t slice_search_nocase(struct slice slice, struct slice needle) {
    for (size_t i = 0; i + needle.size <= slice.size; i++)
        if (slice_equal_nocase(slice_part(slice, i, needle.size), needle))
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
