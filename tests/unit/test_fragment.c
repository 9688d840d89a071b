/* Fragments put together: in any order, twice, overlapping, too many, too old. */
#include "capture_bytes.h"

#include "capture/fragment.h"

static const uint8_t address[2][16] = {{192, 0, 2, 1}, {192, 0, 2, 2}};

enum { LAST = 0, MORE = 1 };

struct bench {
    struct fragments *fragments;
    struct fragment_whole whole;
    uint64_t packets;
    int64_t seconds;
};

static int bench_begin(void **state) {
    static struct bench bench;
    bench = (struct bench){.fragments = fragments_new()};
    *state = &bench;
    return bench.fragments ? 0 : -1;
}

static int bench_end(void **state) {
    struct bench *bench = *state;
    fragments_free(bench->fragments);
    return 0;
}

static struct ip_packet piece_of(uint32_t id, uint32_t offset, bool more, const char *octets) {
    return (struct ip_packet){.source = address[0],
                              .destination = address[1],
                              .address_size = 4,
                              .protocol = IP_PROTOCOL_TCP,
                              .fragment = true,
                              .more = more,
                              .fragment_offset = offset,
                              .identification = id,
                              .payload = slice_string(octets)};
}

static enum fragment_result put(struct bench *bench, const struct ip_packet *ip) {
    struct packet packet = {.at = {bench->seconds * DURATION_SECOND},
                            .number = ++bench->packets,
                            .record = bench->packets * 1000};
    static const struct fragment_list nobody;
    return fragments_add(bench->fragments, ip, &packet, &nobody, &bench->whole);
}

/* Adds a piece of datagram `id`. */
static enum fragment_result piece(struct bench *bench, uint32_t id, uint32_t offset, bool more,
                                  const char *octets) {
    struct ip_packet ip = piece_of(id, offset, more, octets);
    return put(bench, &ip);
}

static void assert_whole(const struct bench *bench, const char *octets) {
    assert_octets(bench->whole.payload, slice_string(octets));
    assert_int_equal(bench->whole.protocol, IP_PROTOCOL_TCP);
}

#define A "aaaaaaaa"
#define B "bbbbbbbb"
#define C "ccc"

/* Every order of three pieces. */
static void test_orders(void **state) {
    struct bench *bench = *state;
    static const struct {
        uint32_t offset;
        bool more;
        const char *octets;
    } pieces[] = {{0, MORE, A}, {8, MORE, B}, {16, LAST, C}};
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (uint32_t id = 0; id < 6; id++) {
        for (int i = 0; i < 3; i++) {
            int n = orders[id][i];
            assert_int_equal(piece(bench, id, pieces[n].offset, pieces[n].more, pieces[n].octets),
                             i < 2 ? FRAGMENT_KEPT : FRAGMENT_WHOLE);
        }
        assert_whole(bench, A B C);
        assert_int_equal(bench->whole.carriers.count, 2);
        assert_int_equal(bench->whole.carriers.numbers[0], bench->packets - 2);
        assert_int_equal(bench->whole.carriers.numbers[1], bench->packets - 1);
        assert_int_equal(bench->whole.carriers.records[1], (bench->packets - 1) * 1000);
    }
}

/* Of each octet the first counts; who gave nothing new is not listed. */
static void test_overlaps(void **state) {
    struct bench *bench = *state;
    assert_int_equal(piece(bench, 1, 8, MORE, B), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 1, 8, MORE, "xxxxxxxx"), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 1, 0, MORE, A "yyyyyyyy"), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 1, 8, LAST, "zzzzzzzz" C), FRAGMENT_WHOLE);
    assert_whole(bench, A B C);
    assert_int_equal(bench->whole.carriers.count, 2);
    assert_int_equal(bench->whole.carriers.numbers[0], 1);
    assert_int_equal(bench->whole.carriers.numbers[1], 3);
}

/* Pieces that cannot be of one datagram. */
static void test_disagreement(void **state) {
    struct bench *bench = *state;
    assert_int_equal(piece(bench, 1, 16, LAST, C), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 1, 16, LAST, "cccc"), FRAGMENT_BAD);
    assert_int_equal(piece(bench, 1, 16, MORE, "dddddddd"), FRAGMENT_BAD);
    assert_int_equal(piece(bench, 1, 0, MORE, "seven o"), FRAGMENT_BAD);
    assert_int_equal(piece(bench, 1, 0, MORE, ""), FRAGMENT_BAD);
    struct ip_packet cut = piece_of(1, 0, MORE, A);
    cut.cut = 8;
    assert_int_equal(put(bench, &cut), FRAGMENT_BAD);
    assert_int_equal(piece(bench, 1, 0, MORE, A B), FRAGMENT_WHOLE);
    assert_whole(bench, A B C);
    assert_int_equal(piece(bench, 2, 16, MORE, A), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 2, 8, LAST, C), FRAGMENT_BAD);
    assert_int_equal(piece(bench, 2, 65528, LAST, A), FRAGMENT_BAD);
}

/* Neither addresses nor protocol of another datagram; IPv6 does not tell by protocol. */
static void test_identity(void **state) {
    struct bench *bench = *state;
    struct ip_packet other = piece_of(1, 8, LAST, C);
    assert_int_equal(piece(bench, 1, 0, MORE, A), FRAGMENT_KEPT);
    other.source = address[1];
    assert_int_equal(put(bench, &other), FRAGMENT_KEPT);
    other.source = address[0];
    other.protocol = 17;
    assert_int_equal(put(bench, &other), FRAGMENT_KEPT);
    other.address_size = 16;
    assert_int_equal(put(bench, &other), FRAGMENT_KEPT);
    struct ip_packet first = piece_of(1, 0, MORE, A);
    first.address_size = 16;
    assert_int_equal(put(bench, &first), FRAGMENT_WHOLE);
    assert_whole(bench, A C);
    assert_int_equal(piece(bench, 1, 8, LAST, C), FRAGMENT_WHOLE);
    assert_whole(bench, A C);
}

/* An identification that comes round again begins another datagram. */
static void test_age(void **state) {
    struct bench *bench = *state;
    assert_int_equal(piece(bench, 1, 0, MORE, "old old "), FRAGMENT_KEPT);
    bench->seconds = FRAGMENT_AGE_SECONDS + 1;
    assert_int_equal(piece(bench, 1, 8, LAST, C), FRAGMENT_KEPT);
    bench->seconds += FRAGMENT_AGE_SECONDS;
    assert_int_equal(piece(bench, 1, 0, MORE, A), FRAGMENT_WHOLE);
    assert_whole(bench, A C);
}

/* Past the bound the oldest is forgotten. */
static void test_eviction(void **state) {
    struct bench *bench = *state;
    for (uint32_t id = 0; id <= FRAGMENT_DATAGRAMS; id++)
        assert_int_equal(piece(bench, id, 0, MORE, A), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 1, 8, LAST, C), FRAGMENT_WHOLE);
    assert_int_equal(piece(bench, 0, 8, LAST, C), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, FRAGMENT_DATAGRAMS, 8, LAST, C), FRAGMENT_WHOLE);
}

/* The largest datagram, in the smallest pieces. */
static void test_largest(void **state) {
    struct bench *bench = *state;
    uint32_t last = 65528;
    for (uint32_t offset = 0; offset < last; offset += 8)
        assert_int_equal(piece(bench, 9, offset, MORE, A), FRAGMENT_KEPT);
    assert_int_equal(piece(bench, 9, last, LAST, "1234567"), FRAGMENT_WHOLE);
    assert_int_equal(bench->whole.payload.size, 65535);
    assert_int_equal(bench->whole.carriers.count, last / 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_orders, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_overlaps, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_disagreement, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_identity, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_age, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_eviction, bench_begin, bench_end),
        cmocka_unit_test_setup_teardown(test_largest, bench_begin, bench_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
