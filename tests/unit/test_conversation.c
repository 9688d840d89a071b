/* What the practice server answers, line by line, without sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/visitor.h"

/* Says a line and wants an answer that begins so. */
#define ANSWERS(visitor, line, beginning)                                                          \
    answers((visitor), SLICE(line "\r\n"), (line), (beginning))

static void answers(struct visitor *visitor, struct slice octets, const char *line,
                    const char *beginning) {
    const char *said = visitor_say(visitor, octets);
    if (strncmp(said, beginning, strlen(beginning)) != 0)
        fail_msg("%s: '%s', expected '%s'", line, said, beginning);
}

static void hello(struct visitor *visitor) {
    ANSWERS(visitor, "EHLO client.example", "250-example.org\r\n");
}

static void send_one(struct visitor *visitor, const char *subject) {
    char text[256];
    ANSWERS(visitor, "MAIL FROM:<carol@example.net>", "250 2.1.0");
    ANSWERS(visitor, "RCPT TO:<alice@example.org>", "250 2.1.5");
    ANSWERS(visitor, "DATA", "354 ");
    (void)snprintf(text, sizeof text, "Subject: %s\r\n\r\n..dot\r\nend\r\n.\r\n", subject);
    const char *said = visitor_say(visitor, slice_string(text));
    assert_int_equal(strncmp(said, "250 2.0.0", 9), 0);
}

static void test_mail_comes_back_by_pop3(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    assert_int_equal(strncmp((const char *)visitor.heard.data, "220 example.org ESMTP", 21), 0);
    hello(&visitor);
    send_one(&visitor, "first");
    send_one(&visitor, "second");
    ANSWERS(&visitor, "QUIT", "221 2.0.0");
    assert_int_equal(conversation_wish(visitor.conversation), WISH_CLOSE);
    visitor_again(&visitor, SERVICE_POP3);
    ANSWERS(&visitor, "USER alice", "+OK");
    ANSWERS(&visitor, "PASS wonderland", "+OK 2 messages");
    ANSWERS(&visitor, "LIST 3", "-ERR");
    const char *said = visitor_say(&visitor, SLICE("RETR 1\r\n"));
    assert_non_null(strstr(said, "Return-Path: <carol@example.net>\r\nReceived: from "));
    assert_non_null(strstr(said, "\r\nSubject: first\r\n\r\n..dot\r\nend\r\n.\r\n"));
    said = visitor_say(&visitor, SLICE("TOP 2 1\r\n"));
    assert_non_null(strstr(said, "\r\nSubject: second\r\n\r\n..dot\r\n.\r\n"));
    ANSWERS(&visitor, "DELE 1", "+OK");
    ANSWERS(&visitor, "DELE 1", "-ERR");
    ANSWERS(&visitor, "STAT", "+OK 1 ");
    ANSWERS(&visitor, "QUIT", "+OK");
    visitor_again(&visitor, SERVICE_POP3);
    ANSWERS(&visitor, "USER alice@example.org", "+OK");
    ANSWERS(&visitor, "PASS wonderland", "+OK 1 message\r\n");
    ANSWERS(&visitor, "DELE 1", "+OK");
    visitor_again(&visitor, SERVICE_POP3); /* gone without QUIT: nothing is deleted */
    ANSWERS(&visitor, "USER alice", "+OK");
    ANSWERS(&visitor, "PASS wonderland", "+OK 1 message\r\n");
    visitor_end(&visitor);
}

/* All of a conversation, the answers in one text. */
static void whole(struct buffer *answers, size_t piece) {
    static const char said[] = "EHLO client.example\r\nMAIL FROM:<carol@example.net>\r\n"
                               "RCPT TO:<alice@example.org>\r\nRCPT TO:<nobody@example.org>\r\n"
                               "BDAT 10\r\n0123456789BDAT 3 LAST\r\n\r\n.NOOP\r\nRSET x\r\n"
                               "MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nText\r\n"
                               "..\r\n\n.\n.\r\r\n.\r\nHELP\nVRFY x\r\nQUIT\r\n";
    struct visitor visitor;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    visitor.piece = piece;
    assert_true(buffer_add(answers, slice_string(visitor_say(&visitor, slice_string(said)))));
    assert_int_equal(visitor.left.size, 0);
    visitor_end(&visitor);
}

/* Ids of messages have the process and a number in them, which are the same here. */
static void test_pieces_make_no_difference(void **state) {
    static const size_t pieces[] = {1, 2, 3, 7, 50};
    struct buffer all = {0};
    (void)state;
    whole(&all, 0);
    assert_true(slice_search(buffer_slice(&all), SLICE("221 2.0.0")) != SLICE_NONE);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buffer some = {0};
        whole(&some, pieces[i]);
        assert_true(slice_equal(buffer_slice(&all), buffer_slice(&some)));
        buffer_free(&some);
    }
    buffer_free(&all);
}

static void test_smtp_obeys_the_table(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "503 5.5.1");
    ANSWERS(&visitor, "LHLO client.example", "503 5.5.1");
    ANSWERS(&visitor, "EHLO", "501 5.5.4");
    hello(&visitor);
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "503 5.5.1");
    ANSWERS(&visitor, "DATA", "503 5.5.1");
    ANSWERS(&visitor, "ETRN x", "502 5.5.1");
    ANSWERS(&visitor, "FROBNICATE", "500 5.5.2");
    ANSWERS(&visitor, "NOOP anything", "250");
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "250");
    ANSWERS(&visitor, "MAIL FROM:<b@example.net>", "503 5.5.1");
    ANSWERS(&visitor, "STARTTLS", "503 5.5.1");
    ANSWERS(&visitor, "RSET", "250");
    ANSWERS(&visitor, "STARTTLS", "220 2.0.0");
    assert_int_equal(conversation_wish(visitor.conversation), WISH_TLS);
    conversation_secured(visitor.conversation, NULL, 0);
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "503 5.5.1");
    const char *said = visitor_say(&visitor, SLICE("EHLO client.example\r\n"));
    assert_null(strstr(said, "STARTTLS"));
    visitor_end(&visitor);
}

static void test_extensions_are_kept(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<a@example.net> SIZE=10001", "552 5.3.4");
    ANSWERS(&visitor, "MAIL FROM:<a@example.net> BODY=9BIT", "501 5.5.4");
    ANSWERS(&visitor, "MAIL FROM:<a@example.net> FOO=1", "555 5.5.4");
    ANSWERS(&visitor, "MAIL FROM:a@example.net", "501 5.5.4");
    ANSWERS(&visitor, "MAIL FROM:<\xc3\xa9@example.net>", "553 5.6.7");
    ANSWERS(&visitor, "MAIL FROM:<\xc3\xa9@example.net> SMTPUTF8 BODY=8BITMIME RET=HDRS ENVID=x",
            "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org> NOTIFY=SUCCESS,NEVER", "501 5.5.4");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x", "250");
    ANSWERS(&visitor, "BDAT 5", "");
    assert_string_equal(visitor_say(&visitor, SLICE("12345")), "250 2.0.0 5 octets received\r\n");
    ANSWERS(&visitor, "DATA", "503 5.5.1");
    ANSWERS(&visitor, "BDAT 0 LAST", "250 2.0.0 Ok: queued");
    ANSWERS(&visitor, "BDAT 4", ""); /* outside of a transaction: read, and refused */
    assert_int_equal(strncmp(visitor_say(&visitor, SLICE("NOOP")), "503 5.5.1", 9), 0);
    visitor_end(&visitor);
}

static void test_a_message_too_large_is_read_and_refused(void **state) {
    static uint8_t line[1000];
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "250");
    ANSWERS(&visitor, "DATA", "354");
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 12; i++)
        assert_string_equal(visitor_say(&visitor, slice_of(line, sizeof line)), "");
    ANSWERS(&visitor, "\r\n.", "552 5.3.4");
    send_one(&visitor, "small");
    visitor_end(&visitor);
}

static void test_nothing_is_relayed(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<carol@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<dave@example.com>", "554 5.7.1");
    ANSWERS(&visitor, "RCPT TO:<@example.org:dave@example.com>", "554 5.7.1");
    ANSWERS(&visitor, "RCPT TO:<dave%example.com@example.org>", "550 5.1.1");
    ANSWERS(&visitor, "RCPT TO:<\"dave@example.com\"@example.org>", "550 5.1.1");
    ANSWERS(&visitor, "RCPT TO:<nobody@example.org>", "550 5.1.1");
    ANSWERS(&visitor, "RCPT TO:<>", "501 5.1.3");
    ANSWERS(&visitor, "RCPT TO:<Postmaster>", "250");
    ANSWERS(&visitor, "RCPT TO:<BOB@EXAMPLE.ORG>", "250");
    ANSWERS(&visitor, "RSET", "250");
    ANSWERS(&visitor, "AUTH PLAIN AGJvYgB3b25kZXJsYW5k", "235 2.7.0");
    ANSWERS(&visitor, "MAIL FROM:<bob@example.org>", "250");
    ANSWERS(&visitor, "RCPT TO:<dave@example.com>", "250");
    visitor_end(&visitor);
}

static void test_submission_wants_a_login(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SUBMISSION, "");
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<bob@example.org>", "530 5.7.0");
    ANSWERS(&visitor, "AUTH PLAIN", "334 \r\n");
    ANSWERS(&visitor, "*", "501 5.7.0");
    ANSWERS(&visitor, "AUTH PLAIN AGJvYgBsb29raW5nLWdsYXNz", "535 5.7.8");
    ANSWERS(&visitor, "AUTH PLAIN %%%", "501 5.5.2");
    ANSWERS(&visitor, "AUTH NOSUCH", "504 5.5.4");
    ANSWERS(&visitor, "AUTH LOGIN", "334 ");
    ANSWERS(&visitor, "Ym9i", "334 ");
    ANSWERS(&visitor, "d29uZGVybGFuZA==", "235 2.7.0");
    ANSWERS(&visitor, "AUTH PLAIN", "503 5.5.1");
    ANSWERS(&visitor, "MAIL FROM:<bob@example.org>", "250");
    visitor_end(&visitor);
}

static void test_lmtp_answers_for_each_recipient(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_LMTP, "");
    ANSWERS(&visitor, "EHLO client.example", "503 5.5.1");
    ANSWERS(&visitor, "LHLO client.example", "250-example.org");
    ANSWERS(&visitor, "MAIL FROM:<>", "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "250");
    ANSWERS(&visitor, "RCPT TO:<nobody@example.org>", "550");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "250");
    ANSWERS(&visitor, "DATA", "354");
    const char *said = visitor_say(&visitor, SLICE("x\r\n.\r\n"));
    assert_int_equal(strncmp(said, "250 2.0.0", 9), 0);
    said = strstr(said, "\r\n") + 2;
    assert_int_equal(strncmp(said, "250 2.0.0", 9), 0);
    assert_null(strstr(strstr(said, "\r\n") + 2, "250"));
    visitor_end(&visitor);
}

static void test_pop3_obeys_the_table(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_POP3, "");
    ANSWERS(&visitor, "STAT", "-ERR That command has no place here");
    ANSWERS(&visitor, "PASS wonderland", "-ERR USER comes first");
    ANSWERS(&visitor, "USER nobody", "+OK");
    ANSWERS(&visitor, "PASS wonderland", "-ERR [AUTH]");
    ANSWERS(&visitor, "PASS wonderland", "-ERR USER comes first");
    ANSWERS(&visitor, "APOP alice 0123", "-ERR [AUTH]");
    ANSWERS(&visitor, "AUTH", "+OK\r\nSCRAM-SHA-256\r\n");
    ANSWERS(&visitor, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "+OK 0 messages");
    ANSWERS(&visitor, "USER alice", "-ERR That command has no place here");
    ANSWERS(&visitor, "UIDL", "+OK\r\n.\r\n");
    ANSWERS(&visitor, "XTND", "-ERR Unknown command");
    visitor_end(&visitor);
}

static void test_a_maildrop_is_for_one_at_a_time(void **state) {
    struct visitor first, second;
    (void)state;
    visitor_begin(&first, SERVICE_POP3, "");
    visitor_begin(&second, SERVICE_POP3, "");
    struct store *own = second.house.store;
    second.house.store = first.house.store;
    ANSWERS(&first, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "+OK");
    ANSWERS(&second, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "-ERR [IN-USE]");
    ANSWERS(&second, "STAT", "-ERR That command has no place here");
    ANSWERS(&first, "QUIT", "+OK");
    ANSWERS(&second, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "+OK");
    conversation_free(second.conversation);
    second.conversation = NULL;
    second.house.store = own;
    visitor_again(&second, SERVICE_POP3);
    visitor_end(&first);
    visitor_end(&second);
}

static void test_lines_have_a_bound(void **state) {
    static uint8_t line[20000];
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    memset(line, 'x', sizeof line);
    const char *said = visitor_say(&visitor, slice_of(line, sizeof line));
    assert_int_equal(strncmp(said, "500 5.5.2", 9), 0);
    assert_int_equal(conversation_wish(visitor.conversation), WISH_CLOSE);
    visitor_end(&visitor);
}

static void test_many_errors_end_it(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "");
    for (int i = 0; i < 20; i++)
        ANSWERS(&visitor, "GUESS", "500 5.5.2");
    ANSWERS(&visitor, "GUESS", "500 5.5.2 Unknown command\r\n421 4.7.0");
    assert_int_equal(conversation_wish(visitor.conversation), WISH_CLOSE);
    visitor_end(&visitor);
}

/* ---- scenarios ---- */

static void test_greylisting(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, scenario_text_find("greylist")->rules);
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<carol@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "451 4.7.1");
    ANSWERS(&visitor, "DATA", "503");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "451 4.7.1");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "250");
    visitor_again(&visitor, SERVICE_SMTP);
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<carol@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "250");
    ANSWERS(&visitor, "RSET", "250");
    ANSWERS(&visitor, "MAIL FROM:<other@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "451 4.7.1");
    visitor_end(&visitor);
}

static void test_delays_hold_back_what_follows(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "NOOP: delay 3s\n");
    const char *said = visitor_say(&visitor, SLICE("HELP\r\nNOOP\r\nVRFY x\r\n"));
    assert_non_null(strstr(said, "214 2.0.0"));
    assert_null(strstr(said, "250 2.0.0"));
    assert_string_equal(visitor_wait(&visitor, 2 * DURATION_SECOND), "");
    said = visitor_wait(&visitor, 2 * DURATION_SECOND);
    assert_int_equal(strncmp(said, "250 2.0.0 Ok\r\n", 14), 0);
    visitor_end(&visitor);
}

static void test_pieces_come_with_pauses(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, "always: pieces 3 1s\n");
    assert_string_equal((const char *)visitor.heard.data, "220");
    assert_string_equal(visitor_wait(&visitor, DURATION_SECOND / 2), "");
    assert_string_equal(visitor_wait(&visitor, DURATION_SECOND / 2), " ex");
    visitor_end(&visitor);
}

static void test_answers_in_place_of_others(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP,
                  "RCPT /bob/ first 1: reply 550 5.1.1 Not now\n"
                  "RCPT after 3: reply 452 4.5.3 Enough\n"
                  "DATA: reply 354 Go\n"
                  "message: reply 554 5.7.1 No\n"
                  "VRFY: raw 2\\x35\\x35 odd\n"
                  "EXPN: close\n");
    hello(&visitor);
    ANSWERS(&visitor, "MAIL FROM:<carol@example.net>", "250");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "550 5.1.1 Not now\r\n");
    ANSWERS(&visitor, "RCPT TO:<bob@example.org>", "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "250");
    ANSWERS(&visitor, "RCPT TO:<alice@example.org>", "452 4.5.3 Enough\r\n");
    ANSWERS(&visitor, "DATA", "354 Go\r\n");
    assert_string_equal(visitor_say(&visitor, SLICE("x\r\n.\r\n")), "554 5.7.1 No\r\n");
    assert_string_equal(visitor_say(&visitor, SLICE("VRFY x\r\n")), "255 odd");
    assert_string_equal(visitor_say(&visitor, SLICE("EXPN x\r\n")), "");
    assert_int_equal(conversation_wish(visitor.conversation), WISH_CLOSE);
    visitor_again(&visitor, SERVICE_POP3);
    ANSWERS(&visitor, "AUTH PLAIN AGJvYgB3b25kZXJsYW5k", "+OK 0 messages");
    visitor_end(&visitor);
}

static void test_an_endless_reply_waits_for_its_reader(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, scenario_text_find("endless")->rules);
    const char *said = visitor_say(&visitor, SLICE("EHLO x\r\n"));
    assert_true(strlen(said) > 1000000);
    assert_int_equal(strncmp(said, "250-X-AGAIN\r\n250-X-AGAIN\r\n", 26), 0);
    assert_true(conversation_ready(visitor.conversation, visitor.now).size < 100000);
    visitor_end(&visitor);
}

static void test_tls_is_asked_for_first(void **state) {
    struct visitor visitor;
    (void)state;
    visitor_begin(&visitor, SERVICE_SMTP, scenario_text_find("tls-required")->rules);
    const char *said = visitor_say(&visitor, SLICE("EHLO client.example\r\n"));
    assert_null(strstr(said, "AUTH"));
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "530 5.7.0");
    ANSWERS(&visitor, "STARTTLS", "220");
    conversation_secured(visitor.conversation, NULL, 0);
    said = visitor_say(&visitor, SLICE("EHLO client.example\r\n"));
    assert_non_null(strstr(said, "AUTH"));
    ANSWERS(&visitor, "MAIL FROM:<a@example.net>", "250");
    visitor_end(&visitor);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mail_comes_back_by_pop3),
        cmocka_unit_test(test_pieces_make_no_difference),
        cmocka_unit_test(test_smtp_obeys_the_table),
        cmocka_unit_test(test_extensions_are_kept),
        cmocka_unit_test(test_a_message_too_large_is_read_and_refused),
        cmocka_unit_test(test_nothing_is_relayed),
        cmocka_unit_test(test_submission_wants_a_login),
        cmocka_unit_test(test_lmtp_answers_for_each_recipient),
        cmocka_unit_test(test_pop3_obeys_the_table),
        cmocka_unit_test(test_a_maildrop_is_for_one_at_a_time),
        cmocka_unit_test(test_lines_have_a_bound),
        cmocka_unit_test(test_many_errors_end_it),
        cmocka_unit_test(test_greylisting),
        cmocka_unit_test(test_delays_hold_back_what_follows),
        cmocka_unit_test(test_pieces_come_with_pauses),
        cmocka_unit_test(test_answers_in_place_of_others),
        cmocka_unit_test(test_an_endless_reply_waits_for_its_reader),
        cmocka_unit_test(test_tls_is_asked_for_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
