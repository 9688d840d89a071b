/* netfilter.h: packets that Linux's netfilter hands to programs: as its log (LINKTYPE_NFLOG), and
 * as messages between kernel and program (LINKTYPE_NETLINK), of which the log and the queue hold
 * packets. Of several messages captured as one the first that holds a packet is read. */
#ifndef HELOISE_CAPTURE_NETFILTER_H
#define HELOISE_CAPTURE_NETFILTER_H

#include "capture/encapsulation.h"

strip_header strip_nflog, strip_netlink;

#endif
