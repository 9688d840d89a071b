#include "message/header.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static const struct slice wanted[] = {
    {(const uint8_t *)"From", 4},
    {(const uint8_t *)"Subject", 7},
};

/* What was handed over, one "index=value;" after the other. */
struct heard {
    char text[2 * HEADER_FIELD_KEPT];
    size_t size;
};

static void hear(void *context, size_t field, struct slice value) {
    struct heard *heard = context;
    assert_true(value.size < sizeof heard->text - heard->size - 4);
    heard->text[heard->size++] = (char)('0' + field);
    heard->text[heard->size++] = '=';
    if (value.size)
        memcpy(heard->text + heard->size, value.data, value.size);
    heard->size += value.size;
    heard->text[heard->size++] = ';';
    heard->text[heard->size] = '\0';
}

/* Reads the content in pieces of `size` octets and says how many octets were read as header. */
static uint64_t read_pieces(struct slice content, size_t size, struct heard *heard) {
    struct header_reader reader = {0};
    *heard = (struct heard){0};
    header_begin(&reader, wanted, 2, hear, heard);
    for (size_t at = 0; at < content.size; at += size)
        if (!header_read(&reader, slice_part(content, at, size)))
            break;
    header_end(&reader);
    assert_true(reader.done);
    uint64_t octets = reader.octets;
    header_reader_free(&reader);
    return octets;
}

/* The same is heard in every cut. */
static void assert_heard(const char *content, const char *expected) {
    struct heard *heard = malloc(sizeof *heard);
    assert_non_null(heard);
    for (size_t size = 1; size <= strlen(content); size++) {
        (void)read_pieces(slice_string(content), size, heard);
        assert_string_equal(heard->text, expected);
    }
    free(heard);
}

static void wanted_fields_are_handed_over_in_order(void **state) {
    (void)state;
    assert_heard("Received: by x\r\nSubject: one\r\nTo: b\r\nFrom: a@x\r\n\r\nSubject: body\r\n",
                 "1=one;0=a@x;");
}

static void case_and_blanks_do_not_matter(void **state) {
    (void)state;
    assert_heard("fRoM:a@x\r\nSUBJECT \t:  one \t\r\n\r\n", "0=a@x;1=one;");
}

static void folded_lines_are_joined_by_one_blank(void **state) {
    (void)state;
    assert_heard("Subject: one\r\n\ttwo  \r\n   three\r\nTo: b\r\n more\r\n\r\n",
                 "1=one two three;");
    assert_heard("Subject:\r\n one\r\n\r\n", "1=one;");
}

static void bare_line_feeds_end_lines_too(void **state) {
    (void)state;
    assert_heard("Subject: one\nFrom: a\n\nFrom: body\n", "1=one;0=a;");
}

static void a_line_that_is_no_field_ends_the_block(void **state) {
    (void)state;
    assert_heard("Subject: one\r\nhello there\r\nFrom: a\r\n\r\n", "1=one;");
    assert_heard("Hello\r\nSubject: one\r\n", "");
    assert_heard("two words: x\r\nSubject: one\r\n", "");
    assert_heard(": x\r\nSubject: one\r\n", "");
}

/* However its name and its colon stand, and whether its initial is that of a wanted one or not. */
static void fields_that_nobody_wants_are_passed_over(void **state) {
    (void)state;
    static const char *const fields[] = {"To:b", "To: b",  "To : b",  "To\t:b",      "To:",
                                         "T:b",  "A:B: c", "A:B c:d", "Sender: b@x", "F:b"};
    static const char *const others[] = {"To",          ":",          ": b",     " : b",
                                         "T o: b",      "T\x7f: b",   "\xc3: b", "S",
                                         ":Subject: b", "S ubject: b"};
    char content[64];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        (void)snprintf(content, sizeof content, "X: y\r\n%s\r\nSubject: one\r\n\r\n", fields[i]);
        assert_heard(content, "1=one;");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bool folded = others[i][0] == ' ';
        (void)snprintf(content, sizeof content, "X: y\r\n%s\r\nSubject: one\r\n\r\n", others[i]);
        assert_heard(content, folded ? "1=one;" : "");
    }
}

static void the_line_of_a_mailbox_is_passed_over(void **state) {
    (void)state;
    assert_heard("From a@x Mon Oct  5 06:06:07 2009\nSubject: one\n\n", "1=one;");
    assert_heard("Subject: one\nFrom a@x Mon Oct  5\nFrom: b\n\n", "1=one;");
}

static void content_that_breaks_off_gives_what_was_seen(void **state) {
    (void)state;
    assert_heard("Subject: one\r\n two", "1=one two;");
    assert_heard("Subject: one\r\nFro", "1=one;");
}

static void a_long_field_is_cut(void **state) {
    (void)state;
    static char content[4 * HEADER_FIELD_KEPT];
    struct heard *heard = malloc(sizeof *heard);
    assert_non_null(heard);
    memset(content, 'x', sizeof content);
    memcpy(content, "Subject: ", 9);
    memcpy(content + sizeof content - 12, "\nFrom: a@x\n\n", 12);
    for (size_t size = 1000; size <= sizeof content; size += 7919) {
        (void)read_pieces(slice_of(content, sizeof content), size, heard);
        assert_int_equal(strcspn(heard->text, ";"), 2 + HEADER_FIELD_KEPT - 9);
        assert_non_null(strstr(heard->text, ";0=a@x;"));
    }
    free(heard);
}

static void the_block_is_bounded(void **state) {
    (void)state;
    static char content[HEADER_BLOCK_KEPT + 4096];
    static const char line[] = "X-Filler: 0123456789abcdef\r\n";
    struct heard *heard = malloc(sizeof *heard);
    assert_non_null(heard);
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = line[i % (sizeof line - 1)];
    memcpy(content + sizeof content - 16, "\r\nSubject: one\r\n", 16);
    for (size_t size = 100; size <= sizeof content; size += 7919) {
        assert_int_equal(read_pieces(slice_of(content, sizeof content), size, heard),
                         HEADER_BLOCK_KEPT);
        assert_string_equal(heard->text, "");
    }
    free(heard);
}

static void a_reader_serves_one_message_after_the_other(void **state) {
    (void)state;
    struct heard heard = {0};
    struct header_reader reader = {0};
    header_begin(&reader, wanted, 2, hear, &heard);
    assert_true(header_read(&reader, SLICE("Subject: half")));
    header_begin(&reader, wanted, 2, hear, &heard);
    assert_false(header_read(&reader, SLICE("From: a\r\n\r\n")));
    assert_false(header_read(&reader, SLICE("From: b\r\n\r\n")));
    assert_string_equal(heard.text, "0=a;");
    header_reader_free(&reader);
}

static void stop_at_once(void *context, size_t field, struct slice value) {
    struct header_reader *reader = context;
    assert_int_equal(field, 1);
    assert_true(slice_equal(value, SLICE("one")));
    header_stop(reader);
}

/* The second subject, and the sender after it, are not handed over any more. */
static void who_has_enough_is_told_nothing_more(void **state) {
    struct slice content = SLICE("Subject: one\nSubject: two\nFrom: a@x\n\nbody\n");
    (void)state;
    for (size_t size = 1; size <= content.size; size++) {
        struct header_reader reader = {0};
        header_begin(&reader, wanted, 2, stop_at_once, &reader);
        for (size_t at = 0; at < content.size; at += size)
            (void)header_read(&reader, slice_part(content, at, size));
        header_end(&reader);
        header_reader_free(&reader);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wanted_fields_are_handed_over_in_order),
        cmocka_unit_test(case_and_blanks_do_not_matter),
        cmocka_unit_test(folded_lines_are_joined_by_one_blank),
        cmocka_unit_test(bare_line_feeds_end_lines_too),
        cmocka_unit_test(a_line_that_is_no_field_ends_the_block),
        cmocka_unit_test(fields_that_nobody_wants_are_passed_over),
        cmocka_unit_test(the_line_of_a_mailbox_is_passed_over),
        cmocka_unit_test(content_that_breaks_off_gives_what_was_seen),
        cmocka_unit_test(a_long_field_is_cut),
        cmocka_unit_test(the_block_is_bounded),
        cmocka_unit_test(a_reader_serves_one_message_after_the_other),
        cmocka_unit_test(who_has_enough_is_told_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
