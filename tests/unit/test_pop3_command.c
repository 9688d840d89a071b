/* The table of POP3 commands and states, held against what RFC 1939, 2449, 2595, 5034 and 6856 say.
 */
#include "protocol/pop3_command.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct pop3_command *find(const char *verb, const char *argument) {
    return pop3_command_find(slice_string(verb), slice_string(argument));
}

static void check_answer(const char *verb, const char *argument, enum pop3_answer answer) {
    const struct pop3_command *command = find(verb, argument);
    assert_non_null(command);
    assert_int_equal(command->answer, answer);
}

/* Whether a reply has several lines follows from the command and its argument. */
static void test_answers(void **state) {
    (void)state;
    check_answer("LIST", "", POP3_LISTING);
    check_answer("list", "2", POP3_LINE);
    check_answer("UIDL", "", POP3_LISTING);
    check_answer("Uidl", "1", POP3_LINE);
    check_answer("AUTH", "", POP3_LISTING);
    check_answer("AUTH", "PLAIN", POP3_SASL);
    check_answer("LANG", "", POP3_LISTING);
    check_answer("LANG", "fr", POP3_LINE);
    check_answer("CAPA", "", POP3_LISTING);
    check_answer("RETR", "1", POP3_MESSAGE);
    check_answer("TOP", "1 0", POP3_MESSAGE);
    check_answer("XTND", "XLST Subject", POP3_LISTING);
    check_answer("XTND", "xmit", POP3_CONTENT);
    check_answer("XTND", "XMITTER", POP3_LINE);
    check_answer("STAT", "", POP3_LINE);
    assert_null(find("LISTS", ""));
    assert_null(find("", ""));
}

static void check_states(const char *verb, const char *argument, enum pop3_state authorization,
                         enum pop3_state transaction) {
    const struct pop3_command *command = find(verb, argument);
    assert_int_equal(pop3_state_after(POP3_AUTHORIZATION, command), authorization);
    assert_int_equal(pop3_state_after(POP3_TRANSACTION, command), transaction);
    assert_int_equal(pop3_state_after(POP3_UPDATE, command), POP3_NEVER);
}

static void test_states(void **state) {
    (void)state;
    check_states("USER", "a", POP3_AUTHORIZATION, POP3_NEVER);
    check_states("PASS", "a", POP3_TRANSACTION, POP3_NEVER);
    check_states("APOP", "a b", POP3_TRANSACTION, POP3_NEVER);
    check_states("AUTH", "PLAIN", POP3_TRANSACTION, POP3_NEVER);
    check_states("AUTH", "", POP3_AUTHORIZATION, POP3_NEVER);
    check_states("STLS", "", POP3_AUTHORIZATION, POP3_NEVER);
    check_states("CAPA", "", POP3_AUTHORIZATION, POP3_TRANSACTION);
    check_states("QUIT", "", POP3_AUTHORIZATION, POP3_UPDATE);
    check_states("RETR", "1", POP3_NEVER, POP3_TRANSACTION);
    check_states("NOOP", "", POP3_NEVER, POP3_TRANSACTION);
}

/* Joined midstream: what a command tells of the state. */
static void test_unknown_state(void **state) {
    (void)state;
    assert_int_equal(pop3_state_after(POP3_UNKNOWN, find("RETR", "1")), POP3_TRANSACTION);
    assert_int_equal(pop3_state_after(POP3_UNKNOWN, find("PASS", "x")), POP3_TRANSACTION);
    assert_int_equal(pop3_state_after(POP3_UNKNOWN, find("USER", "x")), POP3_AUTHORIZATION);
    assert_int_equal(pop3_state_after(POP3_UNKNOWN, find("CAPA", "")), POP3_UNKNOWN);
    assert_int_equal(pop3_state_after(POP3_TRANSACTION, NULL), POP3_TRANSACTION);
}

/* Each row can be reached: no row before it takes all of its lines. */
static void test_rows_are_found(void **state) {
    (void)state;
    size_t count;
    const struct pop3_command *rows = pop3_command_table(&count);
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        struct slice argument = rows[i].word.size > 0       ? rows[i].word
                                : rows[i].form == POP3_WITH ? SLICE("1")
                                                            : SLICE("");
        assert_ptr_equal(pop3_command_find(rows[i].verb, argument), &rows[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_unknown_state),
        cmocka_unit_test(test_rows_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
