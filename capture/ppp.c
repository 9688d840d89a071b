#include "capture/ppp.h"

enum {
    FRAMING = 2, /* address and control */
    ADDRESS_PPP = 0xff,
    CISCO_HEADER = 4, /* address, control, EtherType */
    PPPOE_HEADER = 6, /* version and type, code, session, length */
    PPPOE_VERSION = 0x11,
    PPPOE_SESSION = 0, /* the code; any other is discovery's */
};

/* PPP protocol numbers (https://www.iana.org/assignments/ppp-numbers) of what is read. */
static uint16_t ether_type_of(uint16_t protocol) {
    switch (protocol) {
    case 0x0021:
        return ETHER_IPV4;
    case 0x0057:
        return ETHER_IPV6;
    case 0x0281: /* unicast; multicast looks the same */
    case 0x0283:
        return ETHER_MPLS;
    default:
        return ETHER_NONE;
    }
}

/* The protocol is odd in its last octet, so that one of a single octet (RFC 1661 6.5) can be told.
 */
static bool strip_protocol(struct slice octets, struct carried *inner) {
    if (octets.size == 0)
        return false;
    size_t size = octets.data[0] & 1 ? 1 : 2;
    if (octets.size < size)
        return false;
    uint16_t protocol = size == 1 ? octets.data[0] : read_be16(octets.data);
    *inner = (struct carried){ether_type_of(protocol), slice_from(octets, size), BY_ETHER_TYPE};
    return true;
}

bool strip_ppp(struct slice octets, struct carried *inner) {
    bool framed = slice_starts(octets, SLICE("\xff\x03"));
    return strip_protocol(slice_from(octets, framed ? FRAMING : 0), inner);
}

bool strip_hdlc(struct slice frame, struct carried *inner) {
    if (frame.size > 0 && frame.data[0] == ADDRESS_PPP)
        return strip_ppp(frame, inner);
    if (frame.size < CISCO_HEADER)
        return false;
    *inner = (struct carried){read_be16(frame.data + FRAMING), slice_from(frame, CISCO_HEADER),
                              BY_ETHER_TYPE};
    return true;
}

bool strip_ppp_directed(struct slice frame, struct carried *inner) {
    return strip_protocol(slice_from(frame, FRAMING), inner);
}

bool strip_directed_ppp(struct slice frame, struct carried *inner) {
    return strip_ppp(slice_from(frame, 1), inner);
}

bool strip_pppoe(struct slice octets, struct carried *inner) {
    if (octets.size < PPPOE_HEADER || octets.data[0] != PPPOE_VERSION)
        return false;
    struct slice content = slice_of(octets.data + PPPOE_HEADER, octets.size - PPPOE_HEADER);
    if (octets.data[1] == PPPOE_SESSION)
        return strip_protocol(slice_first(content, read_be16(octets.data + 4)), inner);
    *inner = (struct carried){ETHER_NONE, content, BY_ETHER_TYPE};
    return true;
}
