/* Content up to its closing dot, and counted content: held against a reader that has the whole of
 * it and looks at one octet at a time. */
#include "protocol/dots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What a reader makes of content. */
struct reading {
    struct buffer content;
    enum dots_result result;
    enum line_end end;
    struct content_facts facts;
    size_t used; /* octets up to and with the closing line */
};

static bool stands(struct slice wire, size_t at, const char *octets) {
    return slice_starts(slice_from(wire, at), slice_string(octets));
}

static void keep(struct reading *reading, uint8_t octet) {
    assert_true(buffer_add(&reading->content, slice_of(&octet, 1)));
}

/* Whether a line starts at `at`, for a reader that wants CRLF or for one to whom LF is enough. */
static bool at_start(struct slice wire, size_t at, bool strict) {
    if (at == 0)
        return true;
    return wire.data[at - 1] == '\n' && (!strict || (at > 1 && wire.data[at - 2] == '\r'));
}

/* Length of a lone dot line at `at`, 0 for none. */
static size_t lone_dot(struct slice wire, size_t at) {
    return stands(wire, at, ".\r\n") ? 3 : stands(wire, at, ".\n") ? 2 : 0;
}

/* `ends_at`: which lone dot after the first that only a tolerant reader takes for the end does
 * close the content in DOTS_WATCH; the ones before it do not. */
static struct reading read_simply(struct slice wire, enum dots_mode mode, unsigned ends_at) {
    struct reading reading = {.used = wire.size};
    uint64_t line = 0;
    for (size_t at = 0; at < wire.size; at++) {
        uint8_t octet = wire.data[at];
        bool strict_start = at_start(wire, at, true);
        bool tolerant_start = at_start(wire, at, false);
        size_t dot = tolerant_start ? lone_dot(wire, at) : 0;
        bool strict_end = strict_start && dot == 3;
        bool tolerant_end = dot > 0 && !strict_end && mode != DOTS_STRICT;
        if (tolerant_end && mode == DOTS_WATCH && ends_at-- > 0)
            tolerant_end = false;
        if (strict_end || tolerant_end) {
            reading.result = strict_end || mode == DOTS_LAX ? DOTS_END : DOTS_LONE;
            reading.end = strict_end ? END_CRLF : END_LF;
            reading.used = at + dot;
            return reading;
        }
        line++;
        if (octet == '\n' && line > reading.facts.longest_line)
            reading.facts.longest_line = line;
        line = octet == '\n' ? 0 : line;
        reading.facts.bare_lf += octet == '\n' && (at == 0 || wire.data[at - 1] != '\r');
        reading.facts.bare_cr += octet == '\r' && !stands(wire, at, "\r\n");
        reading.facts.nul += octet == 0;
        reading.facts.high += octet > 127;
        if (octet == '.' && (strict_start || (tolerant_start && mode == DOTS_LAX)))
            reading.facts.stuffed_dots++;
        else
            keep(&reading, octet);
    }
    if (line > reading.facts.longest_line)
        reading.facts.longest_line = line;
    reading.result = DOTS_MORE;
    return reading;
}

static void collect(void *context, struct slice octets, struct place place) {
    struct reading *reading = context;
    (void)place;
    for (size_t i = 0; i < octets.size; i++)
        keep(reading, octets.data[i]);
}

/* The same through dots_read(), in pieces of 1 to `most` octets. */
static struct reading read_in_pieces(struct slice wire, enum dots_mode mode, unsigned ends_at,
                                     unsigned most, bool uncounted, unsigned *seed) {
    struct reading reading = {0};
    struct dots dots;
    dots_begin(&dots, mode);
    dots.uncounted = uncounted;
    for (size_t at = 0; at < wire.size && reading.result == DOTS_MORE;) {
        struct chunk chunk = {.octets = slice_part(wire, at, 1 + (size_t)rand_r(seed) % most)};
        size_t size = chunk.octets.size;
        do {
            reading.result = dots_read(&dots, &chunk, collect, &reading, &reading.end);
            if (reading.result != DOTS_LONE || ends_at-- == 0)
                break;
            dots_go_on(&dots, collect, &reading);
            reading.result = DOTS_MORE;
        } while (chunk.octets.size > 0);
        at += size - chunk.octets.size;
    }
    if (reading.result == DOTS_MORE)
        dots_break(&dots, collect, &reading);
    reading.used = dots.wire_octets;
    reading.facts = dots.facts;
    assert_int_equal(dots.octets, reading.content.size);
    return reading;
}

static void assert_same(struct reading *got, struct reading *want) {
    assert_int_equal(got->result, want->result);
    assert_int_equal(got->used, want->used);
    if (want->result != DOTS_MORE)
        assert_int_equal(got->end, want->end);
    assert_true(slice_equal(buffer_slice(&got->content), buffer_slice(&want->content)));
    assert_int_equal(got->facts.longest_line, want->facts.longest_line);
    assert_int_equal(got->facts.bare_lf, want->facts.bare_lf);
    assert_int_equal(got->facts.bare_cr, want->facts.bare_cr);
    assert_int_equal(got->facts.nul, want->facts.nul);
    assert_int_equal(got->facts.high, want->facts.high);
    assert_int_equal(got->facts.stuffed_dots, want->facts.stuffed_dots);
}

/* Rich in what matters: pieces of line ends, dots, and now and then a run of text. A content that
 * breaks off in what may be a closing line is left to a test of its own. */
static size_t make_content(uint8_t *octets, size_t room, unsigned *seed) {
    static const char *const pieces[] = {"\r\n", "\r\n", "\r\n.", "\r\n..", "\n",    "\r",
                                         ".",    "\n.",  ".\r",   "a",      "\n.\n", "\r\n.\n"};
    size_t size = 0, kinds = sizeof pieces / sizeof pieces[0];
    while (size + 200 < room) {
        size_t kind = (size_t)rand_r(seed) % (kinds + 2);
        if (kind == kinds)
            octets[size++] = (uint8_t)rand_r(seed);
        else if (kind > kinds)
            for (int run = rand_r(seed) % 190; run > 0; run--)
                octets[size++] = 'x';
        else
            for (const char *piece = pieces[kind]; *piece; piece++)
                octets[size++] = (uint8_t)*piece;
    }
    octets[size++] = 'z';
    return size;
}

static void try_content(struct slice wire, unsigned *seed) {
    static const unsigned most[] = {1, 3, 70, 5000};
    for (enum dots_mode mode = DOTS_STRICT; mode <= DOTS_LAX; mode++) {
        unsigned ends_at = (unsigned)rand_r(seed) % 4;
        struct reading want = read_simply(wire, mode, ends_at);
        for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
            struct reading got = read_in_pieces(wire, mode, ends_at, most[i], false, seed);
            assert_same(&got, &want);
            buffer_free(&got.content);
            got = read_in_pieces(wire, mode, ends_at, most[i], true, seed);
            got.facts = want.facts; /* nobody looks at them */
            assert_same(&got, &want);
            buffer_free(&got.content);
        }
        buffer_free(&want.content);
    }
}

static void test_any_content_in_any_pieces(void **state) {
    (void)state;
    uint8_t octets[700];
    for (unsigned round = 0; round < 4000; round++) {
        unsigned seed = round;
        size_t size = make_content(octets, 210 + round % 490, &seed);
        try_content(slice_of(octets, size), &seed);
    }
}

static struct reading read_whole(struct slice wire, enum dots_mode mode) {
    unsigned seed = 1;
    return read_in_pieces(wire, mode, 0, 100000, false, &seed);
}

static void assert_reading(struct slice wire, enum dots_mode mode, enum dots_result result,
                           enum line_end end, struct slice content) {
    struct reading reading = read_whole(wire, mode);
    assert_int_equal(reading.result, result);
    if (result != DOTS_MORE)
        assert_int_equal(reading.end, end);
    assert_true(slice_equal(buffer_slice(&reading.content), content));
    buffer_free(&reading.content);
}

static void test_ends(void **state) {
    (void)state;
    assert_reading(SLICE(".\r\n"), DOTS_STRICT, DOTS_END, END_CRLF, SLICE(""));
    assert_reading(SLICE("a\r\n.\r\nQUIT\r\n"), DOTS_STRICT, DOTS_END, END_CRLF, SLICE("a\r\n"));
    assert_reading(SLICE("a\n.\r\n.\r\n"), DOTS_STRICT, DOTS_END, END_CRLF, SLICE("a\n.\r\n"));
    assert_reading(SLICE("a\n.\r\n"), DOTS_WATCH, DOTS_LONE, END_LF, SLICE("a\n"));
    assert_reading(SLICE("a\n.\n"), DOTS_LAX, DOTS_END, END_LF, SLICE("a\n"));
    assert_reading(SLICE("a\r\n.\n"), DOTS_LAX, DOTS_END, END_LF, SLICE("a\r\n"));
    assert_reading(SLICE("a\r.\r\n"), DOTS_LAX, DOTS_MORE, END_NONE, SLICE("a\r.\r\n"));
}

static void test_stuffed_dots(void **state) {
    (void)state;
    assert_reading(SLICE("..\r\n..b\r\n.\r\n"), DOTS_STRICT, DOTS_END, END_CRLF,
                   SLICE(".\r\n.b\r\n"));
    assert_reading(SLICE(".a\n..b\r\n.\r\n"), DOTS_STRICT, DOTS_END, END_CRLF, SLICE("a\n..b\r\n"));
    assert_reading(SLICE(".a\n..b\n.\n"), DOTS_LAX, DOTS_END, END_LF, SLICE("a\n.b\n"));
}

/* Octets held back when the content breaks off were content: here the CR after a stuffed dot. */
static void test_break_gives_back_what_was_held(void **state) {
    (void)state;
    assert_reading(SLICE("a\r\n.\r"), DOTS_STRICT, DOTS_MORE, END_NONE, SLICE("a\r\n\r"));
    assert_reading(SLICE("a\n."), DOTS_WATCH, DOTS_MORE, END_NONE, SLICE("a\n."));
}

/* After a hole an LF may be the rest of a CRLF, and a dot is no line's beginning. */
static void test_content_goes_on_after_a_break(void **state) {
    (void)state;
    struct reading reading = {0};
    struct dots dots;
    dots_begin(&dots, DOTS_STRICT);
    struct chunk first = {.octets = SLICE("a\r\nb")}, second = {.octets = SLICE(".c\r\n.\r\n")};
    assert_int_equal(dots_read(&dots, &first, collect, &reading, &reading.end), DOTS_MORE);
    dots_break(&dots, collect, &reading);
    assert_int_equal(dots_read(&dots, &second, collect, &reading, &reading.end), DOTS_END);
    assert_true(slice_equal(buffer_slice(&reading.content), SLICE("a\r\nb.c\r\n")));
    buffer_free(&reading.content);

    reading = (struct reading){0};
    dots_begin(&dots, DOTS_STRICT);
    first.octets = SLICE("a"), second.octets = SLICE("\n.\r\n");
    assert_int_equal(dots_read(&dots, &first, collect, &reading, &reading.end), DOTS_MORE);
    dots_break(&dots, collect, &reading);
    assert_int_equal(dots_read(&dots, &second, collect, &reading, &reading.end), DOTS_END);
    assert_int_equal(dots.facts.bare_lf, 0);
    buffer_free(&reading.content);
}

/* Whether a dot line right behind a hole closes the content is for the caller to say. */
static void test_dot_behind_a_break(void **state) {
    (void)state;
    static const enum dots_result results[] = {
        [DOTS_STRICT] = DOTS_MORE, [DOTS_WATCH] = DOTS_LONE, [DOTS_LAX] = DOTS_END};
    for (enum dots_mode mode = DOTS_STRICT; mode <= DOTS_LAX; mode++) {
        struct reading reading = {0};
        struct dots dots;
        dots_begin(&dots, mode);
        struct chunk first = {.octets = SLICE("a")}, second = {.octets = SLICE(".\r\n")};
        assert_int_equal(dots_read(&dots, &first, collect, &reading, &reading.end), DOTS_MORE);
        dots_break(&dots, collect, &reading);
        assert_int_equal(dots_read(&dots, &second, collect, &reading, &reading.end), results[mode]);
        if (mode == DOTS_WATCH)
            dots_go_on(&dots, collect, &reading);
        struct slice content = mode == DOTS_LAX ? SLICE("a") : SLICE("a.\r\n");
        assert_true(slice_equal(buffer_slice(&reading.content), content));
        buffer_free(&reading.content);
    }
}

/* Places of the pieces stay true when a held dot comes from an earlier chunk. */
static void check_place(void *context, struct slice octets, struct place place) {
    const struct slice *wire = context;
    assert_true(slice_equal(slice_part(*wire, place.offset, octets.size), octets));
}

static void test_places(void **state) {
    (void)state;
    struct slice wire = SLICE("ab\n.\rc");
    struct dots dots;
    enum line_end end;
    dots_begin(&dots, DOTS_WATCH);
    for (size_t at = 0; at < wire.size; at++) {
        struct chunk chunk = {.octets = slice_part(wire, at, 1), .place = {.offset = at}};
        assert_int_equal(dots_read(&dots, &chunk, check_place, &wire, &end), DOTS_MORE);
    }
    assert_int_equal(dots.octets, wire.size);
}

/* Every way of scanning that this machine has finds the same. */
static void test_scanners_agree(void **state) {
    (void)state;
    const struct content_scanner *scanners = content_scanners();
    uint8_t octets[700];
    for (unsigned round = 0; round < 4000; round++) {
        unsigned seed = round;
        size_t size = make_content(octets, 210 + round % 490, &seed);
        size_t start = (size_t)rand_r(&seed) % size;
        struct slice wire = slice_of(octets + start, size - start);
        uint8_t before = (uint8_t) "\n\ra"[round % 3];
        struct content_scan first = {.before = before};
        struct content_facts facts = {0};
        size_t used = scanners[0].scan(&first, &facts, wire);
        for (size_t i = 1; scanners[i].name; i++) {
            struct content_scan other = {.before = before};
            struct content_facts found = {0};
            assert_int_equal(scanners[i].scan(&other, &found, wire), used);
            assert_int_equal(other.line, first.line);
            assert_int_equal(other.before, first.before);
            assert_memory_equal(&found, &facts, sizeof facts);
        }
        for (size_t i = 0; scanners[i].name; i++) {
            struct content_scan other = {.before = before};
            assert_int_equal(scanners[i].find_dot(&other, wire), used);
            assert_int_equal(other.before, first.before);
        }
    }
}

/* ---- counted content ---- */

static struct content_facts count_simply(struct slice content) {
    struct content_facts facts = {0};
    uint64_t line = 0;
    for (size_t at = 0; at < content.size; at++) {
        uint8_t octet = content.data[at];
        bool after_cr = at > 0 && content.data[at - 1] == '\r';
        facts.nul += octet == 0;
        facts.high += octet > 127;
        facts.bare_lf += octet == '\n' && !after_cr;
        facts.bare_cr += octet != '\n' && after_cr;
        line++;
        facts.longest_line = line > facts.longest_line ? line : facts.longest_line;
        line = octet == '\n' ? 0 : line;
    }
    return facts;
}

/* No dot ends it, no dot is stuffed, wherever chunks and packets cut it. */
static void test_any_counted_content_in_any_pieces(void **state) {
    (void)state;
    static const unsigned most[] = {1, 3, 70, 5000};
    uint8_t octets[700];
    for (unsigned round = 0; round < 4000; round++) {
        unsigned seed = round;
        size_t size = make_content(octets, 210 + round % 490, &seed);
        struct slice content = slice_from(slice_of(octets, size), (size_t)rand_r(&seed) % size);
        struct content_facts want = count_simply(content);
        struct content_scan scan = {0};
        struct content_facts got = {0};
        for (size_t at = 0; at < content.size;) {
            size_t piece = 1 + (size_t)rand_r(&seed) % most[round % 4];
            content_count(&scan, &got, slice_part(content, at, piece));
            at += piece;
        }
        assert_memory_equal(&got, &want, sizeof want);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_stuffed_dots),
        cmocka_unit_test(test_break_gives_back_what_was_held),
        cmocka_unit_test(test_content_goes_on_after_a_break),
        cmocka_unit_test(test_dot_behind_a_break),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_any_content_in_any_pieces),
        cmocka_unit_test(test_scanners_agree),
        cmocka_unit_test(test_any_counted_content_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
