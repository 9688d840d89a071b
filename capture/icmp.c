#include "capture/icmp.h"

#include "base/words.h"

enum {
    ICMP_HEADER = 8, /* type, code, check sum, four octets that depend on the type */
    ANY = 256,
    QUOTED_TCP = 8, /* ports and sequence number: all that must be quoted */
    WHOLE_TCP = 20,
};

struct icmp_row {
    uint8_t address_size, type;
    uint16_t code;
    enum icmp_kind kind;
    const char *text;
};

static const struct icmp_row rows[] = {
#define ICMP(size, type, code, kind, text) {size, type, code, ICMP_##kind, text},
#include "capture/icmp_errors.def"
#undef ICMP
};

static const struct icmp_row *find_row(uint8_t address_size, uint8_t type, uint8_t code) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].address_size == address_size && rows[i].type == type &&
            (rows[i].code == code || rows[i].code == ANY))
            return &rows[i];
    return NULL;
}

/* RFC 1191 4: the lower half of the word; routers before it leave 0 there. RFC 4443 3.2: all of it.
 */
static uint32_t told_mtu(const struct icmp_row *row, const uint8_t *data) {
    if (row->kind == ICMP_FRAGMENTATION_NEEDED)
        return read_be16(data + 6);
    return row->kind == ICMP_PACKET_TOO_BIG ? read_be32(data + 4) : 0;
}

static void set_address(struct endpoint *endpoint, const uint8_t *address, uint8_t size,
                        uint16_t port) {
    *endpoint = (struct endpoint){.size = size, .port = port};
    memcpy(endpoint->address, address, size);
}

/* The packet that is quoted: cut, so that its own length means nothing. */
static bool read_quote(struct slice quoted, struct icmp_error *error, struct icmp_quote *quote) {
    struct ip_packet ip;
    uint16_t type = error->from.size == 4 ? ETHER_IPV4 : ETHER_IPV6;
    if (ip_parse(&(struct carried){type, quoted, BY_ETHER_TYPE}, 0, &ip) != IP_PACKET ||
        ip.protocol != IP_PROTOCOL_TCP || (ip.fragment && ip.fragment_offset > 0) ||
        ip.payload.size < QUOTED_TCP)
        return false;
    set_address(&quote->source, ip.source, ip.address_size, read_be16(ip.payload.data));
    set_address(&quote->destination, ip.destination, ip.address_size,
                read_be16(ip.payload.data + 2));
    quote->sequence = read_be32(ip.payload.data + 4);
    error->whole = ip.payload.size >= WHOLE_TCP;
    return true;
}

bool icmp_parse(const struct ip_packet *ip, struct icmp_error *error, struct icmp_quote *quote) {
    uint8_t own = ip->address_size == 4 ? IP_PROTOCOL_ICMP : IP_PROTOCOL_ICMPV6;
    const uint8_t *data = ip->payload.data;
    if (ip->protocol != own || ip->fragment || ip->payload.size < ICMP_HEADER)
        return false;
    const struct icmp_row *row = find_row(ip->address_size, data[0], data[1]);
    if (!row)
        return false;
    *error = (struct icmp_error){.kind = row->kind, .text = row->text, .mtu = told_mtu(row, data)};
    set_address(&error->from, ip->source, ip->address_size, 0);
    return read_quote(slice_from(ip->payload, ICMP_HEADER), error, quote);
}
