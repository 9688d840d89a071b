/* What statistics are made of: words that are counted, and percentiles. */
#include "report/bar_text.h"
#include "report/spread.h"
#include "report/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void words_are_counted(void **state) {
    struct tally tally = {.count = 0};
    const struct tally_entry *top[3];
    (void)state;
    assert_int_equal(tally_top(&tally, top, 3), 0);
    for (size_t i = 0; i < 1000; i++) {
        char word[16];
        (void)snprintf(word, sizeof word, "word %zu", i % 100);
        tally_add(&tally, slice_string(word));
    }
    tally_add(&tally, SLICE("word 7"));
    tally_add(&tally, SLICE("word 9"));
    tally_add(&tally, SLICE("word 9"));
    tally_add(&tally, SLICE(""));
    assert_int_equal(tally.count, 101);
    assert_int_equal(tally.sum, 1004);
    assert_int_equal(tally_top(&tally, top, 3), 3);
    assert_string_equal((const char *)top[0]->word.data, "word 9");
    assert_int_equal(top[0]->count, 12);
    assert_string_equal((const char *)top[1]->word.data, "word 7");
    assert_string_equal((const char *)top[2]->word.data,
                        "word 0"); /* the first of those that are equal */
    tally_clear(&tally);
}

static void there_are_not_too_many_words(void **state) {
    struct tally tally = {.count = 0};
    (void)state;
    for (size_t i = 0; i < TALLY_WORDS + 10; i++) {
        char word[16];
        (void)snprintf(word, sizeof word, "%zu", i);
        tally_add(&tally, slice_string(word));
    }
    tally_add(&tally, SLICE("5"));
    assert_int_equal(tally.count, TALLY_WORDS);
    assert_int_equal(tally.others, 10);
    assert_int_equal(tally.entries[5].count, 2);
    tally_clear(&tally);
}

static void assert_near(duration shown, duration exact) {
    assert_true(shown >= exact && shown - exact <= exact / 50);
}

static void percentiles_are_near(void **state) {
    static struct spread spread;
    (void)state;
    assert_true(spread_percentile(&spread, 50) == DURATION_UNKNOWN);
    for (duration i = 1; i <= 1000; i++)
        spread_add(&spread, i * 1000000);
    assert_near(spread_percentile(&spread, 50), INT64_C(500000000));
    assert_near(spread_percentile(&spread, 95), INT64_C(950000000));
    assert_near(spread_percentile(&spread, 99), INT64_C(990000000));
    assert_true(spread_percentile(&spread, 100) == INT64_C(1000000000));
}

static void any_span_has_a_class(void **state) {
    static struct spread spread;
    (void)state;
    spread_add(&spread, -5);
    assert_true(spread_percentile(&spread, 50) == 0);
    for (unsigned shift = 0; shift < 63; shift++)
        for (int64_t more = -1; more <= 1; more++)
            spread_add(&spread, (INT64_C(1) << shift) + more);
    spread_add(&spread, INT64_MAX);
    assert_true(spread_percentile(&spread, 100) == INT64_MAX);
    struct spread *one = calloc(1, sizeof *one); /* one span is told as it is */
    spread_add(one, 1234567);
    assert_true(spread_percentile(one, 50) == 1234567 && spread_percentile(one, 99) == 1234567);
    free(one);
}

static void assert_bar(uint64_t amount, uint64_t most, bool ascii, const char *expected) {
    struct writer writer = writer_to(WRITER_MEMORY);
    writer.ascii = ascii;
    (void)bar_write(&writer, amount, most, 4);
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data, expected);
    writer_free(&writer);
}

static void bars_are_as_long_as_their_amounts(void **state) {
    (void)state;
    assert_bar(4, 4, false, "\u2588\u2588\u2588\u2588");
    assert_bar(1, 2, true, "##");
    assert_bar(1, 1000000, false, "\u258f"); /* something is always seen */
    assert_bar(0, 4, false, "");
    assert_bar(5, 0, false, "\u258f");
    assert_bar(9, 4, true, "####");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_counted),
        cmocka_unit_test(there_are_not_too_many_words),
        cmocka_unit_test(percentiles_are_near),
        cmocka_unit_test(any_span_has_a_class),
        cmocka_unit_test(bars_are_as_long_as_their_amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
