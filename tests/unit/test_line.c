/* Octets cut into lines, the same in any pieces. */
#include "protocol/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Lines as they should come out. */
struct expected {
    const char *text;
    enum line_end end;
    uint64_t offset, octets;
};

static void check_line(const struct line *line, const struct expected *want) {
    assert_true(slice_equal(line->text, slice_string(want->text)));
    assert_int_equal(line->end, want->end);
    assert_int_equal(line->offset, want->offset);
    assert_int_equal(line->octets, want->octets);
    assert_int_equal(line->place.offset, want->offset);
    assert_false(line->truncated);
}

static void check_cut(struct slice wire, const struct expected *want, size_t count, size_t piece) {
    struct line_reader reader = {0};
    struct line line;
    size_t seen = 0;
    for (size_t at = 0; at < wire.size; at += piece) {
        struct chunk chunk = {
            .octets = slice_part(wire, at, piece), .place = {.offset = at}, .offset = at};
        while (line_next(&reader, &chunk, &line)) {
            assert_true(seen < count);
            check_line(&line, &want[seen++]);
        }
        assert_int_equal(chunk.octets.size, 0);
    }
    if (line_flush(&reader, &line)) {
        assert_true(seen < count);
        check_line(&line, &want[seen++]);
    }
    assert_int_equal(seen, count);
    assert_false(line_pending(&reader));
    line_reader_free(&reader);
}

static void test_line_ends(void **state) {
    (void)state;
    static const struct expected want[] = {
        {"HELO a", END_CRLF, 0, 8},  {"", END_CRLF, 8, 2},      {"NOOP", END_LF, 10, 5},
        {"", END_LF, 15, 1},         {"a\rb", END_CRLF, 16, 5}, {"c\r", END_CRLF, 21, 4},
        {"rest\r", END_NONE, 25, 5},
    };
    struct slice wire = SLICE("HELO a\r\n\r\nNOOP\n\na\rb\r\nc\r\r\nrest\r");
    for (size_t piece = 1; piece <= wire.size; piece++)
        check_cut(wire, want, sizeof want / sizeof *want, piece);
}

/* A line past the bound is cut, and counted whole. */
static void check_long_line(size_t piece) {
    size_t size = LINE_KEPT + 1000;
    uint8_t *octets = malloc(size);
    assert_non_null(octets);
    memset(octets, 'x', size);
    octets[size - 2] = '\r';
    octets[size - 1] = '\n';
    struct line_reader reader = {0};
    struct line line;
    unsigned seen = 0;
    for (size_t at = 0; at < size; at += piece) {
        struct chunk chunk = {.octets = slice_part(slice_of(octets, size), at, piece)};
        while (line_next(&reader, &chunk, &line)) {
            seen++;
            assert_true(line.truncated);
            assert_int_equal(line.text.size, LINE_KEPT);
            assert_int_equal(line.octets, size);
            assert_int_equal(line.end, END_CRLF);
        }
    }
    assert_int_equal(seen, 1);
    struct chunk next = {.octets = SLICE("QUIT\r\n")};
    assert_true(line_next(&reader, &next, &line));
    assert_true(slice_equal(line.text, SLICE("QUIT")));
    assert_false(line.truncated);
    line_reader_free(&reader);
    free(octets);
}

static void test_long_lines(void **state) {
    (void)state;
    check_long_line(1);
    check_long_line(1460);
    check_long_line(100000);
}

/* A whole line of exactly the bound is kept, in one piece or in many. */
static void test_longest_line(void **state) {
    (void)state;
    static uint8_t octets[LINE_KEPT];
    memset(octets, 'x', sizeof octets);
    octets[LINE_KEPT - 1] = '\n';
    for (size_t piece = 1000; piece <= LINE_KEPT; piece += LINE_KEPT - 1000) {
        struct line_reader reader = {0};
        struct line line;
        bool found = false;
        for (size_t at = 0; at < LINE_KEPT; at += piece) {
            struct chunk chunk = {.octets = slice_part(slice_of(octets, LINE_KEPT), at, piece)};
            found = line_next(&reader, &chunk, &line);
        }
        assert_true(found);
        assert_false(line.truncated);
        assert_int_equal(line.text.size, LINE_KEPT - 1);
        line_reader_free(&reader);
    }
}

/* A line is dated by its first and its last octet. */
static void test_moments(void **state) {
    (void)state;
    struct line_reader reader = {0};
    struct line line;
    struct chunk first = {.octets = SLICE("QU"), .at = {5}, .place = {.packet = 7}};
    struct chunk second = {.octets = SLICE("IT\n"), .at = {9}, .place = {.packet = 8}};
    assert_false(line_next(&reader, &first, &line));
    assert_true(line_pending(&reader));
    assert_true(line_next(&reader, &second, &line));
    assert_int_equal(line.at.ns, 5);
    assert_int_equal(line.last.ns, 9);
    assert_int_equal(line.place.packet, 7);
    line_reader_free(&reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_longest_line),
        cmocka_unit_test(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
