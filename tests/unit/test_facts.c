/* The fact base: sorted, found in any case, every row by its own id. */
#include "facts/facts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const enum fact_kind sorted_kinds[] = {
    FACT_COMMANDS,   FACT_EXTENSIONS,    FACT_PARAMETERS,        FACT_REPLIES,        FACT_ENHANCED,
    FACT_MECHANISMS, FACT_POP3_COMMANDS, FACT_POP3_CAPABILITIES, FACT_RESPONSE_CODES, FACT_FINDINGS,
};

enum { SORTED_KINDS = sizeof sorted_kinds / sizeof *sorted_kinds };

/* Octets in upper case, as look-up compares them. */
static int compare(const char *a, const char *b) {
    for (; *a && octet_upper((uint8_t)*a) == octet_upper((uint8_t)*b); a++)
        b++;
    return octet_upper((uint8_t)*a) - octet_upper((uint8_t)*b);
}

static size_t count_of(enum fact_kind kind) {
    size_t size, count;
    (void)fact_rows(kind, &size, &count);
    return count;
}

static void rows_are_sorted(void **state) {
    (void)state;
    for (size_t k = 0; k < SORTED_KINDS; k++)
        for (size_t n = 1; n < count_of(sorted_kinds[k]); n++) {
            const char *before = fact_at(sorted_kinds[k], n - 1)->id;
            const char *id = fact_at(sorted_kinds[k], n)->id;
            bool twice = compare(before, id) == 0 && sorted_kinds[k] == FACT_PARAMETERS;
            if (compare(before, id) >= 0 && !twice)
                fail_msg("%s: %s stands before %s", fact_kind_name(sorted_kinds[k]), before, id);
        }
}

static void each_row_is_found_in_any_case(void **state) {
    (void)state;
    for (size_t k = 0; k < SORTED_KINDS; k++)
        for (size_t n = 0; n < count_of(sorted_kinds[k]); n++) {
            const char *id = fact_at(sorted_kinds[k], n)->id;
            char lower[64];
            size_t size = strlen(id);
            assert_true(size < sizeof lower);
            for (size_t i = 0; i <= size; i++)
                lower[i] = (char)(id[i] >= 'A' && id[i] <= 'Z' ? id[i] + 32 : id[i]);
            const struct fact *found = fact_find(sorted_kinds[k], slice_of(lower, size));
            assert_non_null(found);
            assert_string_equal(found->id, id);
        }
}

static void what_is_not_there_is_not_found(void **state) {
    (void)state;
    static const char *const words[] = {"", "RCP", "RCPTX", "A", "zzzz", "\xff", "5"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_null(smtp_command_fact_find(slice_string(words[i])));
}

static void rows_have_the_type_of_their_kind(void **state) {
    (void)state;
    assert_string_equal(smtp_command_fact_find(SLICE("data"))->intermediate, "354");
    assert_int_equal(reply_fact_find(SLICE("451"))->permanence, PERMANENCE_TRANSIENT);
    assert_string_equal(parameter_fact_find(SLICE("ret"))->keyword, "DSN");
    assert_string_equal(pop3_command_fact_find(SLICE("UIDL (one)"))->capability, "UIDL");
    assert_string_equal(finding_fact_find(SLICE("bare-lf"))->severity, "error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted),
        cmocka_unit_test(each_row_is_found_in_any_case),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(rows_have_the_type_of_their_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
