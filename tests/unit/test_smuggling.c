/* What servers of every kind make of the same octets, as text:
 *
 *     message 4 LF.CRLF | MAIL FROM:<x> | DATA | message 2 none | more */
#include "protocol/smuggling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROOM = 4096 };

static const char *break_word(enum line_break end) {
    static const char *const words[] = {"none", "CRLF", "LF", "CR"};
    return words[end];
}

static void put_item(FILE *out, const struct smuggling_item *item) {
    if (item->kind == SMUGGLING_MESSAGE && item->after == BREAK_NONE)
        fprintf(out, "message %llu none", (unsigned long long)item->octets);
    else if (item->kind == SMUGGLING_MESSAGE)
        fprintf(out, "message %llu %s.%s", (unsigned long long)item->octets,
                break_word(item->before), break_word(item->after));
    else
        fwrite(item->line.data, 1, item->line.size, out);
}

static void put_reading(char text[ROOM], enum smuggling_reader reader, struct slice octets) {
    struct arena arena = {0};
    struct smuggling_reading reading;
    FILE *out = fmemopen(text, ROOM, "w");
    assert_non_null(out);
    smuggling_read(&reading, reader, octets, &arena);
    for (size_t i = 0; i < reading.count; i++) {
        fputs(i ? " | " : "", out);
        put_item(out, &reading.items[i]);
    }
    fputs(reading.more ? " | more" : "", out);
    fclose(out);
    arena_free(&arena);
}

/* A reading that is NULL is the strict one. */
struct example {
    const char *octets;
    const char *readings[READERS];
};

#define SECOND "MAIL FROM:<x>\r\nDATA\r\nb\r\n.\r\n"
#define SEEN   " | MAIL FROM:<x> | DATA | message 3 CRLF.CRLF"

static const struct example examples[] = {
    {"a\r\n.\r\n", {"message 3 CRLF.CRLF", NULL, NULL, NULL}},
    {".\r\n", {"message 0 CRLF.CRLF", NULL, NULL, NULL}},
    {"a\r\n..\r\n.\r\n", {"message 6 CRLF.CRLF", NULL, NULL, NULL}},
    {"a\r\n.b\r\n.\r\nQUIT\r\n", {"message 6 CRLF.CRLF | QUIT", NULL, NULL, NULL}},
    {"a", {"message 1 none", NULL, NULL, NULL}},
    {"a\r\n.\r", {"message 4 none", NULL, NULL, NULL}},
    {"a\r\n.", {"message 3 none", NULL, NULL, NULL}},
    {"a\r\n.\r\nDATA\r\n.\r\n", {"message 3 CRLF.CRLF | DATA | .", NULL, NULL, NULL}},
    {"a\r\n.\r\nBDAT 6 LAST\r\nx\r\n.\r\nQUIT\r\n",
     {"message 3 CRLF.CRLF | BDAT 6 LAST | QUIT", NULL, NULL, NULL}},
    {"a\r\n.\r\nSTARTTLS\r\n\x16\x03\x01\r\n",
     {"message 3 CRLF.CRLF | STARTTLS | more", NULL, NULL, NULL}},
    /* the ends that only some take */
    {"a\n.\n" SECOND,
     {"message 28 CRLF.CRLF", "message 2 LF.LF" SEEN, NULL, "message 2 LF.LF" SEEN}},
    {"a\n.\r\n" SECOND,
     {"message 29 CRLF.CRLF", "message 2 LF.CRLF" SEEN, NULL, "message 2 LF.CRLF" SEEN}},
    {"a\r\n.\n" SECOND,
     {"message 28 CRLF.CRLF", "message 3 CRLF.LF" SEEN, NULL, "message 3 CRLF.LF" SEEN}},
    {"a\r.\r" SECOND,
     {"message 28 CRLF.CRLF", NULL, "message 2 CR.CR" SEEN, "message 2 CR.CR" SEEN}},
    {"a\r.\r\n" SECOND,
     {"message 29 CRLF.CRLF", NULL, "message 2 CR.CRLF" SEEN, "message 2 CR.CRLF" SEEN}},
    {"a\r\n.\r" SECOND,
     {"message 28 CRLF.CRLF", NULL, "message 3 CRLF.CR" SEEN, "message 3 CRLF.CR" SEEN}},
    {"a\n.\r" SECOND,
     {"message 28 CRLF.CRLF", "message 27 CRLF.CRLF", NULL, "message 2 LF.CR" SEEN}},
    {"a\r.\n" SECOND,
     {"message 28 CRLF.CRLF", NULL, "message 27 CRLF.CRLF", "message 2 CR.LF" SEEN}},
    /* a CR and the CRLF behind it are two line ends, and no dot stands between them */
    {"a\r\r\n.\r\n", {"message 4 CRLF.CRLF", NULL, NULL, NULL}},
};

static void readers_split_as_they_should(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        for (int reader = 0; reader < READERS; reader++) {
            const char *expected = examples[i].readings[reader];
            char text[ROOM];
            put_reading(text, (enum smuggling_reader)reader, slice_string(examples[i].octets));
            if (strcmp(text, expected ? expected : examples[i].readings[READER_STRICT]) != 0)
                fail_msg("example %zu, %s: %s", i, reader_name((enum smuggling_reader)reader),
                         text);
        }
}

/* Pieces of which dialogues are made; each CR has its LF, and no count of octets can part them. */
static size_t make_octets(char *octets, unsigned seed) {
    static const char *const pieces[] = {"\r\n", ".",          "a",        "\r\n.\r\n", "..",
                                         " ",    "MAIL x\r\n", "DATA\r\n", "QUIT\r\n"};
    size_t size = 0;
    for (unsigned count = 1 + (unsigned)rand_r(&seed) % 40; count > 0; count--) {
        const char *piece = pieces[(size_t)rand_r(&seed) % (sizeof pieces / sizeof *pieces)];
        memcpy(octets + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

static void without_lone_line_ends_all_agree(void **state) {
    (void)state;
    for (unsigned seed = 0; seed < 20000; seed++) {
        char octets[1024], strict[ROOM], other[ROOM];
        struct slice slice = slice_of(octets, make_octets(octets, seed));
        put_reading(strict, READER_STRICT, slice);
        for (int reader = READER_LF; reader < READERS; reader++) {
            put_reading(other, (enum smuggling_reader)reader, slice);
            if (strcmp(strict, other) != 0)
                fail_msg("seed %u: %s, but %s: %s", seed, strict,
                         reader_name((enum smuggling_reader)reader), other);
        }
    }
}

/* Octets at random: what was read lies in them, in order, and never past the bound. */
static void items_lie_in_order(void **state) {
    (void)state;
    static const char letters[] = "\r\n.\r\n.aMAIL ";
    for (unsigned seed = 0; seed < 20000; seed++) {
        struct arena arena = {0};
        char octets[300];
        unsigned random = seed;
        for (size_t i = 0; i < sizeof octets; i++)
            octets[i] = letters[(size_t)rand_r(&random) % (sizeof letters - 1)];
        for (int reader = 0; reader < READERS; reader++) {
            struct smuggling_reading reading;
            smuggling_read(&reading, (enum smuggling_reader)reader, slice_of(octets, sizeof octets),
                           &arena);
            assert_true(reading.count > 0 && reading.count <= SMUGGLING_ITEMS);
            for (size_t i = 0; i < reading.count; i++) {
                const struct smuggling_item *item = &reading.items[i];
                assert_true(item->at < item->end && item->end <= sizeof octets);
                assert_true(i == 0 || item->at >= reading.items[i - 1].end);
            }
        }
        arena_free(&arena);
    }
}

static void replies_tell_the_server(void **state) {
    (void)state;
    static const uint16_t strict[] = {250, 221}, tolerant[] = {250, 250, 354, 250, 221};
    struct slice octets = SLICE("a\n.\r\n" SECOND "QUIT\r\n");
    const struct {
        struct smuggling_replies replies;
        bool known, fits[READERS];
    } cases[] = {
        {{strict, 2, true}, true, {true, false, true, false}},
        {{tolerant, 5, true}, true, {false, true, false, true}},
        {{tolerant, 1, false}, false, {false}}, /* the capture ends too soon */
        {{tolerant, 1, true}, false, {false}},  /* the server does not answer QUIT */
        {{tolerant, 0, false}, false, {false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct smuggling_reading readings[READERS];
        for (int reader = 0; reader < READERS; reader++)
            smuggling_read(&readings[reader], (enum smuggling_reader)reader, octets, &arena);
        assert_int_equal(smuggling_fit(readings, &cases[i].replies, SIZE_MAX), cases[i].known);
        for (int reader = 0; reader < READERS; reader++)
            assert_int_equal(readings[reader].fits, cases[i].fits[reader]);
        arena_free(&arena);
    }
}

static void secrets_are_marked(void **state) {
    (void)state;
    struct arena arena = {0};
    struct smuggling all = {0}, kept;
    struct slice octets = SLICE("a\r\n.\r\nAUTH PLAIN AGJvYgBzZWNyZXQ=\r\n");
    for (int reader = 0; reader < READERS; reader++)
        smuggling_read(&all.readings[reader], (enum smuggling_reader)reader, octets, &arena);
    assert_true(smuggling_keep(&kept, &all, SIZE_MAX, &arena));
    const struct smuggling_item *item = &kept.readings[READER_CR].items[1];
    assert_true(slice_search(item->secret, SLICE("AGJvYgBzZWNyZXQ=")) != SLICE_NONE);
    assert_true(item->secret.data > item->line.data);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_split_as_they_should),
        cmocka_unit_test(without_lone_line_ends_all_agree),
        cmocka_unit_test(items_lie_in_order),
        cmocka_unit_test(replies_tell_the_server),
        cmocka_unit_test(secrets_are_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
