#include "capture/link.h"

enum {
    VLAN_TAG = 4,
    LENGTH_MOST = 1500, /* an EtherType up to here is a length: IEEE 802.3 with LLC */
    SNAP_HEADER = 8,    /* LLC aa aa 03, organisation 00 00 00, EtherType */
    COOKED_HEADER = 16,
    COOKED2_HEADER = 20,
    FAMILY_HEADER = 4,
};

static bool is_vlan(uint16_t type) {
    return type == ETHER_VLAN || type == ETHER_QINQ || type == ETHER_QINQ_OLD;
}

/* RFC 1042: IP over IEEE 802.3. Other LLC is nothing that we read. */
static void strip_snap(struct link_payload *payload) {
    struct slice octets = payload->octets;
    payload->ether_type = ETHER_NONE;
    if (!slice_starts(octets, SLICE("\xaa\xaa\x03\0\0\0")) || octets.size < SNAP_HEADER)
        return;
    payload->ether_type = read_be16(octets.data + 6);
    payload->octets = slice_from(octets, SNAP_HEADER);
}

/* `header` octets end where the payload of `type` begins; tags may be stacked upon it. */
static inline bool strip_ether(struct slice frame, size_t header, uint16_t type,
                               struct link_payload *payload) {
    while (is_vlan(type)) {
        if (frame.size < header + VLAN_TAG)
            return false;
        type = read_be16(frame.data + header + 2);
        header += VLAN_TAG;
    }
    payload->ether_type = type;
    payload->octets = slice_of(frame.data + header, frame.size - header);
    if (type <= LENGTH_MOST)
        strip_snap(payload);
    return true;
}

static bool strip_ethernet(struct slice frame, struct link_payload *payload) {
    if (frame.size < ETHERNET_HEADER)
        return false;
    return strip_ether(frame, ETHERNET_HEADER, read_be16(frame.data + ETHERNET_TYPE), payload);
}

/* LINKTYPE_LINUX_SLL: packet type, hardware type, address length, address, protocol. */
static bool strip_cooked(struct slice frame, struct link_payload *payload) {
    if (frame.size < COOKED_HEADER)
        return false;
    return strip_ether(frame, COOKED_HEADER, read_be16(frame.data + 14), payload);
}

/* LINKTYPE_LINUX_SLL2: protocol first, then reserved, interface, hardware type, packet type,
 * address. */
static bool strip_cooked2(struct slice frame, struct link_payload *payload) {
    if (frame.size < COOKED2_HEADER)
        return false;
    return strip_ether(frame, COOKED2_HEADER, read_be16(frame.data), payload);
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
static bool strip_family(struct slice frame, struct link_payload *payload) {
    if (frame.size < FAMILY_HEADER)
        return false;
    uint32_t family = read_be32(frame.data);
    if (family > UINT16_MAX)
        family = __builtin_bswap32(family);
    payload->ether_type = family_ether_type(family);
    payload->octets = slice_from(frame, FAMILY_HEADER);
    return true;
}

static bool strip_raw(struct slice frame, struct link_payload *payload) {
    if (frame.size == 0)
        return false;
    unsigned version = frame.data[0] >> 4;
    payload->ether_type = version == 4 ? ETHER_IPV4 : version == 6 ? ETHER_IPV6 : ETHER_NONE;
    payload->octets = frame;
    return true;
}

static bool strip_ipv4(struct slice frame, struct link_payload *payload) {
    *payload = (struct link_payload){ETHER_IPV4, frame};
    return true;
}

static bool strip_ipv6(struct slice frame, struct link_payload *payload) {
    *payload = (struct link_payload){ETHER_IPV6, frame};
    return true;
}

/* https://www.tcpdump.org/linktypes.html, in the order of numbers. */
static const struct link links[] = {
    {0, "BSD loopback", strip_family},
    {LINK_ETHERNET, "Ethernet", strip_ethernet},
    {6, "IEEE 802.5 Token Ring", NULL},
    {8, "SLIP", NULL},
    {9, "PPP", NULL},
    {10, "FDDI", NULL},
    {12, "raw IP", strip_raw}, /* DLT_RAW, as some systems write it */
    {14, "raw IP", strip_raw}, /* the same on OpenBSD */
    {50, "PPP in HDLC-like framing", NULL},
    {51, "PPPoE", NULL},
    {100, "RFC 1483 ATM", NULL},
    {101, "raw IP", strip_raw},
    {104, "Cisco HDLC", NULL},
    {105, "IEEE 802.11", NULL},
    {107, "Frame Relay", NULL},
    {108, "OpenBSD loopback", strip_family},
    {113, "Linux cooked", strip_cooked},
    {114, "LocalTalk", NULL},
    {117, "OpenBSD pflog", NULL},
    {119, "IEEE 802.11 with Prism header", NULL},
    {122, "IP over Fibre Channel", NULL},
    {127, "IEEE 802.11 with radiotap header", NULL},
    {129, "ARCNET with Linux header", NULL},
    {138, "IP over IEEE 1394", NULL},
    {149, "Juniper PPP", NULL},
    {163, "IEEE 802.11 with AVS header", NULL},
    {166, "PPP with direction", NULL},
    {187, "Bluetooth HCI", NULL},
    {189, "USB on Linux", NULL},
    {192, "PPI", NULL},
    {195, "IEEE 802.15.4", NULL},
    {201, "Bluetooth HCI with direction", NULL},
    {204, "PPP with direction octet", NULL},
    {220, "USB on Linux, padded", NULL},
    {227, "CAN", NULL},
    {228, "raw IPv4", strip_ipv4},
    {229, "raw IPv6", strip_ipv6},
    {239, "Linux netfilter log", NULL},
    {242, "IP over InfiniBand", NULL},
    {247, "InfiniBand", NULL},
    {249, "USB on Windows", NULL},
    {251, "Bluetooth Low Energy", NULL},
    {252, "exported upper-layer packets", NULL},
    {253, "Linux netlink", NULL},
    {276, "Linux cooked, version 2", strip_cooked2},
};

const struct link *link_find(uint16_t type) {
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (links[i].type == type)
            return &links[i];
    return NULL;
}
