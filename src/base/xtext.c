#include "base/xtext.h"

/* 0 to 15, or 16 for what is no hexadecimal digit; small letters are taken, too. */
static unsigned digit_value(uint8_t octet) {
    uint8_t upper = octet_upper(octet);
    if (octet_is_digit(octet))
        return octet - '0';
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10u : 16;
}

struct slice xtext_decode(struct slice text, struct arena *arena) {
    if (slice_find(text, '+') == SLICE_NONE)
        return text;
    uint8_t *to = arena_octets(arena, text.size);
    if (!to)
        return slice_of(NULL, 0);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        to[size] = text.data[i];
        unsigned high = i + 2 < text.size ? digit_value(text.data[i + 1]) : 16;
        unsigned low = i + 2 < text.size ? digit_value(text.data[i + 2]) : 16;
        if (text.data[i] == '+' && high < 16 && low < 16) {
            to[size] = (uint8_t)(high << 4 | low);
            i += 2;
        }
        size++;
    }
    return slice_of(to, size);
}
