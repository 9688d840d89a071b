/* What a report repeats of the line that a finding hangs on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "dialogue.h"
#include "protocol/registry.h"
#include "report/quote.h"

#define ELLIPSIS "\u2026"

enum { LINE_ROOM = QUOTE_MOST + 100 };

/* Holds what is repeated of the hello, which has an argument of so many octets, against `expected`.
 */
static void assert_hello_quoted(size_t argument, const char *expected) {
    char said[LINE_ROOM + 64];
    struct dialogue dialogue = {.protocol = &smtp_protocol};
    struct transcript *transcript = transcript_new(&(struct transcript_options){0});
    struct writer quoted = writer_to(WRITER_MEMORY);
    assert_non_null(transcript);
    (void)snprintf(said, sizeof said, "S: 220 a\nC: EHLO %0*d\nS: 250 a\n", (int)argument, 0);
    session_free(dialogue_play(&dialogue, said, CUT_WHOLE, transcript_sink(transcript, NULL)));
    assert_true(quote_write(&quoted, transcript, &(struct finding){.event = 1}, false));
    assert_int_equal(quoted.buffer.size, strlen(expected));
    assert_memory_equal(quoted.buffer.data, expected, quoted.buffer.size);
    writer_free(&quoted);
    transcript_free(transcript);
}

static void a_line_is_repeated_whole(void **state) {
    char expected[LINE_ROOM];
    (void)state;
    assert_hello_quoted(3, "EHLO 000");
    (void)snprintf(expected, sizeof expected, "EHLO %0*d", QUOTE_MOST - 5, 0);
    assert_hello_quoted(QUOTE_MOST - 5, expected);
}

static void an_ellipsis_stands_for_the_rest_of_a_long_one(void **state) {
    char expected[LINE_ROOM];
    (void)state;
    (void)snprintf(expected, sizeof expected, "EHLO %0*d" ELLIPSIS, QUOTE_MOST - 5, 0);
    assert_hello_quoted(QUOTE_MOST - 4, expected);
    assert_hello_quoted(QUOTE_MOST + 50, expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_repeated_whole),
        cmocka_unit_test(an_ellipsis_stands_for_the_rest_of_a_long_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
