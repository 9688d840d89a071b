#include "capture/capture_writer.h"

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10,
    SECRETS_TLS = 0x544c534b,
    BLOCK_ENDS = 12, /* type, length before and behind */
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_MOST =
        65532, /* octets of a value, so that with what fills them up they can be counted */
    OPTION_APPLICATION = 4, /* of a section */
    OPTION_RESOLUTION = 9,  /* of an interface: times in powers of ten */
    NANOSECONDS = 9,
};

static void put16(struct writer *out, uint16_t number) {
    writer_add(out, slice_of(&number, sizeof number));
}

static void put32(struct writer *out, uint32_t number) {
    writer_add(out, slice_of(&number, sizeof number));
}

static uint32_t padding(size_t size) {
    return (uint32_t)(-size & 3U);
}

/* Octets, filled up to a multiple of four. */
static void put_octets(struct writer *out, struct slice octets) {
    writer_add(out, octets);
    writer_repeat(out, '\0', padding(octets.size));
}

static void put_option(struct writer *out, uint16_t code, struct slice value) {
    put16(out, code);
    put16(out, (uint16_t)value.size);
    put_octets(out, value);
}

static uint32_t option_size(struct slice value) {
    return (uint32_t)(4 + value.size + padding(value.size));
}

void capture_writer_begin(struct capture_writer *capture, struct writer *out) {
    const struct slice application = SLICE("heloise");
    uint32_t length = BLOCK_ENDS + 16 + option_size(application) + 4;
    *capture = (struct capture_writer){.out = out};
    put32(out, BLOCK_SECTION);
    put32(out, length);
    put32(out, BYTE_ORDER_MAGIC);
    put16(out, 1); /* version 1.0 */
    put16(out, 0);
    put32(out, UINT32_MAX); /* how long the section is, is not told */
    put32(out, UINT32_MAX);
    put_option(out, OPTION_APPLICATION, application);
    put32(out, OPTION_END);
    put32(out, length);
}

static void put_interface(struct writer *out, uint16_t link_type) {
    const uint8_t resolution = NANOSECONDS;
    const struct slice value = {&resolution, 1};
    uint32_t length = BLOCK_ENDS + 8 + option_size(value) + 4;
    put32(out, BLOCK_INTERFACE);
    put32(out, length);
    put16(out, link_type);
    put16(out, 0);
    put32(out, 0); /* no snap length */
    put_option(out, OPTION_RESOLUTION, value);
    put32(out, OPTION_END);
    put32(out, length);
}

/* The interface of this link type, made where there is none; CAPTURE_LINK_TYPES: too many. */
static size_t interface_of(struct capture_writer *capture, uint16_t link_type) {
    for (size_t i = 0; i < capture->interfaces; i++)
        if (capture->link_types[i] == link_type)
            return i;
    if (capture->interfaces == CAPTURE_LINK_TYPES)
        return CAPTURE_LINK_TYPES;
    put_interface(capture->out, link_type);
    capture->link_types[capture->interfaces] = link_type;
    return capture->interfaces++;
}

/* A character is not cut in two. */
static struct slice comment_octets(struct slice comment) {
    size_t size = comment.size < OPTION_MOST ? comment.size : OPTION_MOST;
    while (size < comment.size && size > 0 && (comment.data[size] & 0xc0) == 0x80)
        size--;
    return slice_first(comment, size);
}

/* Octets of all options with their end; none where there is no comment. */
static uint32_t comments_size(const struct slice *comments, size_t count) {
    uint32_t size = count > 0 ? 4 : 0;
    for (size_t i = 0; i < count; i++)
        size += option_size(comment_octets(comments[i]));
    return size;
}

static void put_comments(struct writer *out, const struct slice *comments, size_t count) {
    for (size_t i = 0; i < count; i++)
        put_option(out, OPTION_COMMENT, comment_octets(comments[i]));
    if (count > 0)
        put32(out, OPTION_END);
}

bool capture_writer_add_commented(struct capture_writer *capture, const struct packet *packet,
                                  const struct slice *comments, size_t count) {
    struct writer *out = capture->out;
    size_t interface = interface_of(capture, packet->link_type);
    uint32_t size = (uint32_t)packet->octets.size;
    count = count < CAPTURE_COMMENTS ? count : CAPTURE_COMMENTS;
    uint32_t length = BLOCK_ENDS + 20 + size + padding(size) + comments_size(comments, count);
    uint64_t at = packet->at.ns > 0 ? (uint64_t)packet->at.ns : 0;
    if (interface == CAPTURE_LINK_TYPES)
        return false;
    put32(out, BLOCK_PACKET);
    put32(out, length);
    put32(out, (uint32_t)interface);
    put32(out, (uint32_t)(at >> 32));
    put32(out, (uint32_t)at);
    put32(out, size);
    put32(out, packet->wire_size);
    put_octets(out, packet->octets);
    put_comments(out, comments, count);
    put32(out, length);
    capture->packets++;
    return true;
}

bool capture_writer_add(struct capture_writer *capture, const struct packet *packet) {
    return capture_writer_add_commented(capture, packet, NULL, 0);
}

void capture_writer_secrets(struct capture_writer *capture, struct slice lines) {
    struct writer *out = capture->out;
    uint32_t size = (uint32_t)lines.size;
    uint32_t length = BLOCK_ENDS + 8 + size + padding(size);
    put32(out, BLOCK_SECRETS);
    put32(out, length);
    put32(out, SECRETS_TLS);
    put32(out, size);
    put_octets(out, lines);
    put32(out, length);
}
