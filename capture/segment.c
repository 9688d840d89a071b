#include "capture/segment.h"

#include "base/rare.h"
#include "capture/fragment.h"
#include "capture/link.h"

#include <stdlib.h>

/* A packet may have so many headers before TCP: eight tunnels of four headers each. Past that it
 * counts as one that holds no TCP. */
enum { HEADERS_MOST = 32 };

enum { TCP_HEADER = 20 };

struct decapsulator {
    const struct encapsulation *link; /* of the packet before: most captures have one link type */
    struct fragments *fragments;
    struct icmp_error error; /* of the last packet, when it was one */
};

struct decapsulator *decapsulator_new(void) {
    struct decapsulator *decapsulator = calloc(1, sizeof *decapsulator);
    if (!decapsulator)
        return NULL;
    decapsulator->fragments = fragments_new();
    if (decapsulator->fragments)
        return decapsulator;
    free(decapsulator);
    return NULL;
}

void decapsulator_free(struct decapsulator *decapsulator) {
    if (!decapsulator)
        return;
    fragments_free(decapsulator->fragments);
    free(decapsulator);
}

/* In whole words, as the flow table reads them: what was written in parts the processor hands on
 * only after a while. */
static inline void set_endpoint(struct endpoint *endpoint, const uint8_t *address, uint8_t size,
                                uint16_t port) {
    uint64_t low = 0, high = 0;
    if (size == 4) {
        memcpy(&low, address, 4);
    } else {
        memcpy(&low, address, sizeof low);
        memcpy(&high, address + sizeof low, sizeof high);
    }
    memcpy(endpoint->address, &low, sizeof low);
    memcpy(endpoint->address + sizeof low, &high, sizeof high);
    const union {
        struct {
            uint16_t size, port;
        };
        uint32_t word;
    } rest = {{size, port}};
    memcpy((uint8_t *)endpoint + offsetof(struct endpoint, size), &rest.word, sizeof rest.word);
}

/* RFC 9293 3.1. Options that the snap length cut off leave an empty payload behind them. */
static inline bool parse_tcp(const struct ip_packet *ip, struct segment *segment) {
    const uint8_t *data = ip->payload.data;
    size_t captured = ip->payload.size;
    if (captured < TCP_HEADER)
        return false;
    size_t header = (data[12] & 0xf0u) >> 2; /* counted in words of four octets */
    size_t past = header > captured ? header - captured : 0;
    if (header < TCP_HEADER || past > ip->cut)
        return false;
    set_endpoint(&segment->source, ip->source, ip->address_size, read_be16(data));
    set_endpoint(&segment->destination, ip->destination, ip->address_size, read_be16(data + 2));
    segment->sequence = read_be32(data + 4);
    segment->acknowledgment = read_be32(data + 8);
    segment->flags = data[13];
    segment->window = read_be16(data + 14);
    size_t held = header - past;
    segment->payload = slice_of(data + held, captured - held);
    segment->cut = ip->cut - (uint32_t)past;
    return true;
}

/* The segment that a packet holds, whose other headers are off. Part of each caller: where it is
 * known what these were, little is left to be asked. */
static inline __attribute__((always_inline)) enum segment_result
read_segment(const struct packet *packet, const struct ip_packet *ip, struct segment *segment) {
    if (!parse_tcp(ip, segment))
        return SEGMENT_BAD;
    segment->at = packet->at;
    segment->packet = packet->number;
    segment->record = packet->record;
    segment->offset = 0;
    if (segment->fragment_count == 0)
        segment->offset = packet->offset + (uint64_t)(segment->payload.data - packet->octets.data);
    return SEGMENT_TCP;
}

/* An ICMP error: what is known of the segment that it quotes. */
RARE static bool read_error(struct decapsulator *decapsulator, const struct packet *packet,
                            const struct ip_packet *ip, struct segment *segment) {
    struct icmp_quote quote;
    if (!icmp_parse(ip, &decapsulator->error, &quote))
        return false;
    *segment = (struct segment){.source = quote.source,
                                .destination = quote.destination,
                                .at = packet->at,
                                .packet = packet->number,
                                .record = packet->record,
                                .sequence = quote.sequence};
    return true;
}

const struct icmp_error *segment_error(const struct decapsulator *decapsulator) {
    return &decapsulator->error;
}

/* A packet that is being taken apart, and what its last header left. */
struct taking {
    const struct packet *packet;
    struct carried carried;
    uint32_t missing; /* octets past the captured ones, as far as the header before tells */
    struct ip_packet *ip;
    struct segment *segment;
    enum segment_result result; /* once nothing more is to be taken off */
};

static bool end_with(struct taking *taking, enum segment_result result) {
    taking->result = result;
    return false;
}

/* Whether what such a packet carries is looked into. */
static bool is_followed(const struct ip_packet *ip) {
    return ip_leads_to_tcp(ip) || encapsulation_find(BY_IP_PROTOCOL, ip->protocol);
}

/* A fragment: what it completes is taken on as if it had come in one piece. */
RARE static bool add_fragment(struct decapsulator *decapsulator, struct taking *taking) {
    struct ip_packet *ip = taking->ip;
    struct segment *segment = taking->segment;
    struct fragment_list carriers = {segment->fragment_records, segment->fragment_numbers,
                                     segment->fragment_count};
    struct fragment_whole whole;
    if (!is_followed(ip))
        return end_with(taking, SEGMENT_OTHER);
    switch (fragments_add(decapsulator->fragments, ip, taking->packet, &carriers, &whole)) {
    case FRAGMENT_KEPT:
        return end_with(taking, SEGMENT_PART);
    case FRAGMENT_BAD:
        return end_with(taking, SEGMENT_BAD);
    case FRAGMENT_WHOLE:
        break;
    }
    ip->payload = whole.payload;
    ip->protocol = whole.protocol;
    ip->fragment = false;
    segment->fragment_records = whole.carriers.records;
    segment->fragment_numbers = whole.carriers.numbers;
    segment->fragment_count = whole.carriers.count;
    return (ip_pass_extensions(ip) == IP_PACKET && !ip->fragment) || end_with(taking, SEGMENT_BAD);
}

/* The functions that take one header off say whether there is another to take. */
static bool take_ip(struct decapsulator *decapsulator, struct taking *taking) {
    struct ip_packet *ip = taking->ip;
    if (ip_parse(&taking->carried, taking->missing, ip) != IP_PACKET)
        return end_with(taking, SEGMENT_BAD);
    if (ip->fragment && !add_fragment(decapsulator, taking))
        return false;
    if (ip->protocol == IP_PROTOCOL_TCP)
        return end_with(taking, SEGMENT_TCP);
    if (read_error(decapsulator, taking->packet, ip, taking->segment))
        return end_with(taking, SEGMENT_QUOTED);
    taking->carried = (struct carried){ip->protocol, ip->payload, BY_IP_PROTOCOL};
    taking->missing = ip->cut;
    return true;
}

static const struct encapsulation *find_row(struct decapsulator *decapsulator,
                                            const struct carried *carried) {
    if (carried->by != BY_LINK_TYPE)
        return encapsulation_find(carried->by, carried->type);
    if (!decapsulator->link || decapsulator->link->number != carried->type)
        decapsulator->link = encapsulation_find(BY_LINK_TYPE, carried->type);
    return decapsulator->link;
}

static bool take_other(struct decapsulator *decapsulator, struct taking *taking) {
    struct carried *carried = &taking->carried;
    const struct encapsulation *row = find_row(decapsulator, carried);
    bool whole = carried->octets.size == taking->packet->octets.size;
    if (!row || !row->strip)
        return end_with(taking, whole ? SEGMENT_NO_LINK : SEGMENT_OTHER);
    return row->strip(carried->octets, carried) || end_with(taking, SEGMENT_BAD);
}

static bool holds_ip(const struct carried *carried) {
    return carried->by == BY_ETHER_TYPE &&
           (carried->type == ETHER_IPV4 || carried->type == ETHER_IPV6);
}

/* Takes the headers off one by one, whatever they are. */
APART static enum segment_result strip_headers(struct decapsulator *decapsulator,
                                               const struct packet *packet,
                                               struct segment *segment) {
    size_t captured = packet->octets.size;
    struct ip_packet ip;
    struct taking taking = {.packet = packet,
                            .carried = {packet->link_type, packet->octets, BY_LINK_TYPE},
                            .ip = &ip,
                            .segment = segment,
                            .result = SEGMENT_OTHER};
    if (packet->wire_size > captured)
        taking.missing = packet->wire_size - (uint32_t)captured;
    bool more = true;
    for (unsigned headers = 0; more && headers < HEADERS_MOST; headers++)
        more = holds_ip(&taking.carried) ? take_ip(decapsulator, &taking)
                                         : take_other(decapsulator, &taking);
    return taking.result == SEGMENT_TCP ? read_segment(packet, &ip, segment) : taking.result;
}

/* Takes off the layers that nearly every packet has. False when there are others. */
static inline bool strip_usual(const struct packet *packet, struct ip_packet *ip) {
    return packet->link_type == LINK_ETHERNET &&
           ip_parse_usual(ethernet_holds(packet->octets, ETHER_IPV4), ip);
}

/* The same where it is IPv6. */
static inline bool strip_usual6(const struct packet *packet, struct ip_packet *ip) {
    return packet->link_type == LINK_ETHERNET &&
           ip_parse_usual6(ethernet_holds(packet->octets, ETHER_IPV6), ip);
}

/* Any packet but the most usual. Out of line, so that this one finds its registers free. */
APART static enum segment_result read_other(struct decapsulator *decapsulator,
                                            const struct packet *packet, struct segment *segment) {
    struct ip_packet ip;
    return strip_usual6(packet, &ip) ? read_segment(packet, &ip, segment)
                                     : strip_headers(decapsulator, packet, segment);
}

enum segment_result segment_from_packet(struct decapsulator *decapsulator,
                                        const struct packet *packet, struct segment *segment) {
    struct ip_packet ip;
    segment->fragment_records = NULL;
    segment->fragment_numbers = NULL;
    segment->fragment_count = 0;
    return strip_usual(packet, &ip) ? read_segment(packet, &ip, segment)
                                    : read_other(decapsulator, packet, segment);
}

const char *link_type_name(uint16_t link_type) {
    const struct encapsulation *link = encapsulation_find(BY_LINK_TYPE, link_type);
    return link ? link->name : NULL;
}

bool link_type_supported(uint16_t link_type) {
    const struct encapsulation *link = encapsulation_find(BY_LINK_TYPE, link_type);
    return link && link->strip;
}
