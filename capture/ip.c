#include "capture/ip.h"

enum { FRAGMENT_HEADER = 8, EXTENSION_SMALLEST = 8 };

/* Next header values that are extension headers (IANA, Internet Protocol Version 6 Parameters). */
enum extension {
    EXTENSION_HOP_BY_HOP = 0,
    EXTENSION_ROUTING = 43,
    EXTENSION_FRAGMENT = 44,
    EXTENSION_AUTHENTICATION = 51,
    EXTENSION_DESTINATION = 60,
    EXTENSION_MOBILITY = 135,
    EXTENSION_HIP = 139,
    EXTENSION_SHIM6 = 140,
};

/* IPv4 has the authentication header alone of them (RFC 4302). */
static bool is_extension(const struct ip_packet *ip) {
    if (ip->address_size == 4)
        return ip->protocol == EXTENSION_AUTHENTICATION;
    switch (ip->protocol) {
    case EXTENSION_HOP_BY_HOP:
    case EXTENSION_ROUTING:
    case EXTENSION_FRAGMENT:
    case EXTENSION_AUTHENTICATION:
    case EXTENSION_DESTINATION:
    case EXTENSION_MOBILITY:
    case EXTENSION_HIP:
    case EXTENSION_SHIM6:
        return true;
    default:
        return false;
    }
}

bool ip_leads_to_tcp(const struct ip_packet *ip) {
    return ip->protocol == IP_PROTOCOL_TCP || is_extension(ip);
}

/* The payload has `length` octets on the wire, beginning `header` octets into the packet. */
static void set_payload(struct ip_packet *ip, struct slice octets, size_t header, size_t length) {
    size_t captured = octets.size - header;
    ip->payload = slice_of(octets.data + header, length < captured ? length : captured);
    ip->cut = length > captured ? (uint32_t)(length - captured) : 0;
}

static enum ip_result parse_ipv4(struct slice octets, uint32_t missing, struct ip_packet *ip) {
    if (octets.size < IPV4_HEADER || octets.data[0] >> 4 != 4)
        return IP_BAD;
    const uint8_t *data = octets.data;
    size_t header = (data[0] & 0x0fu) * 4u;
    size_t total = read_be16(data + 2);
    if (total == 0) /* segmentation offload: longer than 16 bits can tell, or not yet filled in */
        total = octets.size + missing;
    if (header < IPV4_HEADER || header > octets.size || total < header)
        return IP_BAD;
    uint16_t fragment = read_be16(data + 6);
    ip->source = data + 12;
    ip->destination = data + 16;
    ip->address_size = 4;
    ip->protocol = data[9];
    ip->fragment = (fragment & (IPV4_MORE | IPV4_OFFSET)) != 0;
    ip->more = (fragment & IPV4_MORE) != 0;
    ip->fragment_offset = (fragment & IPV4_OFFSET) * 8u;
    ip->identification = read_be16(data + 4);
    set_payload(ip, octets, header, total - header);
    return ip_pass_extensions(ip);
}

/* Takes `size` octets of extension header off the payload. */
static bool pass(struct ip_packet *ip, size_t size) {
    if (size > ip->payload.size)
        return false;
    ip->protocol = ip->payload.data[0];
    ip->payload = slice_from(ip->payload, size);
    return true;
}

/* RFC 8200 4.5. A fragment that is the whole packet is none (RFC 6946). */
static bool pass_fragment_header(struct ip_packet *ip) {
    if (ip->payload.size < FRAGMENT_HEADER)
        return false;
    uint16_t fragment = read_be16(ip->payload.data + 2);
    ip->more = (fragment & 1) != 0;
    ip->fragment_offset = fragment & 0xfff8u;
    ip->identification = read_be32(ip->payload.data + 4);
    ip->fragment = ip->more || ip->fragment_offset != 0;
    return pass(ip, FRAGMENT_HEADER);
}

enum ip_result ip_pass_extensions(struct ip_packet *ip) {
    while (!ip->fragment && is_extension(ip)) {
        if (ip->payload.size < EXTENSION_SMALLEST)
            return IP_BAD;
        size_t length = ip->payload.data[1];
        bool passed = ip->protocol == EXTENSION_FRAGMENT         ? pass_fragment_header(ip)
                      : ip->protocol == EXTENSION_AUTHENTICATION ? pass(ip, (length + 2) * 4)
                                                                 : pass(ip, (length + 1) * 8);
        if (!passed)
            return IP_BAD;
    }
    return IP_PACKET;
}

static enum ip_result parse_ipv6(struct slice octets, uint32_t missing, struct ip_packet *ip) {
    if (octets.size < IPV6_HEADER || octets.data[0] >> 4 != 6)
        return IP_BAD;
    const uint8_t *data = octets.data;
    size_t length = read_be16(data + 4);
    if (length == 0) /* jumbogram (RFC 2675) or segmentation offload */
        length = octets.size - IPV6_HEADER + missing;
    ip->source = data + 8;
    ip->destination = data + 24;
    ip->address_size = 16;
    ip->protocol = data[6];
    ip->fragment = false;
    set_payload(ip, octets, IPV6_HEADER, length);
    return ip_pass_extensions(ip);
}

enum ip_result ip_parse(const struct carried *packet, uint32_t missing, struct ip_packet *ip) {
    switch (packet->type) {
    case ETHER_IPV4:
        return parse_ipv4(packet->octets, missing, ip);
    case ETHER_IPV6:
        return parse_ipv6(packet->octets, missing, ip);
    default:
        return IP_OTHER;
    }
}
