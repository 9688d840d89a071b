/* The first line of a POP3 reply. */
#include "protocol/pop3_status.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct pop3_status read_status(const char *line) {
    struct pop3_status status;
    assert_true(pop3_status_read(slice_string(line), false, &status));
    return status;
}

static void check(const char *line, enum outcome outcome, const char *indicator, const char *code,
                  const char *text) {
    struct pop3_status status = read_status(line);
    assert_int_equal(status.outcome, outcome);
    assert_true(slice_equal(status.indicator, slice_string(indicator)));
    assert_true(slice_equal(status.response_code, slice_string(code)));
    assert_true(slice_equal(status.text, slice_string(text)));
}

static void test_indicators(void **state) {
    (void)state;
    check("+OK", OUTCOME_OK, "+OK", "", "");
    check("+OK  two blanks", OUTCOME_OK, "+OK", "", " two blanks");
    check("-ERR no such message", OUTCOME_REFUSED, "-ERR", "", "no such message");
    check("+ ", OUTCOME_MORE, "+", "", "");
    check("+ c2F5", OUTCOME_MORE, "+", "", "c2F5");
}

static void test_response_codes(void **state) {
    (void)state;
    check("-ERR [IN-USE] busy", OUTCOME_DEFERRED, "-ERR", "IN-USE", "[IN-USE] busy");
    check("-ERR [sys/temp/disk] full", OUTCOME_DEFERRED, "-ERR", "sys/temp/disk",
          "[sys/temp/disk] full");
    check("-ERR [LOGIN-DELAY] wait", OUTCOME_DEFERRED, "-ERR", "LOGIN-DELAY", "[LOGIN-DELAY] wait");
    check("-ERR [IN-USER] no", OUTCOME_REFUSED, "-ERR", "IN-USER", "[IN-USER] no");
    check("-ERR [SYS/PERM] never", OUTCOME_REFUSED, "-ERR", "SYS/PERM", "[SYS/PERM] never");
    check("+OK [XCLIENT] hello", OUTCOME_OK, "+OK", "XCLIENT", "[XCLIENT] hello");
    check("-ERR [never closed", OUTCOME_REFUSED, "-ERR", "", "[never closed");
    check("-ERR no [AUTH] first", OUTCOME_REFUSED, "-ERR", "", "no [AUTH] first");
}

static void test_what_is_no_reply(void **state) {
    (void)state;
    static const char *const lines[] = {"",     "+OKAY", "-ERROR", "OK",
                                        " +OK", "+PONG", "* OK",   "220 a"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct pop3_status status;
        assert_false(pop3_status_read(slice_string(lines[i]), false, &status));
    }
}

/* Inside an exchange a challenge may stand right behind the plus. */
static void test_challenge_without_blank(void **state) {
    (void)state;
    struct pop3_status status;
    assert_true(pop3_status_read(SLICE("+VXNlcm5hbWU6"), true, &status));
    assert_int_equal(status.outcome, OUTCOME_MORE);
    assert_true(slice_equal(status.text, SLICE("VXNlcm5hbWU6")));
    assert_true(pop3_status_read(SLICE("+OK in"), true, &status));
    assert_int_equal(status.outcome, OUTCOME_OK);
}

static void test_prefix(void **state) {
    (void)state;
    static const struct {
        const char *octets;
        enum pop3_prefix prefix;
    } cases[] = {
        {"", POP3_UNSURE},      {"+", POP3_UNSURE},    {"+OK", POP3_UNSURE},
        {"+OK ", POP3_REPLY},   {"+OK\r", POP3_REPLY}, {"+OKA", POP3_NO_REPLY},
        {"+ ", POP3_NO_REPLY},  {"-ERR", POP3_UNSURE}, {"-ERR\n", POP3_REPLY},
        {"-E ", POP3_NO_REPLY}, {"x", POP3_NO_REPLY},  {"-ERRO", POP3_NO_REPLY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(pop3_prefix_read(slice_string(cases[i].octets)), cases[i].prefix);
}

static void test_announced(void **state) {
    (void)state;
    assert_int_equal(pop3_announced(SLICE("120 octets")), 120);
    assert_int_equal(pop3_announced(SLICE("message follows (1234 octets)")), 1234);
    assert_int_equal(pop3_announced(SLICE(" 77 ")), 77);
    assert_int_equal(pop3_announced(SLICE("99 Bytes follow")), 99);
    assert_int_equal(pop3_announced(SLICE("message 3 follows")), 0);
    assert_int_equal(pop3_announced(SLICE("octets")), 0);
    assert_int_equal(pop3_announced(SLICE("")), 0);
    assert_int_equal(pop3_announced(SLICE("99999999999999999999999 octets")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_indicators),       cmocka_unit_test(test_response_codes),
        cmocka_unit_test(test_what_is_no_reply), cmocka_unit_test(test_challenge_without_blank),
        cmocka_unit_test(test_prefix),           cmocka_unit_test(test_announced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
