#include "diagnose/names.h"

bool name_is_address(struct slice name, struct endpoint *address) {
    *address = (struct endpoint){0};
    return endpoint_read_address(name, address);
}

bool name_is_literal(struct slice name, struct endpoint *address) {
    if (name.size < 3 || name.data[0] != '[' || name.data[name.size - 1] != ']')
        return false;
    struct slice inner = slice_part(name, 1, name.size - 2);
    bool six = slice_starts_nocase(inner, SLICE("IPv6:"));
    return name_is_address(slice_from(inner, six ? 5 : 0), address) &&
           address->size == (six ? 16 : 4);
}

/* The octets of the address that count. */
static struct slice bare_address(const struct endpoint *endpoint) {
    struct slice octets = slice_of(endpoint->address, endpoint->size);
    bool mapped = slice_starts(octets, SLICE("\0\0\0\0\0\0\0\0\0\0\xff\xff"));
    return mapped ? slice_from(octets, 12) : octets;
}

bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b) {
    return slice_equal(bare_address(a), bare_address(b));
}

bool name_has_host_letters(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        uint8_t octet = name.data[i];
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && octet != '-' && octet != '.' &&
            octet < 0x80)
            return false;
    }
    return name.size > 0;
}

bool name_is_public(struct slice name) {
    static const struct slice endings[] = {
        {(const uint8_t *)".local", 6},        {(const uint8_t *)".lan", 4},
        {(const uint8_t *)".localdomain", 12}, {(const uint8_t *)".internal", 9},
        {(const uint8_t *)".localhost", 10},
    };
    size_t dot = slice_find(name, '.');
    if (dot == SLICE_NONE || dot == 0 || dot + 1 == name.size)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (name.size > endings[i].size &&
            slice_equal_nocase(slice_from(name, name.size - endings[i].size), endings[i]))
            return false;
    return true;
}

struct slice name_domain_of(struct slice address) {
    for (size_t i = address.size; i > 0; i--)
        if (address.data[i - 1] == '@')
            return slice_from(address, i);
    return slice_of(NULL, 0);
}

/* RFC 5322 3.2.3: what may stand in an atom. */
static bool is_atom_octet(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || octet >= 0x80 ||
           (octet && strchr("!#$%&'*+-/=?^_`{|}~", octet));
}

static bool is_dot_string(struct slice text) {
    bool after_dot = true;
    for (size_t i = 0; i < text.size; i++) {
        bool dot = text.data[i] == '.';
        if (dot ? after_dot : !is_atom_octet(text.data[i]))
            return false;
        after_dot = dot;
    }
    return !after_dot;
}

static bool is_quoted_string(struct slice text) {
    if (text.size < 2 || text.data[0] != '"' || text.data[text.size - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] < ' ')
            return false;
        if (text.data[i] == '\\' && ++i + 1 >= text.size)
            return false;
    }
    return true;
}

static bool is_domain(struct slice text) {
    if (text.size > 2 && text.data[0] == '[')
        return text.data[text.size - 1] == ']';
    return is_dot_string(text) && name_has_host_letters(text);
}

bool name_is_mailbox(struct slice address) {
    struct slice domain = name_domain_of(address);
    if (domain.size == 0)
        return false;
    struct slice local = slice_first(address, address.size - domain.size - 1);
    return (is_dot_string(local) || is_quoted_string(local)) && is_domain(domain);
}

/* Networks of IPv4. */
struct network {
    uint8_t octets[4];
    unsigned bits;
};

static bool lies_in(struct slice address, const struct network *networks, size_t count) {
    for (size_t i = 0; address.size == 4 && i < count; i++) {
        uint32_t mask = UINT32_MAX << (32 - networks[i].bits);
        if (((read_be32(address.data) ^ read_be32(networks[i].octets)) & mask) == 0)
            return true;
    }
    return false;
}

bool endpoint_is_private(const struct endpoint *endpoint) {
    static const struct network own[] = {{{10}, 8}, {{172, 16}, 12}, {{192, 168}, 16}};
    struct slice address = bare_address(endpoint);
    if (address.size == 16) /* fc00::/7 */
        return address.data[0] >> 1 == 0x7e;
    return lies_in(address, own, sizeof own / sizeof *own);
}

bool endpoint_is_public(const struct endpoint *endpoint) {
    static const struct network reserved[] = {
        {{0}, 8},         {{100, 64}, 10},      {{127}, 8},
        {{169, 254}, 16}, {{192, 0, 0}, 24},    {{192, 0, 2}, 24},
        {{198, 18}, 15},  {{198, 51, 100}, 24}, {{203, 0, 113}, 24},
    };
    struct slice address = bare_address(endpoint);
    if (address.size == 16) /* 2000::/3, without 2001:db8::/32 */
        return address.data[0] >> 5 == 1 && !slice_starts(address, SLICE("\x20\x01\x0d\xb8"));
    return address.size == 4 && !endpoint_is_private(endpoint) &&
           !lies_in(address, reserved, sizeof reserved / sizeof *reserved);
}
