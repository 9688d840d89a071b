#include "base/xtext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void decodes(void **state) {
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"+20", " "},
        {"a+2Bb+3dc", "a+b=c"},
        {"+", "+"},
        {"+2", "+2"},
        {"+2G", "+2G"},
        {"a+", "a+"},
        {"++2B20", "++20"},
        {"+e4", "\xe4"},
        {"rfc822", "rfc822"},
        {"+GG+41", "+GGA"},
        {"a+2Bb+3Dc@example.org", "a+b=c@example.org"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct slice text = xtext_decode(slice_string(cases[i].text), &arena);
        assert_true(slice_equal(text, slice_string(cases[i].expected)));
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(decodes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
