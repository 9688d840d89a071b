/* ppp.h: PPP (RFC 1661) as links and tunnels carry it, and PPPoE (RFC 2516). Compressed and
 * encrypted datagrams carry nothing that is read. */
#ifndef HELOISE_CAPTURE_PPP_H
#define HELOISE_CAPTURE_PPP_H

#include "capture/encapsulation.h"

/* With address and control (ff 03, RFC 1662 3.1), or beginning with the protocol. */
strip_header strip_ppp;

/* LINKTYPE_PPP_HDLC and LINKTYPE_C_HDLC: PPP, or Cisco's own framing with an EtherType, which the
 * first octet tells. */
strip_header strip_hdlc;

/* LINKTYPE_PPP_PPPD: the direction stands in the place of the address. */
strip_header strip_ppp_directed;

/* LINKTYPE_PPP_WITH_DIR: the direction stands before all of it. */
strip_header strip_directed_ppp;

/* A PPPoE session's packet. */
strip_header strip_pppoe;

#endif
