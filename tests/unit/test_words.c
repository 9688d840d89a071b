#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_said(struct writer *writer, const char *expected) {
    writer_put(writer, '\0');
    assert_string_equal((const char *)writer->buffer.data, expected);
    writer_free(writer);
}

static void places_are_filled_by_name(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    SAY(&writer, "{b} before {a}, {b} again", WORD("a", "first"), WORD_NUMBER("b", 2));
    assert_said(&writer, "2 before first, 2 again");
}

static void words_from_the_wire_are_escaped(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    SAY(&writer, "answers {line}.", WORD_SLICE("line", SLICE("NO\x1bOP {line}")));
    assert_said(&writer, "answers NO\\x1bOP {line}.");
}

static void what_has_no_word_stays(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    SAY(&writer, "{x}{empty}|{unclosed", WORD("empty", ""));
    assert_said(&writer, "{x}|{unclosed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled_by_name),
        cmocka_unit_test(words_from_the_wire_are_escaped),
        cmocka_unit_test(what_has_no_word_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
