/* pcapng: sections in both byte orders, interfaces that differ, what stands beside packets. */
#include "capture_bytes.h"

/* A block under construction: its length is known at the end. */
struct block {
    struct buffer *file;
    enum order order;
    size_t start;
};

static struct block block_begin(struct buffer *file, enum order order, uint32_t type) {
    struct block block = {file, order, file->size};
    add_number(file, order, 4, type);
    add_number(file, order, 4, 0);
    return block;
}

static void block_number(struct block block, size_t size, uint64_t number) {
    add_number(block.file, block.order, size, number);
}

static void block_octets(struct block block, struct slice octets) {
    add(block.file, octets);
    add_filler(block.file, (4 - octets.size % 4) % 4, 0);
}

static void block_option(struct block block, unsigned code, struct slice value) {
    block_number(block, 2, code);
    block_number(block, 2, value.size);
    block_octets(block, value);
}

static void block_end(struct block block) {
    size_t length = block.file->size - block.start + 4;
    block_number(block, 4, length);
    for (size_t i = 0; i < 4; i++)
        block.file->data[block.start + 4 + i] =
            (uint8_t)(length >> 8 * (block.order == BIG ? 3 - i : i));
}

static void add_section(struct buffer *file, enum order order, const char *comment) {
    struct block block = block_begin(file, order, 0x0a0d0d0a);
    block_number(block, 4, 0x1a2b3c4d);
    block_number(block, 2, 1);
    block_number(block, 2, 0);
    block_number(block, 8, UINT64_MAX);
    if (comment)
        block_option(block, 1, slice_string(comment));
    block_end(block);
}

/* resolution 0: no option */
static void add_interface(struct buffer *file, enum order order, unsigned link_type,
                          uint32_t snap_length, uint8_t resolution, int64_t offset) {
    struct block block = block_begin(file, order, 1);
    block_number(block, 2, link_type);
    block_number(block, 2, 0);
    block_number(block, 4, snap_length);
    if (resolution)
        block_option(block, 9, slice_of(&resolution, 1));
    if (offset) {
        block_number(block, 2, 14);
        block_number(block, 2, 8);
        block_number(block, 8, (uint64_t)offset);
    }
    block_number(block, 4, 0);
    block_end(block);
}

static void add_packet(struct buffer *file, enum order order, uint32_t interface, uint64_t count,
                       struct slice octets, const char *comment) {
    struct block block = block_begin(file, order, 6);
    block_number(block, 4, interface);
    block_number(block, 4, count >> 32);
    block_number(block, 4, count & UINT32_MAX);
    block_number(block, 4, octets.size);
    block_number(block, 4, octets.size + 100);
    block_octets(block, octets);
    if (comment)
        block_option(block, 1, slice_string(comment));
    block_end(block);
}

static void add_simple_packet(struct buffer *file, enum order order, uint32_t wire_size,
                              struct slice octets) {
    struct block block = block_begin(file, order, 3);
    block_number(block, 4, wire_size);
    block_octets(block, octets);
    block_end(block);
}

static void add_obsolete_packet(struct buffer *file, enum order order, unsigned interface,
                                uint64_t count, struct slice octets) {
    struct block block = block_begin(file, order, 2);
    block_number(block, 2, interface);
    block_number(block, 2, 7); /* drops */
    block_number(block, 4, count >> 32);
    block_number(block, 4, count & UINT32_MAX);
    block_number(block, 4, octets.size);
    block_number(block, 4, octets.size);
    block_octets(block, octets);
    block_end(block);
}

static void add_secrets(struct buffer *file, enum order order, struct slice secrets) {
    struct block block = block_begin(file, order, 10);
    block_number(block, 4, 0x544c534b);
    block_number(block, 4, secrets.size);
    block_octets(block, secrets);
    block_end(block);
}

static void add_unknown(struct buffer *file, enum order order, size_t size) {
    struct block block = block_begin(file, order, 0x0bad);
    add_filler(file, size, 0xff);
    block_end(block);
}

/* Two sections of other byte orders, whose interfaces 0 and 1 mean different things. */
static void add_two_sections(struct buffer *file) {
    add_section(file, LITTLE, "first section");
    add_interface(file, LITTLE, 1, 0, 0, 0);
    add_secrets(file, LITTLE, SLICE("CLIENT_RANDOM 00 11"));
    add_packet(file, LITTLE, 0, 1000000, SLICE("one"), NULL);
    add_unknown(file, LITTLE, 600000);
    add_interface(file, LITTLE, 101, 64, 9, 0);
    add_packet(file, LITTLE, 1, 1000000, SLICE("two"), "seen here");
    add_section(file, BIG, NULL);
    add_interface(file, BIG, 276, 2, 0x80 | 10, 3600);
    add_packet(file, BIG, 0, 1536, SLICE("three"), NULL);
    add_simple_packet(file, BIG, 99, SLICE("four"));
    add_interface(file, BIG, 113, 0, 0, 0);
    add_obsolete_packet(file, BIG, 1, 5, SLICE("five"));
}

static const struct expected {
    const char *octets;
    int64_t ns;
    uint32_t wire_size, interface;
    uint16_t link_type;
} two_sections[] = {
    {"one", 1000000000, 103, 0, 1},
    {"two", 1000000, 103, 1, 101},
    {"three", 3601500000000, 105, 0, 276},
    {"fo", 0, 99, 0, 276},
    {"five", 5000, 4, 1, 113},
};
enum { PACKETS = sizeof two_sections / sizeof *two_sections };

static void assert_packet(const struct packet *packet, size_t n) {
    const struct expected *expected = &two_sections[n];
    assert_octets(packet->octets, slice_string(expected->octets));
    assert_int_equal(packet->number, n + 1);
    assert_int_equal(packet->at.ns, expected->ns);
    assert_int_equal(packet->wire_size, expected->wire_size);
    assert_int_equal(packet->interface, expected->interface);
    assert_int_equal(packet->link_type, expected->link_type);
}

static void test_sections(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    struct packet packet;
    add_two_sections(&file);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_string_equal(reader_format(reader), "pcapng");
    for (size_t i = 0; i < PACKETS; i++) {
        packet = packet_next(reader);
        assert_packet(&packet, i);
        assert_octets(slice_part(buffer_slice(&file), packet.offset, packet.octets.size),
                      packet.octets);
    }
    assert_int_equal(reader_next(reader, &packet, &error), READ_END);
    reader_close(reader);
    buffer_free(&file);
}

/* A file that grows by so many octets: whatever is in the middle of being written is no error. */
static void grow(struct slice octets, size_t step, size_t packets) {
    struct error error = {0};
    struct packet packet;
    char *name = file_write(slice_of(NULL, 0));
    struct reader *reader = reader_open(name, &(struct reader_options){.follow = true}, &error);
    assert_non_null(reader);
    size_t count = 0;
    while (octets.size > 0) {
        assert_int_equal(reader_next(reader, &packet, &error), READ_WAIT);
        FILE *file = fopen(name, "ab");
        assert_non_null(file);
        struct slice part = slice_first(octets, step);
        assert_int_equal(fwrite(part.data, 1, part.size, file), part.size);
        assert_int_equal(fclose(file), 0);
        octets = slice_from(octets, part.size);
        while (reader_next(reader, &packet, &error) == READ_PACKET)
            assert_packet(&packet, count++);
        assert_string_equal(error.text, "");
    }
    assert_int_equal(count, packets);
    assert_int_equal(reader_count(reader), packets);
    reader_close(reader);
    file_remove(name);
}

static void test_growth(void **state) {
    (void)state;
    struct buffer file = {0};
    add_two_sections(&file);
    struct slice octets = buffer_slice(&file);
    grow(octets, 100000, PACKETS);
    grow(octets, 7919, PACKETS);
    file.size = 0; /* without what is passed over, octet by octet */
    add_section(&file, LITTLE, "first section");
    add_interface(&file, LITTLE, 1, 0, 0, 0);
    add_packet(&file, LITTLE, 0, 1000000, SLICE("one"), NULL);
    add_unknown(&file, LITTLE, 32);
    add_interface(&file, LITTLE, 101, 64, 9, 0);
    add_packet(&file, LITTLE, 1, 1000000, SLICE("two"), "seen here");
    grow(buffer_slice(&file), 1, 2);
    buffer_free(&file);
}

static void test_notes(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    enum read_result end;
    add_two_sections(&file);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_int_equal(packets_count(reader, &end, &error), PACKETS);
    assert_int_equal(reader_note_count(reader), 3);
    const struct reader_note *section = reader_note_at(reader, 0);
    assert_int_equal(section->kind, NOTE_COMMENT);
    assert_int_equal(section->packet, 0);
    assert_octets(section->octets, SLICE("first section"));
    const struct reader_note *secrets = reader_note_at(reader, 1);
    assert_int_equal(secrets->kind, NOTE_SECRETS);
    assert_int_equal(secrets->secrets_type, 0x544c534b);
    assert_octets(secrets->octets, SLICE("CLIENT_RANDOM 00 11"));
    const struct reader_note *comment = reader_note_at(reader, 2);
    assert_int_equal(comment->packet, 2);
    assert_octets(comment->octets, SLICE("seen here"));
    assert_null(reader_note_at(reader, 3));
    reader_close(reader);
    buffer_free(&file);
}

/* A packet read again finds the interfaces of its own section, and adds no comment. */
static void test_seek(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    struct packet packet;
    uint64_t records[PACKETS];
    add_two_sections(&file);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    for (size_t i = 0; i < PACKETS; i++)
        records[i] = packet_next(reader).record;
    for (size_t i = PACKETS; i-- > 0;) {
        assert_true(reader_seek(reader, records[i], i + 1, &packet, &error));
        assert_packet(&packet, i);
    }
    assert_int_equal(reader_note_count(reader), 3);
    assert_false(reader_seek(reader, 0, 1, &packet, &error));
    assert_int_equal(error.kind, ERROR_DATA);
    error = (struct error){0};
    assert_false(reader_seek(reader, file.size + 8, 1, &packet, &error));
    assert_int_equal(error.kind, ERROR_IO);
    reader_close(reader);
    buffer_free(&file);
}

/* A small file cut at each octet: whole packets are given, and it ends well only between blocks. */
static void test_every_prefix(void **state) {
    (void)state;
    struct buffer file = {0};
    size_t ends[8];
    size_t count = 0;
    add_section(&file, BIG, "x");
    ends[count++] = file.size;
    add_interface(&file, BIG, 1, 0, 9, 0);
    ends[count++] = file.size;
    add_unknown(&file, BIG, 12);
    ends[count++] = file.size;
    add_packet(&file, BIG, 0, 1, SLICE("one"), "comment");
    ends[count++] = file.size;
    add_simple_packet(&file, BIG, 3, SLICE("two"));
    for (size_t size = 0; size < file.size; size++) {
        struct error error;
        struct reader *reader = octets_open(slice_first(buffer_slice(&file), size), &error);
        assert_int_equal(reader == NULL, size < ends[0]);
        if (!reader) {
            assert_int_equal(error.kind, ERROR_DATA);
            continue;
        }
        enum read_result end;
        size_t block = 0;
        while (block + 1 < count && ends[block + 1] <= size)
            block++;
        assert_int_equal(packets_count(reader, &end, &error), size >= ends[3]);
        assert_int_equal(end, size == ends[block] ? READ_END : READ_ERROR);
        if (end == READ_ERROR)
            assert_int_equal(error.offset, ends[block]);
        reader_close(reader);
    }
    buffer_free(&file);
}

/* Reads a file whose octets from `at` on were changed; the error must be damage at `offset`. */
static void assert_damaged(struct slice file, size_t at, const char *octets, size_t size,
                           uint64_t offset) {
    struct buffer copy = {0};
    struct error error;
    enum read_result end = READ_ERROR;
    add(&copy, file);
    memcpy(copy.data + at, octets, size);
    struct reader *reader = octets_open(buffer_slice(&copy), &error);
    if (reader)
        (void)packets_count(reader, &end, &error);
    assert_int_equal(end, READ_ERROR);
    assert_int_equal(error.kind, ERROR_DATA);
    assert_int_equal(error.offset, offset);
    assert_int_equal(strncmp(error.text, "is damaged: ", 12), 0);
    reader_close(reader);
    buffer_free(&copy);
}

static void test_damaged(void **state) {
    (void)state;
    struct buffer file = {0};
    add_section(&file, LITTLE, NULL);
    add_interface(&file, LITTLE, 1, 0, 0, 0);
    size_t packet = file.size;
    add_packet(&file, LITTLE, 0, 1, SLICE("octets"), NULL);
    size_t unknown = file.size;
    add_unknown(&file, LITTLE, 20);
    struct slice whole = buffer_slice(&file);
    assert_damaged(whole, 8, "\x4d\x3c\x2b\x1b", 4, 0);               /* byte-order magic */
    assert_damaged(whole, 12, "\2", 1, 0);                            /* version */
    assert_damaged(whole, packet + 4, "\x08\0\0\0", 4, packet);       /* shorter than a block */
    assert_damaged(whole, packet + 4, "\x29\0\0\0", 4, packet);       /* not a multiple of 4 */
    assert_damaged(whole, packet + 4, "\xfc\xff\xff\xff", 4, packet); /* larger than any packet */
    assert_damaged(whole, packet + 8, "\1", 1, packet);               /* interface */
    assert_damaged(whole, packet + 20, "\x09\0\0\0", 4, packet);      /* captured octets */
    assert_damaged(whole, packet + 20, "\xff\xff\xff\xff", 4, packet);
    assert_damaged(whole, unknown - 4, "\0", 1, packet); /* the other length */
    assert_damaged(whole, file.size - 4, "\0", 1, unknown);
    buffer_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections),     cmocka_unit_test(test_growth),
        cmocka_unit_test(test_notes),        cmocka_unit_test(test_seek),
        cmocka_unit_test(test_every_prefix), cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
