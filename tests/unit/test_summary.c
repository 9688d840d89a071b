/* What is said of a session as a whole: names, TLS, extensions, its ending. */
#include "summary_text.h"

static void a_greeting_names_the_program(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   "S: 220-mx ESMTP Exim 4.96\nS: 220 no spam\nC: QUIT\nS: 221 bye\nend S fin\n"
                   "end C fin\n",
                   "smtp quit unknown last=221 software=Exim 4.96\n");
}

static void the_last_hello_that_was_taken_counts(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, "S: 220 mx\nC: EHLO one\nS: 500 what\nC: HELO two\nS: 250 mx\n",
                   "smtp open unknown last=250 hello=two\n");
    assert_summary(&smtp_protocol, "S: 220 mx\nC: EHLO one\nS: 500 what\n",
                   "smtp open unknown last=500 hello=one\n");
}

static void extensions_are_the_lines_after_the_first(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: EHLO a\nS: 250-mx at your service\nS: 250-SIZE 10\nS: 250 DSN\n",
                   "smtp open unknown last=250 hello=a extensions=SIZE 10,DSN\n");
    assert_summary(&pop3_protocol, "S: +OK mx\nC: CAPA\nS: +OK list\nS: TOP\nS: SASL PLAIN\nS: .\n",
                   "pop3 open unknown extensions=TOP,SASL PLAIN\n");
}

static void tls_keeps_the_extensions_apart(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: EHLO a\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n"
                   "secure\nC: EHLO b\nS: 250-mx\nS: 250 AUTH PLAIN\n",
                   "smtp open unknown last=250 tls=starttls decrypted hello=b "
                   "extensions=AUTH PLAIN before-tls=STARTTLS\n");
}

static void text_after_starttls_was_decrypted(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, "S: 220 mx\nC: STARTTLS\nS: 220 go\nC: EHLO b\nS: 250 mx\n",
                   "smtp open unknown last=250 tls=starttls decrypted hello=b\n");
    assert_summary(&smtp_protocol, "S: 220 mx\nC: STARTTLS\nS: 220 go\n",
                   "smtp open unknown last=220 tls=starttls\n");
}

static void starttls_can_be_refused(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, "S: 220 mx\nC: STARTTLS\nS: 454 not now\nC: QUIT\nS: 221 bye\n",
                   "smtp open unknown last=221 tls=refused\n");
}

/* AGpvZQB4: NUL joe NUL x; am9l: joe; YW5u: ann; eA==: x */
static void the_user_is_who_logged_in_last(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, "S: 220 mx\nC: AUTH PLAIN AGpvZQB4\nS: 235 ok\n",
                   "smtp open unknown last=235 user=joe\n");
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: am9l\n"
                   "S: 334 UGFzc3dvcmQ6\nC: eA==\nS: 235 ok\nC: AUTH LOGIN YW5u\n"
                   "S: 334 UGFzc3dvcmQ6\nC: eA==\nS: 535 no\n",
                   "smtp open unknown last=535 user=joe\n");
    assert_summary(&smtp_protocol, "S: 220 mx\nC: AUTH PLAIN AGpvZQB4\nS: 535 no\n",
                   "smtp open refused last=535 user=joe\n");
    assert_summary(&pop3_protocol,
                   "S: +OK mx\nC: USER joe\nS: +OK\nC: PASS x\nS: +OK in\nC: QUIT\nS: +OK\n"
                   "end S fin\nend C fin\n",
                   "pop3 quit unknown user=joe\n");
}

static void xclient_tells_the_true_client(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: XCLIENT NAME=a+2Bb ADDR=192.0.2.7 PORT=1025 PROTO=SMTP\n"
                   "S: 220 mx\nC: xclient helo=x LOGIN=joe Unknown=1\nS: 220 mx\n",
                   "smtp open unknown last=220 user=joe proxied=192.0.2.7:1025 name=a+b helo=x "
                   "protocol=SMTP login=joe\n");
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: XCLIENT ADDR=IPV6:2001:db8::7\nS: 220 mx\n"
                   "C: XCLIENT ADDR=192.0.2.7\nS: 550 no\n",
                   "smtp open unknown last=550 proxied=2001:db8::7\n");
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: XCLIENT NAME=a ADDR=[IPV6:2001:db8::7] PORT=1 HELO=h\nS: 220 mx\n"
                   "C: XCLIENT NAME=[UNAVAILABLE] ADDR=[TEMPUNAVAIL] PORT=65536\nS: 220 mx\n",
                   "smtp open unknown last=220 proxied=? helo=h\n");
    assert_summary(&smtp_protocol, "S: 220 mx\nC: XCLIENT NAME=a\nS: 501 no\n",
                   "smtp open unknown last=501\n");
    assert_summary(&pop3_protocol, "S: +OK mx\nC: XCLIENT ADDR=192.0.2.7 PORT=9\nS: +OK Updated\n",
                   "pop3 open unknown proxied=192.0.2.7:9\n");
}

/* It is for the next delivery alone. */
static void xforward_tells_the_client_of_a_delivery(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   "S: 220 mx\nC: XFORWARD ADDR=192.0.2.7 NAME=a\nS: 250 ok\n"
                   "C: XFORWARD IDENT=Q1 SOURCE=LOCAL\nS: 250 ok\nC: XFORWARD HELO=h\nS: 501 no\n"
                   "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RSET\nS: 250 ok\n"
                   "C: XFORWARD ADDR=192.0.2.8\nS: 250 ok\n"
                   "C: MAIL FROM:<b@x>\nS: 250 ok\nC: RSET\nS: 250 ok\n"
                   "C: MAIL FROM:<c@x>\nS: 250 ok\nC: RSET\nS: 250 ok\n",
                   "smtp open aborted last=250 forwarded=192.0.2.8\n"
                   "delivery a@x aborted forwarded=192.0.2.7 name=a ident=Q1 source=LOCAL\n"
                   "delivery b@x aborted forwarded=192.0.2.8\n"
                   "delivery c@x aborted\n");
}

static void endings_are_told_apart(void **state) {
    (void)state;
    static const char quit[] = "S: 220 mx\nC: QUIT\nS: 221 bye\n";
    char text[256];
    static const struct {
        const char *dialogue, *ends, *expected;
    } endings[] = {
        {quit, "end S fin\nend C fin\n", "smtp quit unknown last=221\n"},
        {quit, "end C reset\n", "smtp quit unknown last=221\n"},
        {quit, "end S fin\nend C reset\n", "smtp quit unknown last=221\n"},
        {quit, "", "smtp open unknown last=221\n"},
        {"S: 220 mx\nC: QUIT\n", "end C reset\n", "smtp reset unknown last=220\n"},
        {"S: 220 mx\nC: NOOP\n", "end C fin\nend S fin\n", "smtp close unknown last=220\n"},
        {"S: 220 mx\nC: NOOP\n", "end S reset\n", "smtp reset unknown last=220\n"},
        {"S: 220 mx\nC: NOOP\n", "end S timeout\n", "smtp timeout unknown last=220\n"},
        {"S: 554 no\nC: QUIT\nS: 221 bye\n", "end S fin\n", "smtp refused refused last=221\n"},
        {"S: 421 busy\n", "end S fin\n", "smtp refused deferred last=421\n"},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        assert_true(strlen(endings[i].dialogue) + strlen(endings[i].ends) < sizeof text);
        strcpy(text, endings[i].dialogue);
        strcat(text, endings[i].ends);
        assert_summary(&smtp_protocol, text, endings[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_greeting_names_the_program),
        cmocka_unit_test(the_last_hello_that_was_taken_counts),
        cmocka_unit_test(extensions_are_the_lines_after_the_first),
        cmocka_unit_test(tls_keeps_the_extensions_apart),
        cmocka_unit_test(text_after_starttls_was_decrypted),
        cmocka_unit_test(starttls_can_be_refused),
        cmocka_unit_test(the_user_is_who_logged_in_last),
        cmocka_unit_test(xclient_tells_the_true_client),
        cmocka_unit_test(xforward_tells_the_client_of_a_delivery),
        cmocka_unit_test(endings_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
