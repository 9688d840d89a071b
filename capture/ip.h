/* ip.h: IPv4 (RFC 791) and IPv6 (RFC 8200) down to what they carry. */
#ifndef HELOISE_CAPTURE_IP_H
#define HELOISE_CAPTURE_IP_H

#include "capture/encapsulation.h"

enum {
    IP_PROTOCOL_TCP = 6,
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    IPV4_MORE = 0x2000,
    IPV4_OFFSET = 0x1fff
};

/* One packet, or one fragment. All pointers are into the octets that it was read from. */
struct ip_packet {
    const uint8_t *source, *destination;
    uint8_t address_size;     /* 4 or 16 */
    uint8_t protocol;         /* of the payload; of the reassembled one in a fragment */
    bool fragment, more;      /* more: not the last fragment */
    uint32_t fragment_offset; /* octets */
    uint32_t identification;  /* of fragments */
    struct slice payload;     /* as captured, without padding of the link layer */
    uint32_t cut;             /* payload octets on the wire past what was captured */
};

enum ip_result {
    IP_PACKET, /* filled */
    IP_OTHER,  /* not IP */
    IP_BAD,    /* lengths that do not fit */
};

/* Reads the headers. `missing` are the octets of the frame that the snap length cut off: where
 * segmentation offload left the length 0, they are all that is known to be cut. */
enum ip_result ip_parse(const struct carried *packet, uint32_t missing, struct ip_packet *ip);

/* Reads the usual packet: TCP in IPv4, without options, in one piece, all captured. False when it
 * is another, which ip_parse() has to judge. */
static inline bool ip_parse_usual(struct slice octets, struct ip_packet *ip) {
    const uint8_t *data = octets.data;
    if (octets.size < IPV4_HEADER || data[0] != 0x45 || data[9] != IP_PROTOCOL_TCP)
        return false;
    size_t total = read_be16(data + 2);
    if (total < IPV4_HEADER || total > octets.size ||
        read_be16(data + 6) & (IPV4_MORE | IPV4_OFFSET))
        return false;
    *ip = (struct ip_packet){.source = data + 12,
                             .destination = data + 16,
                             .address_size = 4,
                             .protocol = IP_PROTOCOL_TCP,
                             .payload = slice_of(data + IPV4_HEADER, total - IPV4_HEADER)};
    return true;
}

/* The same of IPv6: TCP at once, all captured. */
static inline bool ip_parse_usual6(struct slice octets, struct ip_packet *ip) {
    const uint8_t *data = octets.data;
    if (octets.size < IPV6_HEADER || data[0] >> 4 != 6 || data[6] != IP_PROTOCOL_TCP)
        return false;
    size_t length = read_be16(data + 4);
    if (length == 0 || length > octets.size - IPV6_HEADER)
        return false;
    *ip = (struct ip_packet){.source = data + 8,
                             .destination = data + 24,
                             .address_size = 16,
                             .protocol = IP_PROTOCOL_TCP,
                             .payload = slice_of(data + IPV6_HEADER, length)};
    return true;
}

/* Passes over extension headers at the front of the payload, up to a fragment header: for a packet
 * that was put together, whose first fragment may have begun with some. */
enum ip_result ip_pass_extensions(struct ip_packet *ip);

/* Whether a payload of this protocol may hold TCP: TCP itself or an extension header. */
bool ip_leads_to_tcp(const struct ip_packet *ip);

#endif
