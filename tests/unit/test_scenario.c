#include "practice/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/smtp_verb.h"

static struct scenario *read_rules(const char *rules) {
    struct error error = {0};
    struct scenario *scenario = scenario_new(&error);
    if (!scenario_add(scenario, slice_string(rules), "rules", &error))
        fail_msg("%s: %s", rules, error.text);
    return scenario;
}

static struct scenario_answer ask(struct scenario *scenario, struct scenario_memory *memory,
                                  const char *stage, const char *argument) {
    struct scenario_question question = {.stage = stage, .argument = slice_string(argument)};
    return scenario_ask(scenario, memory, &question);
}

static void test_a_rule_holds_where_all_conditions_do(void **state) {
    struct scenario_memory memory = {{0}};
    struct scenario *scenario = read_rules("title One\n"
                                           "# a comment: with a colon\n"
                                           "\n"
                                           "RCPT /<a\\/b:c@/ first 2: reply 550 5.1.1 No: never\r\n"
                                           "RCPT after 1: delay 250ms\n");
    (void)state;
    assert_int_equal(scenario_rule_count(scenario), 2);
    struct scenario_answer answer = ask(scenario, &memory, "RCPT", "TO:<A/B:C@example.org>");
    assert_true(answer.replies);
    assert_true(slice_equal(answer.reply, SLICE("550 5.1.1 No: never\r\n")));
    assert_int_equal(answer.delay, 0);
    answer = ask(scenario, &memory, "RCPT", "TO:<other@example.org>");
    assert_false(answer.replies);
    assert_int_equal(answer.delay, DURATION_SECOND / 4);
    assert_true(ask(scenario, &memory, "RCPT", "TO:<a/b:c@example.org>").replies);
    assert_false(ask(scenario, &memory, "RCPT", "TO:<a/b:c@example.org>").replies);
    assert_false(ask(scenario, &memory, "MAIL", "FROM:<a/b:c@example.org>").replies);
    scenario_free(scenario);
}

static void test_the_first_reply_counts(void **state) {
    struct scenario_memory memory = {{0}};
    struct scenario *scenario = read_rules("MAIL: reply 451 4.0.0 a\\r\\n451 4.0.0 \\x41\\\\\n"
                                           "command: reply 550 b\n"
                                           "command: reset 7\n"
                                           "always: pieces 2 1s\n");
    (void)state;
    struct scenario_answer answer = ask(scenario, &memory, "MAIL", "");
    assert_true(slice_equal(answer.reply, SLICE("451 4.0.0 a\r\n451 4.0.0 A\\\r\n")));
    assert_true(answer.closes && answer.resets);
    assert_int_equal(answer.closes_after, 7);
    assert_true(slice_equal(ask(scenario, &memory, "DATA", "").reply, SLICE("550 b\r\n")));
    assert_false(ask(scenario, &memory, "connect", "").replies);
    assert_int_equal(ask(scenario, &memory, "always", "").pieces, 2);
    scenario_free(scenario);
}

static void test_what_holds_always(void **state) {
    struct scenario *scenario = read_rules("always: hide STARTTLS\n"
                                           "always clear: hide AUTH\n"
                                           "always: offer XODD 1 2\n"
                                           "always: count 7\n"
                                           "always: tls 1.2\n");
    struct slice line;
    (void)state;
    assert_true(scenario_hides(scenario, SLICE("starttls"), true));
    assert_true(scenario_hides(scenario, SLICE("AUTH PLAIN"), false));
    assert_false(scenario_hides(scenario, SLICE("AUTH PLAIN"), true));
    assert_true(scenario_offers(scenario, 0, &line));
    assert_true(slice_equal(line, SLICE("XODD 1 2")));
    assert_false(scenario_offers(scenario, 1, &line));
    assert_int_equal(scenario_count(scenario), 7);
    assert_true(slice_equal(scenario_tls_version(scenario), SLICE("1.2")));
    assert_false(scenario_has(scenario, ACTION_BARE));
    scenario_free(scenario);
}

static void test_what_is_wrong_is_told_with_its_line(void **state) {
    static const struct {
        const char *rules, *words;
    } wrong[] = {
        {"\nNOSUCH: close\n", "line 2: 'NOSUCH' is no stage"},
        {"RCPT\n", "a colon and an action are missing"},
        {"RCPT: frobnicate\n", "'frobnicate' is no action"},
        {"RCPT: reply\n", "the text is missing"},
        {"RCPT: reply \\q\n", "an escape is one of"},
        {"RCPT: reply x\\x4\n", "an escape is one of"},
        {"RCPT: reply x\\", "an escape is one of"},
        {"RCPT /x: close\n", "the pattern has no /"},
        {"RCPT /(/: close\n", "line 1: "},
        {"RCPT /a/ /b/: close\n", "one pattern"},
        {"RCPT first: close\n", "is no number"},
        {"RCPT often: close\n", "'often' is no condition"},
        {"RCPT: delay 5\n", "'5' is no time"},
        {"RCPT: delay 5h\n", "'5h' is no time"},
        {"RCPT: silent now\n", "'now' is too much"},
        {"always: pieces 1\n", "is no time"},
        {"always: hide\n", "a word is missing"},
        {"RCPT: provider Nobody rate\n", "nothing is known of 'Nobody'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error error = {0};
        struct scenario *scenario = scenario_new(&error);
        if (scenario_add(scenario, slice_string(wrong[i].rules), "file", &error))
            fail_msg("'%s' is taken", wrong[i].rules);
        if (!strstr(error.text, wrong[i].words))
            fail_msg("'%s': %s", wrong[i].rules, error.text);
        assert_string_equal(error.file, "file");
        scenario_free(scenario);
    }
}

static void test_rules_have_a_bound(void **state) {
    struct error error = {0};
    struct scenario *scenario = scenario_new(&error);
    (void)state;
    for (int i = 0; i < SCENARIO_RULES; i++)
        assert_true(scenario_add(scenario, SLICE("NOOP: silent\n"), "file", &error));
    assert_false(scenario_add(scenario, SLICE("NOOP: silent\n"), "file", &error));
    scenario_free(scenario);
}

static void test_those_that_come_with_the_program(void **state) {
    const struct scenario_text *text, *before = NULL;
    size_t count = 0;
    (void)state;
    for (; (text = scenario_text_at(count)) != NULL; count++) {
        struct scenario *scenario = read_rules(text->rules);
        assert_true(scenario_rule_count(scenario) > 0);
        assert_true(strlen(text->title) > 10);
        assert_true(!before || strcmp(before->name, text->name) < 0);
        assert_ptr_equal(scenario_text_find(text->name), text);
        scenario_free(scenario);
        before = text;
    }
    assert_true(count >= 12);
    assert_null(scenario_text_find("nosuch"));
}

static void test_a_provider_refuses_in_its_own_words(void **state) {
    struct scenario_memory memory = {{0}};
    struct scenario *scenario = read_rules("message: provider Gmail auth\n");
    (void)state;
    struct slice reply = ask(scenario, &memory, "message", "").reply;
    assert_true(reply.size > 20 && slice_starts(reply, SLICE("550")));
    assert_true(slice_equal(slice_from(reply, reply.size - 2), SLICE("\r\n")));
    scenario_free(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_rule_holds_where_all_conditions_do),
        cmocka_unit_test(test_the_first_reply_counts),
        cmocka_unit_test(test_what_holds_always),
        cmocka_unit_test(test_what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(test_rules_have_a_bound),
        cmocka_unit_test(test_those_that_come_with_the_program),
        cmocka_unit_test(test_a_provider_refuses_in_its_own_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
