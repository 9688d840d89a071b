#include "capture/packet_filter.h"

#include <stdlib.h>
#include <string.h>

#include "capture/pcap_library.h"

enum { PROGRAMS_MOST = 64, SNAP_LENGTH = 262144 };

/* The filter for one link type. */
struct program {
    uint16_t link_type;
    bool good;
    struct bpf_program code;
};

struct packet_filter {
    struct pcap_library library;
    char *words;
    struct program *latest; /* packets of one link type come in a row */
    struct program programs[PROGRAMS_MOST];
    size_t count;
};

/* Compiles it; `why` gets libpcap's words where that fails. */
static bool compile(struct packet_filter *filter, uint16_t link_type, struct bpf_program *code,
                    char why[PCAP_ERRBUF_SIZE]) {
    const struct pcap_library *library = &filter->library;
    pcap_t *dead = library->pcap_open_dead(dlt_of_link_type(link_type), SNAP_LENGTH);
    if (!dead) {
        *why = '\0';
        return false;
    }
    bool good = library->pcap_compile(dead, code, filter->words, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!good)
        (void)strncpy(why, library->pcap_geterr(dead), PCAP_ERRBUF_SIZE - 1);
    library->pcap_close(dead);
    return good;
}

/* Whether it is one for any link type of those that differ in what they know; of Ethernet libpcap's
 * complaint is the clearest. */
static bool check(struct packet_filter *filter, struct error *error) {
    static const uint16_t link_types[] = {1, 101, 105, 113, 276, 9, 0, 239};
    char first[PCAP_ERRBUF_SIZE] = "", why[PCAP_ERRBUF_SIZE] = "";
    for (size_t i = 0; i < sizeof link_types / sizeof *link_types; i++) {
        struct bpf_program code = {0};
        if (compile(filter, link_types[i], &code, i == 0 ? first : why)) {
            filter->library.pcap_freecode(&code);
            return true;
        }
    }
    return error_set(error, ERROR_USAGE, "the capture filter '%s' is none: %s", filter->words,
                     first);
}

struct packet_filter *packet_filter_new(const char *words, struct error *error) {
    struct packet_filter *filter = calloc(1, sizeof *filter);
    if (!filter) {
        (void)error_memory(error);
        return NULL;
    }
    filter->words = strdup(words);
    if (!filter->words)
        (void)error_memory(error);
    if (filter->words && pcap_library_bind(&filter->library, error) && check(filter, error))
        return filter;
    packet_filter_free(filter);
    return NULL;
}

void packet_filter_free(struct packet_filter *filter) {
    if (!filter)
        return;
    for (size_t i = 0; i < filter->count; i++)
        if (filter->programs[i].good)
            filter->library.pcap_freecode(&filter->programs[i].code);
    free(filter->words);
    free(filter);
}

static struct program *add_program(struct packet_filter *filter, uint16_t link_type,
                                   struct error *error) {
    char why[PCAP_ERRBUF_SIZE] = "";
    if (filter->count == PROGRAMS_MOST)
        return NULL;
    struct program *program = &filter->programs[filter->count++];
    program->link_type = link_type;
    program->good = compile(filter, link_type, &program->code, why);
    if (!program->good)
        (void)error_set(error, ERROR_USAGE, "the capture filter is none for link type %u: %s",
                        link_type, why);
    return program;
}

static struct program *program_of(struct packet_filter *filter, uint16_t link_type,
                                  struct error *error) {
    for (size_t i = 0; i < filter->count; i++)
        if (filter->programs[i].link_type == link_type)
            return &filter->programs[i];
    return add_program(filter, link_type, error);
}

bool packet_filter_takes(struct packet_filter *filter, const struct packet *packet,
                         struct error *error) {
    if (!filter->latest || filter->latest->link_type != packet->link_type)
        filter->latest = program_of(filter, packet->link_type, error);
    if (!filter->latest || !filter->latest->good)
        return false;
    const struct pcap_pkthdr header = {.caplen = (bpf_u_int32)packet->octets.size,
                                       .len = packet->wire_size};
    return filter->library.pcap_offline_filter(&filter->latest->code, &header,
                                               packet->octets.data) != 0;
}
