#include "capture/link.h"

enum {
    VLAN_TAG = 4,
    LENGTH_MOST = 1500, /* an EtherType up to here is a length: IEEE 802.3 with LLC */
    SNAP_HEADER = 8,    /* LLC aa aa 03, organisation 00 00 00, EtherType */
    COOKED_HEADER = 16,
    COOKED2_HEADER = 20,
    FAMILY_HEADER = 4,
    SECURED_HEADER = 12,
    FILTERED_HEADER = 48, /* at least: up to the addresses that newer systems add */
    TAPPED_HEADER = 12,   /* up to the link type; the rest tells of interface and process */
    TAPPED_PACKET = 1,
};

static bool is_vlan(uint16_t type) {
    return type == ETHER_VLAN || type == ETHER_QINQ || type == ETHER_QINQ_OLD;
}

bool strip_llc(struct slice octets, struct carried *inner) {
    *inner = (struct carried){ETHER_NONE, octets, BY_ETHER_TYPE};
    bool snap = slice_starts(octets, SLICE("\xaa\xaa\x03\0\0\0")) ||
                slice_starts(octets, SLICE("\xaa\xaa\x03\0\0\xf8"));
    if (!snap || octets.size < SNAP_HEADER)
        return true;
    inner->type = read_be16(octets.data + 6);
    inner->octets = slice_from(octets, SNAP_HEADER);
    return true;
}

/* `header` octets end where the payload of `type` begins; tags may be stacked upon it. */
static inline bool strip_ether(struct slice frame, size_t header, uint16_t type,
                               struct carried *inner) {
    while (is_vlan(type)) {
        if (frame.size < header + VLAN_TAG)
            return false;
        type = read_be16(frame.data + header + 2);
        header += VLAN_TAG;
    }
    struct slice content = slice_of(frame.data + header, frame.size - header);
    if (type <= LENGTH_MOST)
        return strip_llc(content, inner);
    *inner = (struct carried){type, content, BY_ETHER_TYPE};
    return true;
}

bool strip_ethernet(struct slice frame, struct carried *inner) {
    if (frame.size < ETHERNET_HEADER)
        return false;
    return strip_ether(frame, ETHERNET_HEADER, read_be16(frame.data + ETHERNET_TYPE), inner);
}

bool strip_vlan(struct slice octets, struct carried *inner) {
    return strip_ether(octets, 0, ETHER_VLAN, inner);
}

/* LINKTYPE_LINUX_SLL: packet type, hardware type, address length, address, protocol. */
bool strip_cooked(struct slice frame, struct carried *inner) {
    if (frame.size < COOKED_HEADER)
        return false;
    return strip_ether(frame, COOKED_HEADER, read_be16(frame.data + 14), inner);
}

/* LINKTYPE_LINUX_SLL2: protocol first, then reserved, interface, hardware type, packet type,
 * address. */
bool strip_cooked2(struct slice frame, struct carried *inner) {
    if (frame.size < COOKED2_HEADER)
        return false;
    return strip_ether(frame, COOKED2_HEADER, read_be16(frame.data), inner);
}

/* Address families as numbered by the systems that write these headers: IPv6 is 10 on Linux, 24 on
 * NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS; IPv4 is 2 everywhere. */
static uint16_t family_ether_type(uint32_t family) {
    switch (family) {
    case 2:
        return ETHER_IPV4;
    case 10:
    case 24:
    case 28:
    case 30:
        return ETHER_IPV6;
    default:
        return ETHER_NONE;
    }
}

/* LINKTYPE_NULL has the byte order of the machine that captured, LINKTYPE_LOOP the network's: the
 * family is a small number in one of them. */
bool strip_family(struct slice frame, struct carried *inner) {
    if (frame.size < FAMILY_HEADER)
        return false;
    uint32_t family = read_be32(frame.data);
    if (family > UINT16_MAX)
        family = __builtin_bswap32(family);
    *inner = (struct carried){family_ether_type(family), slice_from(frame, FAMILY_HEADER),
                              BY_ETHER_TYPE};
    return true;
}

/* LINKTYPE_ENC, what IPsec took off: family in the byte order of the machine that captured, SPI,
 * flags. */
bool strip_secured(struct slice frame, struct carried *inner) {
    if (frame.size < SECURED_HEADER || !strip_family(frame, inner))
        return false;
    inner->octets = slice_from(frame, SECURED_HEADER);
    return true;
}

/* LINKTYPE_PFLOG: length without padding, address family, what the packet filter did. */
bool strip_filtered(struct slice frame, struct carried *inner) {
    if (frame.size < FILTERED_HEADER || frame.data[0] + 3 < FILTERED_HEADER)
        return false;
    size_t size = (frame.data[0] + 3u) & ~3u;
    if (size > frame.size)
        return false;
    *inner =
        (struct carried){family_ether_type(frame.data[1]), slice_from(frame, size), BY_ETHER_TYPE};
    return true;
}

/* LINKTYPE_PKTAP: length of the header, what follows, and of which link type it is. */
bool strip_tapped(struct slice frame, struct carried *inner) {
    if (frame.size < TAPPED_HEADER)
        return false;
    uint32_t size = read_le32(frame.data), link_type = read_le32(frame.data + 8);
    if (size < TAPPED_HEADER || size > frame.size || link_type > UINT16_MAX)
        return false;
    bool packet = read_le32(frame.data + 4) == TAPPED_PACKET;
    *inner = packet ? (struct carried){(uint16_t)link_type, slice_from(frame, size), BY_LINK_TYPE}
                    : (struct carried){ETHER_NONE, slice_from(frame, size), BY_ETHER_TYPE};
    return true;
}

bool strip_raw(struct slice frame, struct carried *inner) {
    if (frame.size == 0)
        return false;
    unsigned version = frame.data[0] >> 4;
    uint16_t type = version == 4 ? ETHER_IPV4 : version == 6 ? ETHER_IPV6 : ETHER_NONE;
    *inner = (struct carried){type, frame, BY_ETHER_TYPE};
    return true;
}

bool strip_ipv4(struct slice frame, struct carried *inner) {
    *inner = (struct carried){ETHER_IPV4, frame, BY_ETHER_TYPE};
    return true;
}

bool strip_ipv6(struct slice frame, struct carried *inner) {
    *inner = (struct carried){ETHER_IPV6, frame, BY_ETHER_TYPE};
    return true;
}
