/* What is POP3, and what only looks like it. */
#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"

static const struct protocol *const registry[] = {&pop3_protocol, NULL};
static const struct dialogue anywhere = {.protocols = registry};
static const struct dialogue at_home = {.protocols = registry, .hint = &pop3_protocol};
static const struct dialogue joined = {
    .protocols = registry, .hint = &pop3_protocol, .midstream = true};

static bool is_pop3(const struct dialogue *dialogue, const char *text) {
    char *whole = dialogue_events(dialogue, text, CUT_WHOLE);
    for (unsigned cut = CUT_OCTETS; cut < 6; cut++) {
        char *other = dialogue_events(dialogue, text, cut);
        assert_string_equal(other, whole);
        free(other);
    }
    bool recognised = strstr(whole, "not recognised\n") == NULL;
    free(whole);
    return recognised;
}

static void test_by_what_is_said(void **state) {
    (void)state;
    assert_true(is_pop3(&anywhere, "S: +OK ready\nC: CAPA\n"));
    assert_true(is_pop3(&anywhere, "S: +OK\nC: quit\n"));
    assert_true(is_pop3(&anywhere, "S: -ERR busy\nC: USER a\n"));
    assert_true(is_pop3(&anywhere, "S: +OK\nC: HELLO\nS: -ERR\nC: STLS\n"));
    assert_true(is_pop3(&anywhere, "C: USER a\nS: +OK ready\n"));
}

static void test_greeting_alone(void **state) {
    (void)state;
    assert_false(is_pop3(&anywhere, "S: +OK ready\nend S fin\nend C fin\n"));
    assert_true(is_pop3(&at_home, "S: +OK ready\nend S fin\nend C fin\n"));
}

static void test_client_alone(void **state) {
    (void)state;
    assert_false(is_pop3(&anywhere, "C: USER a\nC: PASS b\n"));
    assert_true(is_pop3(&at_home, "C: USER a\nC: PASS b\n"));
    assert_false(is_pop3(&at_home, "C: hello\n"));
}

static void test_others(void **state) {
    (void)state;
    assert_false(is_pop3(&anywhere, "C: PING\nS: +PONG\n"));
    assert_false(is_pop3(&anywhere, "C: AUTH secret\nS: +OK\nC: SET a b\nS: +OK\n"));
    assert_false(is_pop3(&anywhere, "C: *1\nC: $4\nC: QUIT\nS: +OK\n"));
    assert_false(is_pop3(&anywhere, "S: * OK IMAP4rev1\nC: a1 CAPABILITY\n"));
    assert_false(is_pop3(&anywhere, "S: 220 ftp\nC: USER a\nS: 331 what\nC: PASS b\n"));
    assert_false(is_pop3(&anywhere, "C: GET / HTTP/1.1\nC: Host: a\nS: HTTP/1.1 200 OK\n"));
    assert_false(is_pop3(&anywhere, "C: USER a b c d\nS: :irc 001 a\n"));
    assert_false(is_pop3(&at_home, "S: 220 smtp ESMTP\nC: QUIT\n"));
}

static void test_midstream(void **state) {
    (void)state;
    assert_true(is_pop3(&joined, "S: of a message\nS: .\nC: DELE 1\nS: +OK\n"));
    assert_true(is_pop3(&joined, "C: RETR 2\nS: +OK\nS: a: b\nS: .\n"));
    assert_false(is_pop3(&joined, "S: hello\nC: world\n"));
}

/* What is left of the greeting runs into the line behind the hole. */
static void test_torn_greeting(void **state) {
    (void)state;
    const char *torn = "gap S 1\ns: OK Dov\ngap S 8\nC: USER a\nS: +OK\nC: PASS b\nS: +OK in\n";
    assert_true(is_pop3(&at_home, torn));
    assert_false(is_pop3(&at_home, "gap S 1\ns: OK Dov\ngap S 8\nC: hello\nS: world\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_what_is_said), cmocka_unit_test(test_greeting_alone),
        cmocka_unit_test(test_client_alone),    cmocka_unit_test(test_others),
        cmocka_unit_test(test_midstream),       cmocka_unit_test(test_torn_greeting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
