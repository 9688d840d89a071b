/* Rules of providers: the table's own, and the user's. */
#include "explain/provider.h"

#include "facts/facts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct provider_rules *new_rules(const char *text) {
    struct error error = {0};
    struct provider_rules *rules = provider_rules_new(text, "rules", &error);
    if (!rules)
        fail_msg("%s: %s", error.file, error.text);
    return rules;
}

static void assert_slice(struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.size, (const char *)slice.data, expected);
}

/* "..." in a sample stands for text that was cut out. */
static void every_sample_finds_its_own_row_first(void **state) {
    (void)state;
    size_t size, count;
    const struct provider_fact *rows = fact_rows(FACT_PROVIDERS, &size, &count);
    struct provider_rules *rules = new_rules(NULL);
    assert_true(count > 300);
    for (size_t n = 0; n < count; n++) {
        struct explanation_provider found;
        struct slice sample = slice_string(rows[n].sample);
        if (!provider_match(rules, sample, NULL, &found))
            fail_msg("nothing fits '%s'", rows[n].sample);
        assert_slice(found.name, rows[n].provider);
        assert_slice(found.category, rows[n].category);
        assert_slice(found.cause, rows[n].cause);
    }
    provider_rules_free(rules);
}

static void the_provider_that_speaks_comes_first(void **state) {
    (void)state;
    struct provider_rules *rules = new_rules(NULL);
    struct explanation_provider found;
    struct slice reply = SLICE("550 5.7.1 Relay access denied");
    assert_true(provider_match(rules, reply, "Exim", &found));
    assert_slice(found.name, "Postfix"); /* Exim has no such words */
    assert_true(provider_match(rules, SLICE("550 relay not permitted"), "Exim", &found));
    assert_slice(found.name, "Exim");
    reply = SLICE("550 Relay access denied: relay not permitted"); /* words of both */
    assert_true(provider_match(rules, reply, NULL, &found));
    assert_slice(found.name, "Postfix");
    assert_true(provider_match(rules, reply, "Exim", &found));
    assert_slice(found.name, "Exim");
    assert_false(provider_match(rules, SLICE("250 2.0.0 Ok"), NULL, &found));
    provider_rules_free(rules);
}

static void rules_of_the_user_come_before_all(void **state) {
    (void)state;
    struct provider_rules *rules =
        new_rules("# ours\n"
                  "\n"
                  "Example\tRelay (access )?denied\trelay\tcause\tremedy\r\n"
                  "Other\tx{3}\tdns\n");
    struct explanation_provider found;
    assert_true(provider_match(rules, SLICE("550 5.7.1 RELAY ACCESS DENIED"), "Postfix", &found));
    assert_slice(found.name, "Example");
    assert_slice(found.cause, "cause");
    assert_slice(found.remedy, "remedy");
    assert_true(provider_match(rules, SLICE("550 xxx"), NULL, &found));
    assert_slice(found.category, "dns");
    assert_int_equal(found.remedy.size, 0);
    provider_rules_free(rules);
}

static void assert_bad(const char *text, const char *expected) {
    struct error error = {0};
    assert_null(provider_rules_new(text, "my rules", &error));
    assert_string_equal(error.file, "my rules");
    if (!strstr(error.text, expected))
        fail_msg("'%s' does not tell of '%s'", error.text, expected);
}

static void a_bad_rule_is_named_with_its_line(void **state) {
    (void)state;
    assert_bad("# one\nExample\t(\tdns\tcause\tremedy\n", "line 2: octet 1 of the pattern");
    assert_bad("Example x dns\n", "line 1: a rule is");
    assert_bad("A\tx\tdns\tc\tr\n\t\tdns\n", "line 2: a rule is");
}

static void servers_are_recognised_by_what_they_say(void **state) {
    (void)state;
    assert_string_equal(provider_recognise(SLICE("mx.google.com ESMTP x - gsmtp")), "Gmail");
    assert_string_equal(provider_recognise(SLICE("mail.example.org ESMTP Postfix (Debian)")),
                        "Postfix");
    assert_string_equal(
        provider_recognise(SLICE("AM7EUR03FT.mail.protection.outlook.com Microsoft ESMTP")),
        "Microsoft 365");
    assert_string_equal(provider_recognise(SLICE("x.olc.protection.outlook.com")), "Outlook.com");
    assert_null(provider_recognise(SLICE("mail.example.org ready")));
}

/* Patterns that could take for ever give up. */
static void a_match_is_bounded(void **state) {
    (void)state;
    static char reply[4096] = "550 ";
    struct explanation_provider found;
    struct provider_rules *rules = new_rules("Slow\t(a+)+$\tdns\tc\tr\n");
    memset(reply + 4, 'a', sizeof reply - 5);
    reply[sizeof reply - 1] = '!';
    assert_false(provider_match(rules, slice_of(reply, sizeof reply), NULL, &found));
    provider_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_finds_its_own_row_first),
        cmocka_unit_test(the_provider_that_speaks_comes_first),
        cmocka_unit_test(rules_of_the_user_come_before_all),
        cmocka_unit_test(a_bad_rule_is_named_with_its_line),
        cmocka_unit_test(servers_are_recognised_by_what_they_say),
        cmocka_unit_test(a_match_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
