#include "explain/address.h"

/* Index of the at sign before the domain: the last one outside quotes. */
static size_t at_sign(struct slice mailbox) {
    size_t found = SLICE_NONE;
    bool quoted = false;
    for (size_t i = 0; i < mailbox.size; i++) {
        if (mailbox.data[i] == '\\' && quoted)
            i++;
        else if (mailbox.data[i] == '"')
            quoted = !quoted;
        else if (mailbox.data[i] == '@' && !quoted)
            found = i;
    }
    return found;
}

/* Takes what stands before the next `octet` off the front, and the octet; false when there is none.
 */
static bool take_until(struct slice *rest, uint8_t octet, struct slice *field) {
    size_t end = slice_find(*rest, octet);
    if (end == SLICE_NONE)
        return false;
    *field = slice_first(*rest, end);
    *rest = slice_from(*rest, end + 1);
    return true;
}

static bool is_separator(uint8_t octet) {
    return octet == '=' || octet == '+' || octet == '-';
}

/* SRS0=hash=tt=domain=user */
static bool open_srs0(struct address *address) {
    struct slice rest = slice_from(address->local, 5);
    if (!slice_starts_nocase(address->local, SLICE("SRS0")) || address->local.size < 6 ||
        !is_separator(address->local.data[4]))
        return false;
    if (!take_until(&rest, '=', &address->tag) || !take_until(&rest, '=', &address->stamp) ||
        !take_until(&rest, '=', &address->user_domain) || rest.size == 0)
        return false;
    address->user = rest;
    address->form = ADDRESS_SRS0;
    return true;
}

/* SRS1=hash=forwarder==hash=tt=domain=user */
static bool open_srs1(struct address *address) {
    struct slice rest = slice_from(address->local, 5);
    if (!slice_starts_nocase(address->local, SLICE("SRS1")) || address->local.size < 6 ||
        !is_separator(address->local.data[4]))
        return false;
    if (!take_until(&rest, '=', &address->tag) || !take_until(&rest, '=', &address->forwarder) ||
        rest.size < 2 || !is_separator(rest.data[0]))
        return false;
    rest = slice_from(rest, 1);
    struct slice hash;
    if (take_until(&rest, '=', &hash) && take_until(&rest, '=', &address->stamp) &&
        take_until(&rest, '=', &address->user_domain))
        address->user = rest;
    address->form = ADDRESS_SRS1;
    return true;
}

/* prvs=tag=user; the draft's form, and btv1==tag==user of some programs. */
static bool open_batv(struct address *address) {
    struct slice rest = address->local;
    bool doubled = slice_starts_nocase(rest, SLICE("btv1=="));
    if (!doubled && !slice_starts_nocase(rest, SLICE("prvs=")))
        return false;
    rest = slice_from(rest, doubled ? 6 : 5);
    if (!take_until(&rest, '=', &address->tag))
        return false;
    address->user = doubled ? slice_from(rest, 1) : rest;
    address->user_domain = address->domain;
    address->form = ADDRESS_BATV;
    return address->user.size > 0 && address->tag.size > 0;
}

static size_t find_last(struct slice text, uint8_t octet) {
    for (size_t i = text.size; i-- > 0;)
        if (text.data[i] == octet)
            return i;
    return SLICE_NONE;
}

/* bounces+user=example.org, list-return-7-user=example.org: an equals sign stands for the at sign
 * of another address. */
static bool open_verp(struct address *address) {
    size_t equals = find_last(address->local, '=');
    if (equals == SLICE_NONE)
        return false;
    struct slice head = slice_first(address->local, equals);
    struct slice domain = slice_from(address->local, equals + 1);
    size_t start = slice_find(head, '+');
    if (start == SLICE_NONE)
        start = find_last(head, '-');
    if (start == SLICE_NONE || start == 0 || start + 1 >= head.size ||
        slice_find(domain, '.') == SLICE_NONE)
        return false;
    address->base = slice_first(head, start);
    address->user = slice_from(head, start + 1);
    address->user_domain = domain;
    address->form = ADDRESS_VERP;
    return true;
}

static bool open_tag(struct address *address) {
    size_t plus = slice_find(address->local, '+');
    if (plus == SLICE_NONE || plus == 0)
        return false;
    address->base = slice_first(address->local, plus);
    address->tag = slice_from(address->local, plus + 1);
    address->form = ADDRESS_TAGGED;
    return true;
}

struct address address_open(struct slice mailbox) {
    size_t at = at_sign(mailbox);
    struct address plain = {.local = slice_first(mailbox, at)};
    if (at != SLICE_NONE)
        plain.domain = slice_from(mailbox, at + 1);
    static bool (*const forms[])(struct address *) = {open_srs0, open_srs1, open_batv, open_verp,
                                                      open_tag};
    if (plain.local.size > 0 && plain.local.data[0] == '"') {
        plain.form = ADDRESS_QUOTED;
        return plain;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct address opened = plain;
        if (forms[i](&opened))
            return opened;
    }
    return plain;
}

/* ---- domains ---- */

static bool is_dotted_number(struct slice domain) {
    size_t dots = 0;
    for (size_t i = 0; i < domain.size; i++) {
        if (domain.data[i] == '.')
            dots++;
        else if (!octet_is_digit(domain.data[i]))
            return false;
    }
    return dots == 3;
}

static enum domain_form literal_form(struct slice domain) {
    struct slice inside = slice_of(domain.data + 1, domain.size - 2);
    if (slice_starts_nocase(inside, SLICE("IPv6:")))
        return DOMAIN_IPV6;
    return slice_find(inside, ':') == SLICE_NONE ? DOMAIN_IPV4 : DOMAIN_TAGGED;
}

enum domain_form domain_form(struct slice domain) {
    if (domain.size > 2 && domain.data[0] == '[' && domain.data[domain.size - 1] == ']')
        return literal_form(domain);
    if (is_dotted_number(domain))
        return DOMAIN_BARE_ADDRESS;
    for (size_t i = 0; i < domain.size; i++)
        if (domain.data[i] >= 0x80)
            return DOMAIN_UNICODE;
    if (slice_starts_nocase(domain, SLICE("xn--")) ||
        slice_search_nocase(domain, SLICE(".xn--")) != SLICE_NONE)
        return DOMAIN_ENCODED;
    return slice_find(domain, '.') == SLICE_NONE ? DOMAIN_SINGLE : DOMAIN_NAME;
}
