/* What can follow in a line that is being written. */
#include "ui/candidates.h"
#include "ui/filter_words.h"
#include "ui/saved.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static bool a_word(const void *context, size_t n, struct slice *word) {
    static const char *const words[] = {"search", "search_next", "search_before", "help"};
    (void)context;
    if (n < sizeof words / sizeof *words)
        *word = slice_string(words[n]);
    return n < sizeof words / sizeof *words;
}

static void assert_more(struct writer *more, size_t count, size_t expected_count,
                        const char *expected) {
    writer_put(more, '\0');
    assert_string_equal((const char *)more->buffer.data, expected);
    assert_int_equal(count, expected_count);
    writer_free(more);
}

static void assert_completes(const char *beginning, size_t count, const char *expected) {
    const struct candidates words = {.word = a_word, .hyphens = true};
    struct writer more = writer_to(WRITER_MEMORY);
    size_t found = candidates_complete(&words, slice_string(beginning), &more);
    assert_more(&more, found, count, expected);
}

static void words_are_completed(void **state) {
    (void)state;
    assert_completes("hel", 1, "p");
    assert_completes("se", 3, "arch");
    assert_completes("search-b", 1, "efore");
    assert_completes("search-", 2, "");
    assert_completes("xyz", 0, "");
    assert_completes("", 4, "");
}

static void assert_filter(const char *before, size_t count, const char *expected) {
    struct writer more = writer_to(WRITER_MEMORY);
    size_t found = filter_words_complete(slice_string(before), &more);
    assert_more(&more, found, count, expected);
}

static void a_filter_is_completed_by_what_its_language_has_there(void **state) {
    (void)state;
    assert_filter("verd", 1, "ict ");
    assert_filter("not (smtp.resp", 1, "onse.code ");
    assert_filter("exch", 1, "ange(");
    assert_filter("exchange(smtp.req.com", 1, "mand ");
    assert_filter("verdict == ", 6, "\"");
    assert_filter("verdict == acc", 1, "epted ");
    assert_filter("verdict == \"acc", 1, "epted\"");
    assert_filter("verdict in {\"accepted\", \"ref", 1, "used\"");
    assert_filter("verdict == \"accepted\" a", 1, "nd ");
    assert_filter("tls and verd", 1, "ict ");
    assert_filter("imf.subject contains \"verd", 0, ""); /* any text */
    assert_filter("latency > ", 0, "");
    assert_filter("verdict == \"a\\\"", 0, "");
}

static void assert_hint(const char *before, const char *part) {
    struct writer hint = writer_to(WRITER_MEMORY);
    filter_words_hint(slice_string(before), &hint);
    assert_int_not_equal(slice_search(buffer_slice(&hint.buffer), slice_string(part)), SLICE_NONE);
    writer_free(&hint);
}

static void what_can_follow_is_told(void **state) {
    (void)state;
    assert_hint("", "smtp.response.code");
    assert_hint("verdict == ", "accepted  deferred");
    assert_hint("latency > ", "duration");
    assert_hint("latency ", "contains");
    assert_hint("count(smtp.req.command == \"RCPT\") > 3 ", "and  or");
}

static void any_octets_are_survived(void **state) {
    static const char alphabet[] = "a\"\\{}()!=<>&|, v@\xff\t.";
    unsigned seed = 7;
    (void)state;
    for (size_t run = 0; run < 20000; run++) {
        char text[12];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1103515245U + 12345U;
            text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        struct writer more = writer_to(WRITER_MEMORY);
        (void)filter_words_complete(slice_of(text, sizeof text), &more);
        filter_words_hint(slice_of(text, sizeof text), &more);
        writer_free(&more);
    }
}

static void filters_have_names(void **state) {
    struct saved saved = {.count = 0};
    struct slice text, word;
    (void)state;
    assert_false(saved_find(&saved, SLICE("late"), &text));
    assert_true(saved_put(&saved, SLICE("late"), SLICE("latency > 1s")));
    assert_true(saved_put(&saved, SLICE("large"), SLICE("octets > 1M")));
    assert_true(saved_put(&saved, SLICE("late"), SLICE("latency > 2s")));
    assert_true(saved_find(&saved, SLICE("late"), &text));
    assert_true(slice_equal(text, SLICE("latency > 2s")));
    assert_true(saved_word(&saved, 1, &word));
    assert_false(saved_word(&saved, 2, &word));
    assert_true(saved_put(&saved, SLICE("large"), SLICE("")));
    assert_int_equal(saved.count, 1);
    for (size_t i = 0; i < SAVED_MOST; i++) {
        char name = (char)i;
        (void)saved_put(&saved, slice_of(&name, 1), SLICE("tls"));
    }
    assert_false(saved_put(&saved, SLICE("one more"), SLICE("tls")));
    saved_free(&saved);
}

static bool a_verb(const void *context, size_t n, struct slice *word) {
    static const char *const verbs[] = {"EHLO", "EXPN", "MAIL"};
    (void)context;
    if (n < sizeof verbs / sizeof *verbs)
        *word = slice_string(verbs[n]);
    return n < sizeof verbs / sizeof *verbs;
}

static void assert_verb(const char *beginning, size_t count, const char *expected) {
    const struct candidates verbs = {.word = a_verb, .any_case = true};
    struct writer more = writer_to(WRITER_MEMORY);
    size_t found = candidates_complete(&verbs, slice_string(beginning), &more);
    assert_more(&more, found, count, expected);
}

static void what_is_added_goes_by_the_case_of_what_is_there(void **state) {
    (void)state;
    assert_verb("M", 1, "AIL");
    assert_verb("ma", 1, "il");
    assert_verb("mA", 1, "IL");
    assert_verb("e", 2, "");
    assert_verb("x", 0, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_goes_by_the_case_of_what_is_there),
        cmocka_unit_test(words_are_completed),
        cmocka_unit_test(a_filter_is_completed_by_what_its_language_has_there),
        cmocka_unit_test(what_can_follow_is_told),
        cmocka_unit_test(any_octets_are_survived),
        cmocka_unit_test(filters_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
