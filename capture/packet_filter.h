/* packet_filter.h: a capture filter (BPF, pcap-filter(7)) for packets of files.
 *
 * What the words mean depends on the link type: they are compiled anew for each that comes up. */
#ifndef HELOISE_CAPTURE_PACKET_FILTER_H
#define HELOISE_CAPTURE_PACKET_FILTER_H

#include "capture/reader.h"

struct packet_filter;

/* `words` are copied. NULL with `error` filled: ERROR_USAGE, when they are no filter for any link
 * that is read here. A name of a host in them is looked up. */
struct packet_filter *packet_filter_new(const char *words, struct error *error);

/* Whether it takes the packet. False, too, with `error` (which is to be empty) filled where it is
 * no filter for the packet's link type: that is told once for each. */
bool packet_filter_takes(struct packet_filter *filter, const struct packet *packet,
                         struct error *error);

void packet_filter_free(struct packet_filter *filter);

#endif
