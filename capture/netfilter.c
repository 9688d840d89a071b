#include "capture/netfilter.h"

#include "capture/byte_order.h"
#include "capture/link.h"

/* linux/netfilter/nfnetlink.h, nfnetlink_log.h, nfnetlink_queue.h */
enum {
    GENERAL_HEADER = 4, /* address family, version, resource */
    ATTRIBUTE_HEADER = 4,
    ATTRIBUTE_TYPE = 0x3fff, /* without the flags above it */
    LOG_PAYLOAD = 9,         /* NFULA_PAYLOAD */
    QUEUE_PAYLOAD = 10,      /* NFQA_PAYLOAD */
    MESSAGE_QUEUED = 3 << 8, /* NFNL_SUBSYS_QUEUE, NFQNL_MSG_PACKET */
    MESSAGE_LOGGED = 4 << 8, /* NFNL_SUBSYS_ULOG, NFULNL_MSG_PACKET */
};

/* linux/netlink.h */
enum {
    COOKED_HEADER = 16,
    COOKED_FAMILY_AT = 14,
    FAMILY_NETFILTER = 12,
    MESSAGE_HEADER = 16, /* length, type, flags, sequence, port */
    MESSAGE_TYPE_AT = 4,
    ALIGNED_TO = 4,
};

static size_t aligned(size_t size) {
    return (size + ALIGNED_TO - 1) / ALIGNED_TO * ALIGNED_TO;
}

/* The value of the first attribute of this type; empty when there is none. Lengths and types have
 * the byte order of the machine that captured. */
static struct slice find_attribute(struct slice octets, uint16_t type, bool swapped) {
    while (octets.size >= ATTRIBUTE_HEADER) {
        size_t length = load16(octets.data, swapped);
        if (length < ATTRIBUTE_HEADER)
            break;
        if ((load16(octets.data + 2, swapped) & ATTRIBUTE_TYPE) == type)
            return slice_part(octets, ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER);
        octets = slice_from(octets, aligned(length));
    }
    return slice_of(octets.data, 0);
}

/* Types are small numbers: the first one tells the byte order. */
static bool is_swapped(struct slice attributes) {
    return attributes.size >= ATTRIBUTE_HEADER && load16(attributes.data + 2, false) > UINT8_MAX;
}

static bool carry(struct slice packet, struct carried *inner) {
    if (packet.size > 0)
        return strip_raw(packet, inner);
    *inner = (struct carried){ETHER_NONE, packet, BY_ETHER_TYPE};
    return true;
}

bool strip_nflog(struct slice frame, struct carried *inner) {
    if (frame.size < GENERAL_HEADER)
        return false;
    struct slice attributes = slice_from(frame, GENERAL_HEADER);
    return carry(find_attribute(attributes, LOG_PAYLOAD, is_swapped(attributes)), inner);
}

/* The packet in a message; empty when it holds none. */
static struct slice packet_in(struct slice message, bool swapped) {
    struct slice attributes = slice_from(message, MESSAGE_HEADER + GENERAL_HEADER);
    switch (load16(message.data + MESSAGE_TYPE_AT, swapped)) {
    case MESSAGE_LOGGED:
        return find_attribute(attributes, LOG_PAYLOAD, swapped);
    case MESSAGE_QUEUED:
        return find_attribute(attributes, QUEUE_PAYLOAD, swapped);
    default:
        return slice_of(NULL, 0);
    }
}

/* A length is smaller than what it looks like in the wrong order. */
static bool is_swapped_message(struct slice message) {
    uint32_t length = load32(message.data, false);
    return __builtin_bswap32(length) < length;
}

bool strip_netlink(struct slice frame, struct carried *inner) {
    if (frame.size < COOKED_HEADER)
        return false;
    struct slice rest = slice_from(frame, COOKED_HEADER), packet = {NULL, 0};
    if (read_be16(frame.data + COOKED_FAMILY_AT) != FAMILY_NETFILTER)
        rest.size = 0;
    while (rest.size >= MESSAGE_HEADER && packet.size == 0) {
        bool swapped = is_swapped_message(rest);
        size_t length = load32(rest.data, swapped);
        if (length < MESSAGE_HEADER)
            return false;
        packet = packet_in(slice_first(rest, length), swapped);
        rest = slice_from(rest, aligned(length));
    }
    return carry(packet, inner);
}
