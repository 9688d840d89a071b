/* pcapng.c: the format of draft-ietf-opsawg-pcapng: sections of blocks.
 *
 *      0      4        8                                length - 4
 *     | type | length | body, padded to four octets … | length |
 *
 * A section has its own byte order and numbers its interfaces from 0. Both are kept for all
 * sections, with the offset where each begins, so that a packet can be read again at any time. */
#include "capture/byte_order.h"
#include "capture/format.h"
#include "capture/ticks.h"

#include <stdlib.h>

enum block_type {
    BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete */
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_SECRETS = 10,
};

enum option_code { OPTION_END = 0, OPTION_COMMENT = 1, OPTION_TSRESOL = 9, OPTION_TSOFFSET = 14 };

/* Octets of the fixed fields, from the start of the block. */
enum {
    BLOCK_HEADER = 8,
    BLOCK_SMALLEST = 12,
    SECTION_FIELDS = 24,
    INTERFACE_FIELDS = 16,
    PACKET_FIELDS = 28, /* enhanced and obsolete */
    SIMPLE_FIELDS = 12,
    SECRETS_FIELDS = 16,
};

#define BYTE_ORDER_MAGIC UINT32_C(0x1a2b3c4d)

/* Bounds. A block that must be whole is no larger than the largest packet and some options. */
enum {
    BLOCK_MOST = PACKET_MOST_EVER + 1024 * 1024,
    SECTIONS_MOST = 65536,
    INTERFACES_MOST = 65536
};

struct interface {
    uint16_t link_type;
    uint32_t snap_length; /* 0: none */
    struct ticks ticks;
};

struct section {
    uint64_t offset;
    size_t first; /* of its interfaces among all */
    size_t count;
    bool swapped;
};

struct block {
    uint64_t offset;
    const uint8_t *data;
    uint32_t type, length;
    bool swapped;
};

struct pcapng {
    struct section *sections;
    size_t section_count;
    struct interface *interfaces;
    size_t interface_count;
    struct section now; /* the section that is being read */
    struct notes *notes;
    uint64_t count;       /* packets */
    struct block skipped; /* is being passed over; length 0: none */
};

/* Takes the next option off the front; false at the end and where the lengths lie. */
static bool next_option(struct slice *options, bool swapped, uint16_t *code, struct slice *value) {
    if (options->size < 4)
        return false;
    *code = load16(options->data, swapped);
    size_t size = load16(options->data + 2, swapped);
    if (*code == OPTION_END || size > options->size - 4)
        return false;
    *value = slice_part(*options, 4, size);
    *options = slice_from(*options, 4 + (size + 3) / 4 * 4);
    return true;
}

/* The options that begin `start` octets into the block. */
static struct slice block_options(const struct block *block, size_t start) {
    return slice_from(slice_of(block->data, block->length - 4), start);
}

static bool keep_comments(struct pcapng *pcapng, const struct block *block, size_t start,
                          uint64_t packet) {
    struct slice options = block_options(block, start);
    struct slice value;
    uint16_t code;
    while (next_option(&options, block->swapped, &code, &value)) {
        struct reader_note note = {NOTE_COMMENT, .packet = packet, .octets = value};
        if (code == OPTION_COMMENT && !notes_add(pcapng->notes, note))
            return false;
    }
    return true;
}

/* Makes room for one more item in an array that doubles whenever its count is a power of two. */
static void *grow(void *array, size_t count, size_t size) {
    if (count & (count - 1))
        return array;
    return realloc(array, (count ? count * 2 : 1) * size);
}

static bool damaged(const struct source *source, const struct block *block, struct error *error,
                    const char *what) {
    return source_damaged(source, block->offset, error, "%s", what);
}

/* Section header: closes the section before it. */
static bool read_section(struct pcapng *pcapng, const struct source *source,
                         const struct block *block, struct error *error) {
    if (block->length < SECTION_FIELDS + 4)
        return damaged(source, block, error, "a section header that is too short");
    if (load16(block->data + 12, block->swapped) != 1)
        return damaged(source, block, error, "only version 1 of the pcapng format is known");
    if (pcapng->section_count == SECTIONS_MOST)
        return damaged(source, block, error, "too many sections");
    struct section *sections = grow(pcapng->sections, pcapng->section_count, sizeof *sections);
    if (!sections)
        return error_memory(error);
    pcapng->sections = sections;
    pcapng->now = (struct section){
        .offset = block->offset, .first = pcapng->interface_count, .swapped = block->swapped};
    sections[pcapng->section_count++] = pcapng->now;
    return keep_comments(pcapng, block, SECTION_FIELDS, 0) || error_memory(error);
}

static struct ticks read_ticks(const struct block *block) {
    struct slice options = block_options(block, INTERFACE_FIELDS);
    struct slice value;
    uint16_t code;
    uint8_t resolution = TICKS_DEFAULT;
    int64_t offset = 0;
    while (next_option(&options, block->swapped, &code, &value)) {
        if (code == OPTION_TSRESOL && value.size >= 1)
            resolution = value.data[0];
        if (code == OPTION_TSOFFSET && value.size >= 8)
            offset = (int64_t)load64(value.data, block->swapped);
    }
    return ticks_of(resolution, offset);
}

static bool read_interface(struct pcapng *pcapng, const struct source *source,
                           const struct block *block, struct error *error) {
    if (block->length < INTERFACE_FIELDS + 4)
        return damaged(source, block, error, "an interface description that is too short");
    if (pcapng->interface_count == INTERFACES_MOST)
        return damaged(source, block, error, "too many interfaces");
    size_t count = pcapng->interface_count;
    struct interface *interfaces = grow(pcapng->interfaces, count, sizeof *interfaces);
    if (!interfaces)
        return error_memory(error);
    pcapng->interfaces = interfaces;
    interfaces[pcapng->interface_count++] =
        (struct interface){.link_type = load16(block->data + 8, block->swapped),
                           .snap_length = load32(block->data + 12, block->swapped),
                           .ticks = read_ticks(block)};
    pcapng->sections[pcapng->section_count - 1].count = ++pcapng->now.count;
    return keep_comments(pcapng, block, INTERFACE_FIELDS, 0) || error_memory(error);
}

static bool read_secrets(struct pcapng *pcapng, const struct source *source,
                         const struct block *block, struct error *error) {
    if (block->length < SECRETS_FIELDS + 4)
        return damaged(source, block, error, "a secrets block that is too short");
    uint32_t size = load32(block->data + 12, block->swapped);
    if (size > block->length - 4 - SECRETS_FIELDS)
        return damaged(source, block, error, "secrets larger than their block");
    struct reader_note note = {NOTE_SECRETS,
                               .secrets_type = load32(block->data + 8, block->swapped),
                               .octets = slice_of(block->data + SECRETS_FIELDS, size)};
    return notes_add(pcapng->notes, note) || error_memory(error);
}

/* The blocks that must be whole beside packets. */
static const struct block_reader {
    enum block_type type;
    bool (*read)(struct pcapng *, const struct source *, const struct block *, struct error *);
} block_readers[] = {
    {BLOCK_SECTION, read_section},
    {BLOCK_INTERFACE, read_interface},
    {BLOCK_SECRETS, read_secrets},
};

static bool is_packet(uint32_t type) {
    return type == BLOCK_ENHANCED_PACKET || type == BLOCK_SIMPLE_PACKET || type == BLOCK_PACKET;
}

static const struct block_reader *find_reader(uint32_t type) {
    for (size_t i = 0; i < sizeof block_readers / sizeof *block_readers; i++)
        if (type == (uint32_t)block_readers[i].type)
            return &block_readers[i];
    return NULL;
}

/* Type and length from the first BLOCK_SMALLEST octets. */
static bool read_block_header(const struct source *source, const uint8_t *data, uint64_t offset,
                              bool swapped, struct block *block, struct error *error) {
    *block = (struct block){offset, data, load32(data, swapped), 0, swapped};
    if (block->type == BLOCK_SECTION) {
        uint32_t magic = load32(data + BLOCK_HEADER, false);
        block->swapped = magic != BYTE_ORDER_MAGIC;
        if (block->swapped && magic != __builtin_bswap32(BYTE_ORDER_MAGIC))
            return damaged(source, block, error, "a section header without byte-order magic");
    }
    block->length = load32(data + 4, block->swapped);
    if (block->length < BLOCK_SMALLEST || block->length % 4 != 0)
        return source_damaged(source, offset, error, "a block of %lu octets",
                              (unsigned long)block->length);
    bool whole = is_packet(block->type) || find_reader(block->type);
    if (whole && block->length > BLOCK_MOST)
        return source_damaged(source, offset, error, "a block of %lu octets",
                              (unsigned long)block->length);
    return true;
}

static bool lengths_agree(const struct source *source, const struct block *block,
                          struct error *error) {
    return load32(block->data + block->length - 4, block->swapped) == block->length ||
           damaged(source, block, error, "a block whose two lengths differ");
}

/* Enhanced and obsolete packet blocks; the latter has 16 bits of interface and 16 of drops. */
static bool read_fields(const struct block *block, struct packet *packet, uint64_t *count) {
    if (block->length < PACKET_FIELDS + 4)
        return false;
    const uint8_t *data = block->data;
    packet->interface = block->type == BLOCK_PACKET ? load16(data + 8, block->swapped)
                                                    : load32(data + 8, block->swapped);
    *count = (uint64_t)load32(data + 12, block->swapped) << 32 | load32(data + 16, block->swapped);
    packet->octets = slice_of(data + PACKET_FIELDS, load32(data + 20, block->swapped));
    packet->wire_size = load32(data + 24, block->swapped);
    packet->offset = block->offset + PACKET_FIELDS;
    return packet->octets.size <= block->length - PACKET_FIELDS - 4;
}

/* A simple packet tells only its size on the wire, and belongs to the first interface. */
static bool read_simple_fields(const struct block *block, uint32_t snap_length,
                               struct packet *packet) {
    if (block->length < SIMPLE_FIELDS + 4)
        return false;
    size_t room = block->length - SIMPLE_FIELDS - 4;
    packet->wire_size = load32(block->data + 8, block->swapped);
    uint32_t size = packet->wire_size;
    if (snap_length && size > snap_length)
        size = snap_length;
    packet->octets = slice_first(slice_of(block->data + SIMPLE_FIELDS, room), size);
    packet->offset = block->offset + SIMPLE_FIELDS;
    packet->interface = 0;
    return true;
}

/* Everything but the number. */
static bool read_packet(const struct pcapng *pcapng, const struct section *section,
                        const struct source *source, const struct block *block,
                        struct packet *packet, struct error *error) {
    uint64_t count = 0;
    bool simple = block->type == BLOCK_SIMPLE_PACKET;
    const struct interface *interfaces =
        section->count ? &pcapng->interfaces[section->first] : NULL; /* none: nothing to point at */
    bool fits =
        simple ? read_simple_fields(block, section->count ? interfaces->snap_length : 0, packet)
               : read_fields(block, packet, &count);
    if (!fits)
        return damaged(source, block, error, "a packet larger than its block");
    if (packet->interface >= section->count)
        return damaged(source, block, error, "a packet of an interface that is not described");
    const struct interface *interface = &interfaces[packet->interface];
    if (packet->octets.size > packet_bound(interface->snap_length))
        return damaged(source, block, error, "a packet larger than packets can be");
    packet->at.ns = simple ? 0 : ticks_moment(&interface->ticks, count).ns;
    packet->record = block->offset;
    packet->link_type = interface->link_type;
    return true;
}

/* Options are rare on packets: one comparison passes over their absence. */
static inline bool keep_packet_comments(struct pcapng *pcapng, const struct block *block,
                                        const struct packet *packet) {
    size_t end = PACKET_FIELDS + (packet->octets.size + 3) / 4 * 4;
    if (end + 4 >= block->length || block->type == BLOCK_SIMPLE_PACKET)
        return true;
    return keep_comments(pcapng, block, end, packet->number);
}

/* What is neither packet nor known is passed over, however large it is. Its rest may come later. */
static bool skip_block(struct pcapng *pcapng, struct source *source, struct error *error) {
    const struct block *block = &pcapng->skipped;
    uint64_t last = block->offset + block->length - 4;
    const uint8_t *end = NULL;
    if (source_skip(source, last - source_offset(source)))
        end = source_need(source, 4);
    if (!end)
        return source_cut(source, block->offset, error);
    if (load32(end, block->swapped) != block->length)
        return damaged(source, block, error, "a block whose two lengths differ");
    source_take(source, 4);
    pcapng->skipped.length = 0;
    return true;
}

/* A block that is not a packet. */
static bool read_other(struct pcapng *pcapng, struct source *source, struct block *block,
                       struct error *error) {
    const struct block_reader *reader = find_reader(block->type);
    if (!reader) {
        pcapng->skipped = *block;
        return skip_block(pcapng, source, error);
    }
    block->data = source_need(source, block->length);
    if (!block->data)
        return source_cut(source, block->offset, error);
    if (!lengths_agree(source, block, error) || !reader->read(pcapng, source, block, error))
        return false;
    source_take(source, block->length);
    return true;
}

/* A block was not passed over: it is damaged, or the source waits for the rest of it. */
static enum read_result broken_off(const struct error *error) {
    return error->kind == ERROR_NONE ? READ_WAIT : READ_ERROR;
}

static enum read_result pcapng_next(void *state, struct source *source, struct packet *packet,
                                    struct error *error) {
    struct pcapng *pcapng = state;
    struct block block;
    for (;;) {
        if (pcapng->skipped.length > 0 && !skip_block(pcapng, source, error))
            return broken_off(error);
        const uint8_t *data = source_need(source, BLOCK_SMALLEST);
        if (!data)
            return format_end(source, error);
        if (!read_block_header(source, data, source_offset(source), pcapng->now.swapped, &block,
                               error))
            return READ_ERROR;
        if (is_packet(block.type))
            break;
        if (!read_other(pcapng, source, &block, error))
            return broken_off(error);
    }
    block.data = source_need(source, block.length);
    if (!block.data)
        return format_end(source, error);
    if (!lengths_agree(source, &block, error) ||
        !read_packet(pcapng, &pcapng->now, source, &block, packet, error))
        return READ_ERROR;
    packet->number = ++pcapng->count;
    if (!keep_packet_comments(pcapng, &block, packet)) {
        (void)error_memory(error);
        return READ_ERROR;
    }
    source_take(source, block.length);
    return READ_PACKET;
}

static uint64_t pcapng_count(const void *state) {
    return ((const struct pcapng *)state)->count;
}

/* The section in which a record lies: the last that begins before it. */
static const struct section *find_section(const struct pcapng *pcapng, uint64_t record) {
    size_t low = 0;
    size_t high = pcapng->section_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (pcapng->sections[middle].offset <= record)
            low = middle;
        else
            high = middle;
    }
    return &pcapng->sections[low];
}

static bool pcapng_seek(const void *state, struct source *source, uint64_t record,
                        struct packet *packet, struct error *error) {
    const struct pcapng *pcapng = state;
    const struct section *section = find_section(pcapng, record);
    struct block block;
    const uint8_t *data = source_again(source, record, BLOCK_SMALLEST, error);
    if (!data || !read_block_header(source, data, record, section->swapped, &block, error))
        return false;
    if (!is_packet(block.type))
        return damaged(source, &block, error, "there is no packet");
    block.data = source_again(source, record, block.length, error);
    return block.data && lengths_agree(source, &block, error) &&
           read_packet(pcapng, section, source, &block, packet, error);
}

static bool pcapng_recognise(const uint8_t magic[FORMAT_MAGIC]) {
    return load32(magic, false) == BLOCK_SECTION;
}

static void pcapng_close(void *state) {
    struct pcapng *pcapng = state;
    free(pcapng->sections);
    free(pcapng->interfaces);
    free(pcapng);
}

static void *pcapng_open(struct source *source, struct notes *notes, struct error *error) {
    struct pcapng *pcapng = calloc(1, sizeof *pcapng);
    if (!pcapng) {
        (void)error_memory(error);
        return NULL;
    }
    pcapng->notes = notes;
    struct block block;
    const uint8_t *data = source_need(source, BLOCK_SMALLEST);
    bool opened = data ? read_block_header(source, data, 0, false, &block, error) &&
                             read_other(pcapng, source, &block, error)
                       : source_cut(source, 0, error);
    if (opened)
        return pcapng;
    pcapng_close(pcapng);
    return NULL;
}

static const char *pcapng_name(const void *state) {
    (void)state;
    return "pcapng";
}

const struct format pcapng_format = {
    .recognise = pcapng_recognise,
    .open = pcapng_open,
    .name = pcapng_name,
    .next = pcapng_next,
    .count = pcapng_count,
    .seek = pcapng_seek,
    .close = pcapng_close,
};
