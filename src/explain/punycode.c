/* punycode.c: the labels xn--… of a domain as they were meant (RFC 3492 6.2). */
#include "base/text.h"
#include "explain/address.h"

enum {
    BASE = 36,
    LEAST = 1,
    MOST = 26,
    SKEW = 38,
    DAMP = 700,
    FIRST_BIAS = 72,
    FIRST_CODE = 128,
    LABEL = 63, /* octets of a label (RFC 1035 2.3.4); it cannot hold more characters */
    LAST_CODE = 0x10ffff,
};

struct label {
    uint32_t characters[LABEL];
    size_t count;
};

static unsigned digit_of(uint8_t octet) {
    if (octet_is_digit(octet))
        return octet - '0' + 26U;
    return octet_is_alpha(octet) ? octet_upper(octet) - (unsigned)'A' : BASE;
}

static uint32_t adapt(uint32_t delta, uint32_t count, bool first) {
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / count;
    for (; delta > (BASE - LEAST) * MOST / 2; k += BASE)
        delta /= BASE - LEAST;
    return k + (BASE - LEAST + 1) * delta / (delta + SKEW);
}

/* Reads one number of variable length off the front and adds it to `i`. */
static bool take_number(struct slice *rest, uint32_t bias, uint32_t *i) {
    uint32_t weight = 1;
    for (uint32_t k = BASE;; k += BASE) {
        unsigned digit = rest->size ? digit_of(rest->data[0]) : BASE;
        if (digit >= BASE || digit > (UINT32_MAX - *i) / weight)
            return false;
        *rest = slice_from(*rest, 1);
        *i += digit * weight;
        uint32_t threshold = k <= bias ? LEAST : k >= bias + MOST ? MOST : k - bias;
        if (digit < threshold)
            return true;
        if (weight > UINT32_MAX / (BASE - threshold))
            return false;
        weight *= BASE - threshold;
    }
}

static bool insert(struct label *label, uint32_t at, uint32_t character) {
    bool surrogate = character >= 0xd800 && character <= 0xdfff;
    if (label->count == LABEL || character > LAST_CODE || surrogate)
        return false;
    memmove(label->characters + at + 1, label->characters + at,
            (label->count - at) * sizeof *label->characters);
    label->characters[at] = character;
    label->count++;
    return true;
}

static bool decode_label(struct slice text, struct label *label) {
    size_t hyphen = text.size;
    while (hyphen > 0 && text.data[hyphen - 1] != '-')
        hyphen--;
    label->count = 0;
    for (size_t n = 0; hyphen > 1 && n < hyphen - 1; n++)
        if (text.data[n] >= FIRST_CODE || !insert(label, (uint32_t)n, text.data[n]))
            return false;
    struct slice rest = slice_from(text, hyphen);
    uint32_t code = FIRST_CODE, i = 0, bias = FIRST_BIAS;
    while (rest.size > 0) {
        uint32_t before = i, places = (uint32_t)label->count + 1;
        if (!take_number(&rest, bias, &i))
            return false;
        bias = adapt(i - before, places, before == 0);
        if (i / places > LAST_CODE - code)
            return false;
        code += i / places;
        i %= places;
        if (!insert(label, i++, code))
            return false;
    }
    return label->count > 0;
}

struct slice domain_decode(struct slice domain, struct arena *arena) {
    uint8_t *to = arena_octets(arena, domain.size * 4 + 4);
    size_t size = 0;
    struct slice rest = domain;
    while (to && rest.size > 0) {
        size_t end = slice_find(rest, '.');
        struct slice text = slice_first(rest, end);
        struct label label;
        bool encoded = text.size <= LABEL && slice_starts_nocase(text, SLICE("xn--")) &&
                       decode_label(slice_from(text, 4), &label);
        if (encoded) {
            for (size_t i = 0; i < label.count; i++)
                size += character_write(to + size, label.characters[i]);
        } else {
            memcpy(to + size, text.data, text.size);
            size += text.size;
        }
        rest = slice_from(rest, text.size);
        if (rest.size > 0)
            to[size++] = '.';
        rest = slice_from(rest, 1);
    }
    return slice_of(to, size);
}
