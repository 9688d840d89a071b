/* segment.h: what TCP sees of a packet.
 *
 *     packet -> link (Ethernet, PPP, 802.11 …) -> ip (fragments put together) -> segment
 *                                                 ip -> tunnel (GRE, VXLAN …) -> ip -> …
 *
 * segment_from_packet() takes the headers off, one by one; encapsulation.h has the table of them.
 * Lengths are checked one by one; a packet that lies is skipped and counted. */
#ifndef HELOISE_CAPTURE_SEGMENT_H
#define HELOISE_CAPTURE_SEGMENT_H

#include "base/wire.h"
#include "capture/icmp.h"
#include "capture/reader.h"

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PSH = 0x08, TCP_ACK = 0x10 };

struct segment {
    struct endpoint source, destination;
    struct moment at;
    uint64_t packet; /* frame number; of the last fragment when there were several */
    uint64_t record; /* the packet's record, for reading it again */
    uint64_t offset; /* file offset of the payload's first octet; 0 when it was put together from
                        fragments */
    uint32_t sequence, acknowledgment;
    uint16_t window;      /* unscaled */
    uint8_t flags;        /* TCP_ flags */
    struct slice payload; /* as captured */
    uint32_t cut;         /* payload octets on the wire past what was captured (snap length) */
    /* Records of the packets that carried the earlier fragments, when it was put together; else
     * count 0. */
    const uint64_t *fragment_records;
    const uint64_t *fragment_numbers;
    size_t fragment_count;
};

/* Where its payload lies. */
static inline struct place segment_place(const struct segment *segment) {
    return (struct place){.packet = segment->packet, .offset = segment->offset};
}

enum segment_result {
    SEGMENT_TCP,    /* `segment` is filled */
    SEGMENT_QUOTED, /* an ICMP error: `segment` has the ends and the sequence number that it quotes,
                       and time, packet and record of its own; segment_error() says the rest */
    SEGMENT_OTHER,  /* something else than TCP over IP */
    SEGMENT_PART,   /* a fragment: kept */
    SEGMENT_BAD,    /* lengths that do not fit */
    SEGMENT_NO_LINK, /* a link type that is not read */
};

struct decapsulator;

/* Holds fragments (bounded in number, octets and age) between packets. NULL when memory ran out. */
struct decapsulator *decapsulator_new(void);
void decapsulator_free(struct decapsulator *decapsulator);

/* Payload and fragment lists are borrowed until the next call. */
enum segment_result segment_from_packet(struct decapsulator *decapsulator,
                                        const struct packet *packet, struct segment *segment);

/* What the ICMP error says after SEGMENT_QUOTED; borrowed until the next packet. */
const struct icmp_error *segment_error(const struct decapsulator *decapsulator);

/* Name of a LINKTYPE_ value for messages ("IEEE 802.11"), or NULL. */
const char *link_type_name(uint16_t link_type);

/* Whether segment_from_packet() reads this link type. */
bool link_type_supported(uint16_t link_type);

#endif
