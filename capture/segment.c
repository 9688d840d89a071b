#include "capture/segment.h"

#include "capture/fragment.h"

#include <stdlib.h>

enum { TCP_HEADER = 20 };

struct decapsulator {
    const struct link *link; /* of the packet before: most captures have one link type */
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
static bool parse_tcp(const struct ip_packet *ip, struct segment *segment) {
    const uint8_t *data = ip->payload.data;
    size_t captured = ip->payload.size;
    if (captured < TCP_HEADER)
        return false;
    size_t header = (data[12] >> 4) * 4u;
    if (header < TCP_HEADER || header > captured + ip->cut)
        return false;
    set_endpoint(&segment->source, ip->source, ip->address_size, read_be16(data));
    set_endpoint(&segment->destination, ip->destination, ip->address_size, read_be16(data + 2));
    segment->sequence = read_be32(data + 4);
    segment->acknowledgment = read_be32(data + 8);
    segment->flags = data[13];
    segment->window = read_be16(data + 14);
    segment->payload = slice_from(ip->payload, header);
    segment->cut = header <= captured ? ip->cut : ip->cut - (uint32_t)(header - captured);
    return true;
}

/* An ICMP error: what is known of the segment that it quotes. */
static bool read_error(struct decapsulator *decapsulator, const struct packet *packet,
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

/* A fragment: what it completes is taken on as if it had come in one piece. */
static enum segment_result add_fragment(struct decapsulator *decapsulator,
                                        const struct packet *packet, struct ip_packet *ip,
                                        struct segment *segment) {
    struct fragment_whole whole;
    if (!ip_leads_to_tcp(ip))
        return SEGMENT_OTHER;
    switch (fragments_add(decapsulator->fragments, ip, packet, &whole)) {
    case FRAGMENT_KEPT:
        return SEGMENT_PART;
    case FRAGMENT_BAD:
        return SEGMENT_BAD;
    case FRAGMENT_WHOLE:
        break;
    }
    ip->payload = whole.payload;
    ip->protocol = whole.protocol;
    ip->fragment = false;
    if (ip_pass_extensions(ip) != IP_PACKET || ip->fragment)
        return SEGMENT_BAD;
    segment->fragment_records = whole.records;
    segment->fragment_numbers = whole.numbers;
    segment->fragment_count = whole.count;
    return ip->protocol == IP_PROTOCOL_TCP ? SEGMENT_TCP : SEGMENT_OTHER;
}

static const struct link *find_link(struct decapsulator *decapsulator, uint16_t type) {
    if (!decapsulator->link || decapsulator->link->type != type)
        decapsulator->link = link_find(type);
    return decapsulator->link;
}

/* Takes the layers off one by one, whatever they are. */
static enum segment_result strip_layers(struct decapsulator *decapsulator,
                                        const struct packet *packet, struct ip_packet *ip,
                                        struct segment *segment) {
    const struct link *link = find_link(decapsulator, packet->link_type);
    if (!link || !link->strip)
        return SEGMENT_NO_LINK;
    struct link_payload payload;
    if (!link->strip(packet->octets, &payload))
        return SEGMENT_BAD;
    size_t captured = packet->octets.size;
    uint32_t missing = packet->wire_size > captured ? packet->wire_size - (uint32_t)captured : 0;
    enum ip_result result = ip_parse(&payload, missing, ip);
    if (result != IP_PACKET)
        return result == IP_OTHER ? SEGMENT_OTHER : SEGMENT_BAD;
    if (ip->fragment)
        return add_fragment(decapsulator, packet, ip, segment);
    if (ip->protocol == IP_PROTOCOL_TCP)
        return SEGMENT_TCP;
    return read_error(decapsulator, packet, ip, segment) ? SEGMENT_QUOTED : SEGMENT_OTHER;
}

/* Takes off the layers that nearly every packet has. False when there are others. */
static inline bool strip_usual(const struct packet *packet, struct ip_packet *ip) {
    return packet->link_type == LINK_ETHERNET && ip_parse_usual(ethernet_ipv4(packet->octets), ip);
}

enum segment_result segment_from_packet(struct decapsulator *decapsulator,
                                        const struct packet *packet, struct segment *segment) {
    struct ip_packet ip;
    segment->fragment_records = NULL;
    segment->fragment_numbers = NULL;
    segment->fragment_count = 0;
    if (!strip_usual(packet, &ip)) {
        struct ip_packet other; /* so that the usual one stays in registers */
        enum segment_result result = strip_layers(decapsulator, packet, &other, segment);
        if (result != SEGMENT_TCP)
            return result;
        ip = other;
    }
    if (!parse_tcp(&ip, segment))
        return SEGMENT_BAD;
    segment->at = packet->at;
    segment->packet = packet->number;
    segment->record = packet->record;
    segment->offset = 0;
    if (segment->fragment_count == 0)
        segment->offset = packet->offset + (uint64_t)(segment->payload.data - packet->octets.data);
    return SEGMENT_TCP;
}

const char *link_type_name(uint16_t link_type) {
    const struct link *link = link_find(link_type);
    return link ? link->name : NULL;
}

bool link_type_supported(uint16_t link_type) {
    const struct link *link = link_find(link_type);
    return link && link->strip;
}
