/* tunnel.h: headers that stand before a packet or a frame inside another packet.
 *
 * Flows in unlike tunnels whose inner addresses and ports are the same are one flow: a mirrored
 * packet must count as the packet it mirrors, and tcp.stream of other programs counts so too. */
#ifndef HELOISE_CAPTURE_TUNNEL_H
#define HELOISE_CAPTURE_TUNNEL_H

#include "capture/encapsulation.h"

/* A stack of labels (RFC 3032). What is below it has no number: the first half octet tells IPv4 and
 * IPv6; all else is Ethernet, with a control word before it or without (RFC 4385, RFC 4448). */
strip_header strip_mpls;

/* GRE with checksum, key and sequence number (RFC 2784, RFC 2890), and the one of PPTP (RFC 2637).
 * Source routes (RFC 1701) are not read. */
strip_header strip_gre;

/* Mirrored Ethernet of types II and III (draft-foschiano-erspan); type I has no header. */
strip_header strip_erspan;

strip_header strip_udp; /* RFC 768 */
strip_header
    strip_vxlan; /* RFC 7348, and with the next protocol in it (draft-ietf-nvo3-vxlan-gpe) */
strip_header strip_geneve; /* RFC 8926, options included */
strip_header strip_gtp;    /* user data of mobile networks (3GPP TS 29.281), extensions included */

#endif
