/* icmp.h: ICMP errors (RFC 792, RFC 4443): a router or host says why it did not pass a packet on.
 *
 * Each quotes the packet that it speaks of, at least its IP header and eight octets more, so that
 * both ends and the sequence number of a TCP segment can be read. */
#ifndef HELOISE_CAPTURE_ICMP_H
#define HELOISE_CAPTURE_ICMP_H

#include "capture/ip.h"

enum { IP_PROTOCOL_ICMP = 1, IP_PROTOCOL_ICMPV6 = 58 };

enum icmp_kind {
    ICMP_UNREACHABLE,
    ICMP_FRAGMENTATION_NEEDED, /* IPv4: too large for the next link, and not to be cut */
    ICMP_PACKET_TOO_BIG,       /* the same in IPv6 */
    ICMP_TIME_EXCEEDED,
    ICMP_PARAMETER_PROBLEM,
};

struct icmp_error {
    enum icmp_kind kind;
    const char *text;     /* what it says, in words; a static string, marked for translation */
    uint32_t mtu;         /* of the next link, where the packet was too large; 0: not told */
    struct endpoint from; /* who says it; no port */
    bool whole;           /* it quotes the whole TCP header */
};

/* The TCP segment that an error quotes. */
struct icmp_quote {
    struct endpoint source, destination;
    uint32_t sequence;
};

/* Reads an ICMP or ICMPv6 packet. False when it is no error, or quotes no TCP segment whose ends
 * and sequence number can be read. */
bool icmp_parse(const struct ip_packet *ip, struct icmp_error *error, struct icmp_quote *quote);

#endif
