/* wireless.h: IEEE 802.11 data frames, and what capturing programs put before them.
 *
 * Not read: protected frames, fragments, and of several packets in one frame (A-MSDU) those after
 * the first. */
#ifndef HELOISE_CAPTURE_WIRELESS_H
#define HELOISE_CAPTURE_WIRELESS_H

#include "capture/encapsulation.h"

/* The frame itself: three or four addresses, with QoS or without (IEEE 802.11-2020 9.3.2.1). */
strip_header strip_wireless;

/* Radiotap (https://www.radiotap.org), which also tells whether the header is padded. */
strip_header strip_radiotap;

/* The headers of Prism cards and of AVS: only their length matters. */
strip_header strip_prism;

/* Per-packet information: before any link type. */
strip_header strip_ppi;

#endif
