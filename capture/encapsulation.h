/* encapsulation.h: what lies between a captured frame and the IP packet that holds TCP.
 *
 * Every header that may stand there, of links and of tunnels, is one row of one table
 * (encapsulations.def): by whose numbering and which number it is recognised, and a function that
 * finds where its content begins and what the content is. Rows follow each other as the octets have
 * it: Ethernet, IPv4, UDP, VXLAN, Ethernet, IPv4 … */
#ifndef HELOISE_CAPTURE_ENCAPSULATION_H
#define HELOISE_CAPTURE_ENCAPSULATION_H

#include "base/wire.h"

/* Whose number tells what some octets are. */
enum numbering {
    BY_ETHER_TYPE, /* IEEE; GRE, Geneve and pseudowires use the same numbers */
    BY_LINK_TYPE,  /* LINKTYPE_ values of capture files */
    BY_IP_PROTOCOL,
    BY_UDP_PORT, /* the destination's */
};

enum ether_type {
    ETHER_NONE = 0, /* not told, or nothing that has a number */
    ETHER_IPV4 = 0x0800,
    ETHER_BRIDGED = 0x6558, /* a whole Ethernet frame (RFC 1701, RFC 7637) */
    ETHER_VLAN = 0x8100,    /* IEEE 802.1Q */
    ETHER_IPV6 = 0x86dd,
    ETHER_PPP = 0x880b, /* in the GRE of PPTP (RFC 2637) */
    ETHER_MPLS = 0x8847,
    ETHER_PPPOE = 0x8864,    /* a session's, not discovery */
    ETHER_QINQ = 0x88a8,     /* IEEE 802.1ad */
    ETHER_ERSPAN = 0x88be,   /* types I and II */
    ETHER_QINQ_OLD = 0x9100, /* before 802.1ad */
};

/* What a header carries. */
struct carried {
    uint16_t type;       /* a number of `by` */
    struct slice octets; /* trailing padding and check sequence included */
    enum numbering by;
};

/* Takes a header off. False when the octets end before the header does, or when it contradicts
 * itself; what is sound and holds nothing that can be read carries ETHER_NONE. */
typedef bool strip_header(struct slice octets, struct carried *inner);

struct encapsulation {
    enum numbering by;
    uint16_t number;
    const char *name;    /* for people: "IEEE 802.11" */
    strip_header *strip; /* NULL: not read */
};

/* The row of a number, or NULL. */
const struct encapsulation *encapsulation_find(enum numbering by, uint16_t number);

#endif
