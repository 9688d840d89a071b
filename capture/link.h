/* link.h: links that say in an EtherType, or in a word of their own, what they carry: Ethernet,
 * Linux cooked, loopback, and IP with nothing before it. */
#ifndef HELOISE_CAPTURE_LINK_H
#define HELOISE_CAPTURE_LINK_H

#include "capture/encapsulation.h"

enum { LINK_ETHERNET = 1, ETHERNET_HEADER = 14, ETHERNET_TYPE = 12 };

/* What an Ethernet frame holds, if that is of this type without a tag, as in most captures; else
 * empty. */
static inline struct slice ethernet_holds(struct slice frame, uint16_t type) {
    if (frame.size < ETHERNET_HEADER || read_be16(frame.data + ETHERNET_TYPE) != type)
        return (struct slice){0};
    return slice_of(frame.data + ETHERNET_HEADER, frame.size - ETHERNET_HEADER);
}

/* Ethernet II or IEEE 802.3, with any tags. */
strip_header strip_ethernet;

/* What follows the EtherType of a VLAN: more tags may. */
strip_header strip_vlan;

/* IEEE 802.2 LLC with SNAP (RFC 1042, IEEE 802.1H): an EtherType. Other LLC carries nothing. */
strip_header strip_llc;

strip_header strip_cooked, strip_cooked2; /* LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2 */

/* LINKTYPE_NULL and LINKTYPE_LOOP: an address family. */
strip_header strip_family;

/* What other systems' own devices write: LINKTYPE_ENC (IPsec), LINKTYPE_PFLOG (pf), LINKTYPE_PKTAP
 * (macOS). */
strip_header strip_secured, strip_filtered, strip_tapped;

/* IP without a header before it: of either version, or known to be of one. */
strip_header strip_raw, strip_ipv4, strip_ipv6;

#endif
