#include "capture/tunnel.h"

#include "capture/link.h"

static bool carry(uint16_t type, struct slice octets, struct carried *inner) {
    *inner = (struct carried){type, octets, BY_ETHER_TYPE};
    return true;
}

/* ---- MPLS ---- */

enum { LABEL = 4, CONTROL_WORD = 4, NIBBLE_CONTROL = 0, NIBBLE_ASSOCIATED = 1 };

/* Whether an Ethernet frame may begin here: an EtherType of what is found in mail networks. */
static bool looks_ethernet(struct slice octets) {
    if (octets.size < ETHERNET_HEADER)
        return false;
    uint16_t type = read_be16(octets.data + ETHERNET_TYPE);
    return type == ETHER_IPV4 || type == ETHER_IPV6 || type == ETHER_VLAN || type == ETHER_QINQ ||
           type == ETHER_MPLS || type == ETHER_PPPOE;
}

/* Four bits 0 begin a control word, and many a MAC address. */
static struct slice pass_control_word(struct slice octets) {
    struct slice rest = slice_from(octets, CONTROL_WORD);
    return looks_ethernet(rest) || !looks_ethernet(octets) ? rest : octets;
}

bool strip_mpls(struct slice octets, struct carried *inner) {
    bool bottom = false;
    while (!bottom) {
        if (octets.size < LABEL)
            return false;
        bottom = octets.data[2] & 1;
        octets = slice_from(octets, LABEL);
    }
    if (octets.size == 0)
        return false;
    switch (octets.data[0] >> 4) {
    case 4:
        return carry(ETHER_IPV4, octets, inner);
    case 6:
        return carry(ETHER_IPV6, octets, inner);
    case NIBBLE_ASSOCIATED: /* the channel beside a pseudowire */
        return carry(ETHER_NONE, octets, inner);
    case NIBBLE_CONTROL:
        return carry(ETHER_BRIDGED, pass_control_word(octets), inner);
    default:
        return carry(ETHER_BRIDGED, octets, inner);
    }
}

/* ---- GRE and ERSPAN ---- */

enum {
    GRE_HEADER = 4, /* flags and version, protocol */
    GRE_FIELD = 4,  /* each of the fields that a flag announces */
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTES = 0x4000,
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_ACKNOWLEDGMENT = 0x0080, /* version 1 */
    GRE_VERSION = 0x0007,
};

static size_t field(unsigned flags, unsigned flag) {
    return flags & flag ? GRE_FIELD : 0;
}

/* The key's first half is the length of what follows; without a sequence number nothing does. */
static bool strip_pptp(struct slice octets, unsigned flags, struct carried *inner) {
    size_t header =
        GRE_HEADER + GRE_FIELD + field(flags, GRE_SEQUENCE) + field(flags, GRE_ACKNOWLEDGMENT);
    if (octets.size < header)
        return false;
    bool empty = !(flags & GRE_SEQUENCE) || read_be16(octets.data + 2) != ETHER_PPP;
    size_t length = read_be16(octets.data + GRE_HEADER);
    return carry(empty ? ETHER_NONE : ETHER_PPP, slice_part(octets, header, length), inner);
}

bool strip_gre(struct slice octets, struct carried *inner) {
    if (octets.size < GRE_HEADER)
        return false;
    unsigned flags = read_be16(octets.data), version = flags & GRE_VERSION;
    if (version == 1)
        return strip_pptp(octets, flags, inner);
    if (version != 0 || flags & GRE_ROUTES)
        return carry(ETHER_NONE, octets, inner);
    size_t header = GRE_HEADER + field(flags, GRE_CHECKSUM) + field(flags, GRE_KEY) +
                    field(flags, GRE_SEQUENCE);
    if (octets.size < header)
        return false;
    uint16_t type = read_be16(octets.data + 2);
    if (type == ETHER_ERSPAN && !(flags & GRE_SEQUENCE))
        type = ETHER_BRIDGED; /* type I: the frame follows at once */
    return carry(type, slice_from(octets, header), inner);
}

enum {
    ERSPAN_VERSION_II = 1,
    ERSPAN_VERSION_III = 2,
    ERSPAN_HEADER_II = 8,
    ERSPAN_HEADER_III = 12,
    ERSPAN_SUBHEADER = 8, /* of a platform, where the last bit announces it */
    ERSPAN_FRAME_ETHERNET = 0,
    ERSPAN_FRAME_IP = 2,
};

static bool strip_erspan_iii(struct slice octets, struct carried *inner) {
    if (octets.size < ERSPAN_HEADER_III)
        return false;
    unsigned last = read_be16(octets.data + ERSPAN_HEADER_III - 2);
    size_t header = ERSPAN_HEADER_III + (last & 1 ? ERSPAN_SUBHEADER : 0);
    if (octets.size < header)
        return false;
    struct slice frame = slice_from(octets, header);
    switch (last >> 10 & 0x1f) {
    case ERSPAN_FRAME_ETHERNET:
        return carry(ETHER_BRIDGED, frame, inner);
    case ERSPAN_FRAME_IP:
        return strip_raw(frame, inner);
    default:
        return carry(ETHER_NONE, frame, inner);
    }
}

bool strip_erspan(struct slice octets, struct carried *inner) {
    if (octets.size < ERSPAN_HEADER_II)
        return false;
    switch (octets.data[0] >> 4) {
    case ERSPAN_VERSION_II:
        return carry(ETHER_BRIDGED, slice_from(octets, ERSPAN_HEADER_II), inner);
    case ERSPAN_VERSION_III:
        return strip_erspan_iii(octets, inner);
    default:
        return carry(ETHER_NONE, octets, inner);
    }
}

/* ---- UDP and what travels in it ---- */

enum {
    UDP_HEADER = 8,
    VXLAN_HEADER = 8,
    VXLAN_VALID = 0x08, /* the network identifier counts: set in every packet */
    VXLAN_NEXT = 0x04,  /* the next protocol is told */
    GENEVE_HEADER = 8,
    GENEVE_CONTROL = 0x80,
    GTP_HEADER = 8,
    GTP_VERSION = 0x30,  /* version 1, and GTP rather than GTP' */
    GTP_OPTIONAL = 0x07, /* four more octets */
    GTP_EXTENDED = 0x04, /* extension headers follow these */
    GTP_USER_DATA = 255,
};

bool strip_udp(struct slice octets, struct carried *inner) {
    if (octets.size < UDP_HEADER)
        return false;
    size_t length = read_be16(octets.data + 4);
    if (length == 0) /* segmentation offload, or longer than 16 bits can tell (RFC 2675) */
        length = octets.size;
    if (length < UDP_HEADER)
        return false;
    *inner = (struct carried){read_be16(octets.data + 2),
                              slice_part(octets, UDP_HEADER, length - UDP_HEADER), BY_UDP_PORT};
    return true;
}

/* The next protocol of VXLAN-GPE. */
static uint16_t vxlan_next(unsigned next) {
    static const uint16_t types[] = {ETHER_NONE,    ETHER_IPV4, ETHER_IPV6,
                                     ETHER_BRIDGED, ETHER_NONE, ETHER_MPLS};
    return next < sizeof types / sizeof *types ? types[next] : ETHER_NONE;
}

bool strip_vxlan(struct slice octets, struct carried *inner) {
    if (octets.size < VXLAN_HEADER)
        return false;
    struct slice content = slice_from(octets, VXLAN_HEADER);
    unsigned flags = octets.data[0];
    if (!(flags & VXLAN_VALID))
        return carry(ETHER_NONE, content, inner);
    return carry(flags & VXLAN_NEXT ? vxlan_next(octets.data[3]) : ETHER_BRIDGED, content, inner);
}

bool strip_geneve(struct slice octets, struct carried *inner) {
    if (octets.size < GENEVE_HEADER)
        return false;
    size_t header = GENEVE_HEADER + (octets.data[0] & 0x3fu) * 4;
    if (octets.data[0] >> 6 != 0 || octets.data[1] & GENEVE_CONTROL)
        return carry(ETHER_NONE, octets, inner);
    if (octets.size < header)
        return false;
    return carry(read_be16(octets.data + 2), slice_from(octets, header), inner);
}

/* Passes over extension headers: their length in fours of octets, content, type of the next. */
static bool pass_extensions(struct slice *octets, uint8_t next) {
    while (next != 0) {
        size_t size = octets->size > 0 ? octets->data[0] * 4u : 0;
        if (size == 0 || octets->size < size)
            return false;
        next = octets->data[size - 1];
        *octets = slice_from(*octets, size);
    }
    return true;
}

bool strip_gtp(struct slice octets, struct carried *inner) {
    if (octets.size < GTP_HEADER)
        return false;
    unsigned flags = octets.data[0];
    if ((flags & 0xf0) != GTP_VERSION || octets.data[1] != GTP_USER_DATA)
        return carry(ETHER_NONE, octets, inner);
    struct slice content = slice_part(octets, GTP_HEADER, read_be16(octets.data + 2));
    if (flags & GTP_OPTIONAL) {
        if (content.size < 4)
            return false;
        uint8_t next = flags & GTP_EXTENDED ? content.data[3] : 0;
        content = slice_from(content, 4);
        if (!pass_extensions(&content, next))
            return false;
    }
    return strip_raw(content, inner);
}
