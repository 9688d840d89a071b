/* What is no filter, and where; what a filter needs. */
#include "index/filter_inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* `marks`: a ^ under each octet of the place, blanks before it. */
static void assert_wrong(const char *text, const char *marks, const char *sentence) {
    struct filter_place place;
    struct error error = {0};
    struct filter *filter = filter_new(slice_string(text), &place, &error);
    size_t blanks = strspn(marks, " "), size = strlen(marks) - blanks;
    filter_free(filter);
    if (filter)
        fail_msg("'%s' is taken", text);
    assert_int_equal(error.kind, ERROR_USAGE);
    if (place.at != blanks || (place.size ? place.size : 1) != size)
        fail_msg("'%s' is wrong at %zu, %zu octets: %s", text, place.at, place.size, error.text);
    if (!strstr(error.text, sentence))
        fail_msg("'%s': %s", text, error.text);
}

static void what_is_wrong_is_pointed_at(void **state) {
    (void)state;
    assert_wrong("code ==", "       ^", "a value is missing");
    assert_wrong("code == == 5", "        ^^", "a value is missing");
    assert_wrong("cod == 5", "^^^", "near is code");
    assert_wrong("qqqqqqqq == 5", "^^^^^^^^", "no field has this name");
    assert_wrong("(smtp", "     ^", "')' is missing");
    assert_wrong("smtp)", "    ^", "closes nothing");
    assert_wrong("user == \"abc", "        ^^^^", "no closing quote");
    assert_wrong("user matches \"(\"", "             ^^^", "pattern");
    assert_wrong("code == 9223372036854775808", "        ^^^^^^^^^^^^^^^^^^^", "too large");
    assert_wrong("octets > 9999999P", "         ^^^^^^^^", "too large");
    assert_wrong("and", "^^^", "a field is missing");
    assert_wrong("smtp and", "        ^", "a field is missing");
    assert_wrong("smtp pop", "     ^^^", "'and' or 'or' is missing");
    assert_wrong("code = 5", "     ^", "compared with ==");
    assert_wrong("smtp == 1", "     ^^", "no value to compare");
    assert_wrong("code contains 5", "     ^^^^^^^^", "only text");
    assert_wrong("user > a", "     ^", "no order");
    assert_wrong("verdict > partial", "        ^", "no order");
    assert_wrong("client < 1.2.3.4", "       ^", "no order");
    assert_wrong("code == \"550\"", "        ^^^^^", "without quotes");
    assert_wrong("code == 5k", "        ^^", "unit");
    assert_wrong("code == 5.5", "        ^^^", "no number");
    assert_wrong("latency > -1", "          ^^", "no number");
    assert_wrong("latency > 3x", "          ^^", "unit");
    assert_wrong("latency > 999999999d", "          ^^^^^^^^^^", "too large");
    assert_wrong("verdict == acepted", "           ^^^^^^^", "none of unknown, accepted");
    assert_wrong("client == 1.2.3", "          ^^^^^", "no address");
    assert_wrong("client == 1.2.3.4/33", "          ^^^^^^^^^^", "so many bits");
    assert_wrong("client == ::1/129", "          ^^^^^^^", "so many bits");
    assert_wrong("start > \"2009-02-29\"", "        ^^^^^^^^^^^^", "no time");
    assert_wrong("start > 2009", "        ^^^^", "no time");
    assert_wrong("code in 5", "        ^", "'{' is missing");
    assert_wrong("code in {}", "         ^", "a value is missing");
    assert_wrong("code in {1 2}", "           ^", "'}' or ','");
    assert_wrong("code in {1, x}", "            ^", "no number");
    assert_wrong("all(verdict == accepted)", "^^^", "belongs to events");
    assert_wrong("all code", "    ^^^^", "'(' is missing");
    assert_wrong("count(code)", "           ^", "to be compared");
    assert_wrong("count(code) contains 3", "            ^^^^^^^^", "only text");
    assert_wrong("exchange(exchange(code))", "         ^^^^^^^^", "cannot stand");
    assert_wrong("all(count(code) > 1)", "    ^^^^^", "cannot stand");
}

static bool is_filter(const char *text) {
    struct filter_place place;
    struct error error = {0};
    struct filter *filter = filter_new(slice_string(text), &place, &error);
    filter_free(filter);
    return filter != NULL;
}

static char *repeated(const char *before, size_t count, const char *middle, const char *after) {
    size_t size = count * (strlen(before) + strlen(after)) + strlen(middle) + 1;
    char *text = malloc(size), *at = text;
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, before);
    at = stpcpy(at, middle);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, after);
    return text;
}

static void assert_repeated(const char *before, size_t count, const char *after, bool good) {
    char *text = repeated(before, count, "smtp", after);
    if (is_filter(text) != good)
        fail_msg("%zu times '%s'", count, before);
    free(text);
}

static void depth_and_length_are_bounded(void **state) {
    (void)state;
    assert_repeated("(", FILTER_DEPTH, ")", true);
    assert_repeated("(", FILTER_DEPTH + 1, ")", false);
    assert_repeated("(", 20000, ")", false);
    assert_repeated("(", 20000, "", false);
    assert_repeated("!", 20000, "", true);
    assert_repeated("smtp or ", 9000, "", true);
    assert_repeated("smtp or ", 10001, "", false);
    assert_repeated("a", FILTER_TEXT_MOST, "", false);
}

static void assert_needs(const char *text, unsigned needs, size_t preview) {
    struct filter_place place;
    struct error error = {0};
    struct filter *filter = filter_new(slice_string(text), &place, &error);
    if (!filter)
        fail_msg("'%s': %s", text, error.text);
    if (filter_needs(filter) != needs || filter_preview(filter) != preview)
        fail_msg("'%s' needs %u, %zu octets", text, filter_needs(filter), filter_preview(filter));
    filter_free(filter);
}

static void a_filter_says_what_it_needs(void **state) {
    (void)state;
    assert_needs("  ", 0, 0);
    assert_needs("smtp and recipient contains x and imf.subject == y", 0, 0);
    assert_needs("code == 5", FILTER_NEEDS_EVENTS, 0);
    assert_needs("all(recipient == x)", FILTER_NEEDS_EVENTS, 0);
    assert_needs("imf.message_id", FILTER_NEEDS_DETAILS, 0);
    assert_needs("finding", FILTER_NEEDS_FINDINGS, 0);
    assert_needs("imf.to == x", FILTER_NEEDS_EVENTS | FILTER_NEEDS_HEADER, FILTER_HEADER);
    assert_needs("count(imf.subject) == 2", FILTER_NEEDS_EVENTS | FILTER_NEEDS_HEADER,
                 FILTER_HEADER);
    assert_needs("body contains x", FILTER_NEEDS_EVENTS | FILTER_NEEDS_BODY, SIZE_MAX);
}

/* Completion and manual read the table; every field can be asked for alone. */
static void every_field_is_described(void **state) {
    (void)state;
    struct filter_field_info info;
    size_t n = 0;
    for (; filter_field_at(n, &info); n++) {
        assert_true(is_filter(info.name));
        assert_true(strlen(info.meaning) > 3 && strlen(info.type) > 3);
        for (size_t word = 0; filter_field_word(n, word); word++) {
            char text[80];
            (void)snprintf(text, sizeof text, "%s == %s", info.name, filter_field_word(n, word));
            assert_true(is_filter(text));
        }
    }
    assert_true(n > 40);
    assert_null(filter_field_word(0, 0));
    assert_null(filter_field_word(n, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_pointed_at),
        cmocka_unit_test(depth_and_length_are_bounded),
        cmocka_unit_test(a_filter_says_what_it_needs),
        cmocka_unit_test(every_field_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
