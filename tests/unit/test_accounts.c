#include "practice/accounts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_the_usual_ones(void **state) {
    struct accounts accounts = {0};
    struct error error = {0};
    (void)state;
    assert_true(accounts_fill(&accounts, &error));
    assert_string_equal(accounts_host(&accounts), "example.org");
    assert_string_equal(accounts_find(&accounts, SLICE("Alice"))->password, "wonderland");
    assert_string_equal(accounts_find(&accounts, SLICE("bob@EXAMPLE.org"))->name, "bob");
    assert_null(accounts_find(&accounts, SLICE("bob@example.net")));
    assert_null(accounts_find(&accounts, SLICE("")));
    accounts_free(&accounts);
}

static void test_others_stand_in_their_place(void **state) {
    struct accounts accounts = {0};
    struct error error = {0};
    (void)state;
    assert_true(
        accounts_read(&accounts, SLICE("# who\n\nDinah:a:b c \r\nlory:x"), "users", &error));
    assert_true(accounts_add_domain(&accounts, SLICE("Wonder.example"), &error));
    assert_true(accounts_fill(&accounts, &error));
    assert_int_equal(accounts.count, 2);
    assert_string_equal(accounts_find(&accounts, SLICE("dinah"))->password, "a:b c ");
    assert_string_equal(accounts_host(&accounts), "wonder.example");
    accounts_free(&accounts);
}

static void test_what_is_no_account(void **state) {
    static const char *const wrong[] = {"alice", ":x",   "alice:", "../x:y",
                                        "a b:c", ".a:b", "a/b:c"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct accounts accounts = {0};
        struct error error = {0};
        assert_false(accounts_add(&accounts, slice_string(wrong[i]), &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        accounts_free(&accounts);
    }
    struct accounts accounts = {0};
    struct error error = {0};
    assert_false(accounts_read(&accounts, SLICE("a:b\nA:c\n"), "users", &error));
    assert_int_equal(error.kind, ERROR_CONFIGURATION);
    assert_non_null(strstr(error.text, "line 2"));
    assert_string_equal(error.file, "users");
    accounts_free(&accounts);
}

static void test_whom_mail_is_for(void **state) {
    static const struct {
        const char *address;
        enum recipient_kind kind;
    } cases[] = {
        {"alice@example.org", RECIPIENT_ACCOUNT},
        {"ALICE@Example.ORG", RECIPIENT_ACCOUNT},
        {"postmaster", RECIPIENT_ACCOUNT},
        {"Postmaster@example.org", RECIPIENT_ACCOUNT},
        {"alice", RECIPIENT_NOBODY},
        {"", RECIPIENT_NOBODY},
        {"@example.org", RECIPIENT_NOBODY},
        {"alice@", RECIPIENT_NOBODY},
        {"nobody@example.org", RECIPIENT_UNKNOWN},
        {"dave%example.com@example.org", RECIPIENT_UNKNOWN},
        {"alice@example.com@example.org", RECIPIENT_UNKNOWN},
        {"alice@example.org@example.com", RECIPIENT_ELSEWHERE},
        {"postmaster@example.com", RECIPIENT_ELSEWHERE},
        {"alice@xexample.org", RECIPIENT_ELSEWHERE},
    };
    struct accounts accounts = {0};
    struct error error = {0};
    (void)state;
    assert_true(accounts_fill(&accounts, &error));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct account *account = NULL;
        enum recipient_kind kind =
            accounts_judge(&accounts, slice_string(cases[i].address), &account);
        if (kind != cases[i].kind)
            fail_msg("<%s>: %d, expected %d", cases[i].address, (int)kind, (int)cases[i].kind);
        assert_int_equal(account != NULL, kind == RECIPIENT_ACCOUNT);
    }
    accounts_free(&accounts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual_ones),
        cmocka_unit_test(test_others_stand_in_their_place),
        cmocka_unit_test(test_what_is_no_account),
        cmocka_unit_test(test_whom_mail_is_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
