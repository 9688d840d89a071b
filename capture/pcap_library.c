#include "capture/pcap_library.h"

#include "base/library.h"

enum { LINKTYPE_RAW = 101 };

static const struct library_symbol symbols[] = {
#define PCAP(function) {#function, offsetof(struct pcap_library, function)},
#include "capture/pcap_functions.def"
#undef PCAP
};

bool pcap_library_bind(struct pcap_library *library, struct error *error) {
    if (library_bind("libpcap.so.0.8", symbols, sizeof symbols / sizeof *symbols, library) ||
        library_bind("libpcap.so.1", symbols, sizeof symbols / sizeof *symbols, library))
        return true;
    return error_set(error, ERROR_INTERNAL,
                     "devices and capture filters need libpcap 1.5 or later (libpcap.so.0.8), "
                     "which is not there");
}

uint16_t link_type_of_dlt(int dlt) {
    return (uint16_t)(dlt == DLT_RAW ? LINKTYPE_RAW : dlt);
}

int dlt_of_link_type(uint16_t link_type) {
    return link_type == LINKTYPE_RAW ? DLT_RAW : link_type;
}
