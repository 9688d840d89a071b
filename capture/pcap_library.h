/* pcap_library.h: libpcap, bound when a device or a capture filter is wanted for the first time
 * (base/library.h). */
#ifndef HELOISE_CAPTURE_PCAP_LIBRARY_H
#define HELOISE_CAPTURE_PCAP_LIBRARY_H

#include <pcap/pcap.h>

#include "base/error.h"

/* Each function under its own name. */
struct pcap_library {
#define PCAP(function) __typeof__(function) *(function);
#include "capture/pcap_functions.def"
#undef PCAP
};

/* False with `error` filled when libpcap is not there. */
bool pcap_library_bind(struct pcap_library *library, struct error *error);

/* Link types are numbered twice: LINKTYPE_ values stand in files, DLT_ values are libpcap's own.
 * They differ where systems once disagreed; of those that are read here, in raw IP alone. */
uint16_t link_type_of_dlt(int dlt);
int dlt_of_link_type(uint16_t link_type);

#endif
