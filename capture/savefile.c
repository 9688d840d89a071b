/* savefile.c: libpcap's file format (draft-ietf-opsawg-pcap): a header, then records.
 *
 *      0        4        8         12        16       [24 when modified by Kuznetzov]
 *     | seconds | fraction | captured | on wire | octets …
 */
#include "base/rare.h"
#include "capture/byte_order.h"
#include "capture/format.h"

#include <stdlib.h>

enum { FILE_HEADER = 24, RECORD_HEADER = 16, MODIFIED_HEADER = 24 };

/* The highest bits of the link type tell the length of the frame check sequence. */
#define LINK_TYPE_MASK 0x03ffffffu

static const struct variant {
    uint32_t magic;
    uint16_t fraction; /* ns */
    uint8_t header;    /* octets before each packet */
    const char *name;
} variants[] = {
    {0xa1b2c3d4, 1000, RECORD_HEADER, "pcap"},
    {0xa1b23c4d, 1, RECORD_HEADER, "pcap, nanoseconds"},
    {0xa1b2cd34, 1000, MODIFIED_HEADER, "pcap, modified"},
};

struct savefile {
    bool swapped;
    uint16_t link_type;
    uint32_t fraction; /* ns */
    uint32_t header;
    uint32_t most; /* octets of a packet */
    uint64_t count;
    const char *name;
};

static const struct variant *find_variant(const uint8_t *magic, bool swapped) {
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if (load32(magic, swapped) == variants[i].magic)
            return &variants[i];
    return NULL;
}

static bool savefile_recognise(const uint8_t magic[FORMAT_MAGIC]) {
    return find_variant(magic, false) || find_variant(magic, true);
}

static bool read_header(struct savefile *savefile, const uint8_t *header) {
    savefile->swapped = !find_variant(header, false);
    const struct variant *variant = find_variant(header, savefile->swapped);
    if (!variant || load16(header + 4, savefile->swapped) != 2)
        return false;
    uint32_t link_type = load32(header + 20, savefile->swapped) & LINK_TYPE_MASK;
    savefile->link_type = (uint16_t)(link_type <= UINT16_MAX ? link_type : UINT16_MAX);
    savefile->most = packet_bound(load32(header + 16, savefile->swapped));
    savefile->fraction = variant->fraction;
    savefile->header = variant->header;
    savefile->name = variant->name;
    return true;
}

static void *savefile_open(struct source *source, struct notes *notes, struct error *error) {
    (void)notes;
    const uint8_t *header = source_need(source, FILE_HEADER);
    if (!header) {
        (void)source_cut(source, 0, error);
        return NULL;
    }
    struct savefile *savefile = calloc(1, sizeof *savefile);
    if (!savefile) {
        (void)error_memory(error);
        return NULL;
    }
    if (!read_header(savefile, header)) {
        (void)source_damaged(source, 4, error, "only version 2 of the pcap format is known");
        free(savefile);
        return NULL;
    }
    source_take(source, FILE_HEADER);
    return savefile;
}

static const char *savefile_name(const void *state) {
    return ((const struct savefile *)state)->name;
}

/* All of the packet but its octets. False when it is larger than a packet can be. */
static inline bool read_record(const struct savefile *savefile, const uint8_t *header,
                               uint64_t record, struct packet *packet) {
    int64_t seconds = load32(header, savefile->swapped);
    int64_t fraction = load32(header + 4, savefile->swapped);
    packet->at.ns = seconds * DURATION_SECOND + fraction * savefile->fraction;
    packet->octets.size = load32(header + 8, savefile->swapped);
    packet->wire_size = load32(header + 12, savefile->swapped);
    packet->record = record;
    packet->offset = record + savefile->header;
    packet->interface = 0;
    packet->link_type = savefile->link_type;
    return packet->octets.size <= savefile->most;
}

RARE static bool too_large(const struct source *source, const struct packet *packet,
                           struct error *error) {
    return source_damaged(source, packet->record, error, "a packet of %zu octets",
                          packet->octets.size);
}

enum read_result savefile_next(void *state, struct source *source, struct packet *packet,
                               struct error *error) {
    struct savefile *savefile = state;
    if (!source_has(source, savefile->header))
        return format_end(source, error);
    if (!read_record(savefile, source_next(source), source_offset(source), packet)) {
        (void)too_large(source, packet, error);
        return READ_ERROR;
    }
    size_t size = savefile->header + packet->octets.size;
    if (!source_has(source, size))
        return format_end(source, error);
    packet->octets.data = source_next(source) + savefile->header;
    packet->number = ++savefile->count;
    source_take(source, size);
    return READ_PACKET;
}

static uint64_t savefile_count(const void *state) {
    return ((const struct savefile *)state)->count;
}

static bool savefile_seek(const void *state, struct source *source, uint64_t record,
                          struct packet *packet, struct error *error) {
    const struct savefile *savefile = state;
    const uint8_t *header = source_again(source, record, savefile->header, error);
    if (!header)
        return false;
    if (!read_record(savefile, header, record, packet))
        return too_large(source, packet, error);
    header = source_again(source, record, savefile->header + packet->octets.size, error);
    if (!header)
        return false;
    packet->octets.data = header + savefile->header;
    return true;
}

const struct format savefile_format = {
    .recognise = savefile_recognise,
    .open = savefile_open,
    .name = savefile_name,
    .next = savefile_next,
    .count = savefile_count,
    .seek = savefile_seek,
    .close = free,
};
