#include "base/base64.h"

/* 0 to 63, or 64 for what is no base64 digit. */
static unsigned digit_value(uint8_t octet) {
    if (octet >= 'A' && octet <= 'Z')
        return octet - 'A';
    if (octet >= 'a' && octet <= 'z')
        return octet - 'a' + 26U;
    if (octet_is_digit(octet))
        return octet - '0' + 52U;
    return octet == '+' ? 62 : octet == '/' ? 63 : 64;
}

bool base64_decode(struct slice line, struct arena *arena, struct slice *text) {
    uint8_t *to = arena_octets(arena, line.size / 4 * 3 + 3);
    *text = slice_of(to, 0);
    if (!to)
        return false;
    size_t digits = line.size;
    while (digits > 0 && line.size - digits < 2 && line.data[digits - 1] == '=')
        digits--;
    uint32_t bits = 0;
    for (size_t i = 0; i < digits; i++) {
        unsigned value = digit_value(line.data[i]);
        if (value > 63)
            return false;
        bits = bits << 6 | value;
        if (i % 4 > 0)
            to[text->size++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    return line.size % 4 == 0 && digits % 4 != 1;
}
