/* link.h: what lies between a captured frame and the network packet in it.
 *
 * One table has a row for each link type that has a name; a row with a function is read. */
#ifndef HELOISE_CAPTURE_LINK_H
#define HELOISE_CAPTURE_LINK_H

#include "base/wire.h"

enum { LINK_ETHERNET = 1, ETHERNET_HEADER = 14, ETHERNET_TYPE = 12 };

enum ether_type {
    ETHER_NONE = 0, /* not told, or nothing that has a number */
    ETHER_IPV4 = 0x0800,
    ETHER_VLAN = 0x8100, /* IEEE 802.1Q */
    ETHER_IPV6 = 0x86dd,
    ETHER_QINQ = 0x88a8,     /* IEEE 802.1ad */
    ETHER_QINQ_OLD = 0x9100, /* before 802.1ad */
};

/* A network packet, and what the link layer says that it is. */
struct link_payload {
    uint16_t ether_type;
    struct slice octets; /* trailing padding and check sequence included */
};

/* What an Ethernet frame holds, if that is IPv4 without a tag, as in most captures; else empty. */
static inline struct slice ethernet_ipv4(struct slice frame) {
    if (frame.size < ETHERNET_HEADER || read_be16(frame.data + ETHERNET_TYPE) != ETHER_IPV4)
        return (struct slice){0};
    return slice_of(frame.data + ETHERNET_HEADER, frame.size - ETHERNET_HEADER);
}

struct link {
    uint16_t type; /* LINKTYPE_ value */
    const char *name;
    /* Takes the link header off. False when the frame is too short for it. NULL: not read. */
    bool (*strip)(struct slice frame, struct link_payload *payload);
};

/* The row of a link type, or NULL. */
const struct link *link_find(uint16_t type);

#endif
