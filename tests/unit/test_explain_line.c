/* Single lines explained: commands, replies, words, lines of logs. */
#include "explained.h"

#include "explain/nearest.h"

static struct explained said;

static void explain(const char *line) {
    explained_free(&said);
    explained_line(&said, line, NULL, EXPLAIN_NORMAL);
}

static int forget(void **state) {
    (void)state;
    explained_free(&said);
    said = (struct explained){0};
    return 0;
}

static void mail_is_opened(void **state) {
    (void)state;
    explain("MAIL FROM:<a+b@xn--mnchen-3ya.de> SIZE=52428800 BODY=8BITMIME ENVID=x+3D1");
    assert_string_equal(said.it.protocol, "smtp");
    assert_part(&said, "verb", "MAIL", NULL);
    assert_part(&said, "reverse-path", "<a+b@xn--mnchen-3ya.de>", NULL);
    assert_part(&said, "local part", "a+b", NULL);
    assert_part(&said, "tag", "b", NULL);
    assert_part(&said, "domain", "xn--mnchen-3ya.de", "m\xc3\xbcnchen.de");
    assert_part(&said, "parameter", "SIZE", NULL);
    assert_part(&said, "size", "52428800", "52428800 octets (52.4M)");
    assert_part(&said, "body type", "8BITMIME", NULL);
    assert_part(&said, "value", "x+3D1", "x=1");
    assert_true(explained_lists(said.it.next, said.it.next_count, "250"));
    assert_true(explained_lists(said.it.reference, said.it.reference_count, "RFC 1870 5 6"));
    assert_false(said.it.generic);
}

static void values_of_parameters_are_opened(void **state) {
    (void)state;
    explain("RCPT TO:<c@d> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c+2Bx@d RET=HDRS FOO=1");
    assert_part(&said, "notify", "SUCCESS", NULL);
    assert_part(&said, "notify", "DELAY", NULL);
    assert_part(&said, "address type", "rfc822", NULL);
    assert_part(&said, "original recipient", "c+2Bx@d", "c+x@d");
    assert_part(&said, "parameter", "FOO", "Not known");
    assert_says(said.it.detail, "RET belongs to MAIL, and not to RCPT");
    explain("MAIL FROM:<> BY=+120;R HOLDFOR=3600 AUTH=<> SIZE=big");
    assert_part(&said, "null path", "<>", NULL);
    assert_part(&said, "time", "120", "120 seconds");
    assert_part(&said, "mode", "R", NULL);
    assert_part(&said, "time", "3600", "1h00m");
    assert_part(&said, "submitter", "<>", NULL);
    assert_part(&said, "number", "big", NULL);
}

static void broken_paths_are_named(void **state) {
    (void)state;
    explain("MAIL a@b");
    assert_says(said.it.detail, "must begin with FROM");
    assert_says(said.it.detail, "brackets are missing");
    explain("RCPT TO:<@relay.example:c@d>");
    assert_part(&said, "source route", "@relay.example", NULL);
    explain("RCPT TO:<c@192.0.2.1>");
    assert_part(&said, "domain", "192.0.2.1", "without the brackets");
    explain("DATA now");
    assert_part(&said, "surplus", "now", NULL);
}

static void replies_are_read_digit_by_digit(void **state) {
    (void)state;
    explain("550 5.1.1 <x@example.org>: User unknown");
    assert_part(&said, "reply code", "550", NULL);
    assert_part(&said, "first digit", "5", NULL);
    assert_part(&said, "second digit", "5", NULL);
    assert_part(&said, "third digit", "0", NULL);
    assert_part(&said, "enhanced status code", "5.1.1", "no such mailbox");
    assert_part(&said, "class", "5", NULL);
    assert_part(&said, "subject", "1", NULL);
    assert_part(&said, "detail", "1", NULL);
    assert_part(&said, "text", "<x@example.org>: User unknown", NULL);
    assert_int_equal(said.it.permanence, PERMANENCE_PERMANENT);
    assert_true(said.it.judged);
    assert_int_equal(said.it.who, WHO_SENDER);
    assert_true(said.it.check_count > 0);
}

static void replies_that_contradict_themselves_are_named(void **state) {
    (void)state;
    explain("450 5.1.1 user unknown");
    assert_says(said.it.detail, "of class 5, the reply code begins with 4");
    assert_says(said.it.detail, "text sounds final");
    explain("550 try again later");
    assert_says(said.it.detail, "trying again could help");
    explain("354 2.0.0 go ahead");
    assert_says(said.it.detail, "none for intermediate");
    explain("599 what");
    assert_true(said.it.generic);
    assert_int_equal(said.it.permanence, PERMANENCE_PERMANENT);
}

static void pop3_is_told_from_smtp(void **state) {
    (void)state;
    explain("+OK 2 320");
    assert_string_equal(said.it.protocol, "pop3");
    assert_part(&said, "messages", "2", NULL);
    assert_part(&said, "size", "320", NULL);
    explain("-ERR [IN-USE] Do you have another POP session running?");
    assert_part(&said, "response code", "IN-USE", NULL);
    assert_int_equal(said.it.permanence, PERMANENCE_TRANSIENT);
    explain("TOP 3 10");
    assert_part(&said, "message number", "3", NULL);
    assert_part(&said, "lines", "10", NULL);
    explain("STAT");
    assert_string_equal(said.it.protocol, "pop3");
}

static void a_word_of_several_meanings_has_them_all(void **state) {
    (void)state;
    explain("AUTH");
    assert_string_equal(said.it.protocol, "smtp");
    assert_int_equal(said.it.also_count, 2);
    explained_free(&said);
    explained_line(&said, "AUTH", "pop3", EXPLAIN_NORMAL);
    assert_string_equal(said.it.protocol, "pop3");
    assert_int_equal(said.it.also_count, 0);
    explain("SCRAM-SHA-256");
    assert_part(&said, "mechanism", "SCRAM-SHA-256", NULL);
    explain("5.7.26");
    assert_part(&said, "enhanced status code", "5.7.26", NULL);
    explain("bare-lf");
    assert_part(&said, "finding", "bare-lf", NULL);
    explain("SIZE 35882577");
    assert_part(&said, "size limit", "35882577", "35.8M");
}

static void unknown_words_get_the_nearest(void **state) {
    (void)state;
    explain("STRATTLS");
    assert_true(said.it.generic);
    assert_int_equal(said.it.also_count, 1);
    assert_says(said.it.also[0], "STARTTLS");
    explain("qqqqqqqqqqqqqqq");
    assert_int_equal(said.it.also_count, 0);
    assert_int_equal(edit_distance(SLICE("rcpt"), SLICE("RPCT")), 1);
    assert_int_equal(edit_distance(SLICE(""), SLICE("abc")), 3);
    assert_int_equal(edit_distance(SLICE("kitten"), SLICE("sitting")), 3);
}

static void secrets_are_masked(void **state) {
    (void)state;
    static const char *const lines[] = {
        "AUTH PLAIN AGFsaWNlAGh1bnRlcjI=",
        "PASS x hunter2",
        "APOP alice hunter2",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        explain(lines[i]);
        assert_false(explained_has(said.it.input, "hunter2"));
        assert_false(explained_has(said.it.input, "AGFs"));
        assert_true(explained_has(said.it.input, "****"));
        for (size_t k = 0; k < said.it.part_count; k++)
            assert_false(explained_has(said.it.parts[k].meaning, "hunter2"));
    }
    explain(lines[0]);
    assert_string_equal((const char *)said.it.parts[0].name.data, "verb");
    assert_part(&said, "user name", "****", "alice");
    assert_part(&said, "password", "****", "not shown");
}

static void secrets_are_shown_when_asked(void **state) {
    (void)state;
    struct error error = {0};
    explained_free(&said);
    said = (struct explained){0};
    said.explainer = explainer_new(&(struct explainer_options){.show_secrets = true}, &error);
    assert_true(explain_line(said.explainer, &said.arena, SLICE("AUTH PLAIN AGFsaWNlAGh1bnRlcjI="),
                             NULL, EXPLAIN_NORMAL, &said.it));
    assert_part(&said, "password", "AGFsaWNlAGh1bnRlcjI=", "hunter2");
}

static void login_steps_may_stand_alone(void **state) {
    (void)state;
    explain("334 UGFzc3dvcmQ6");
    assert_part(&said, "prompt", "UGFzc3dvcmQ6", "Password:");
    explain("+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+");
    assert_part(&said, "host", "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+", "postoffice");
    explain("AGFsaWNlAGh1bnRlcjI=");
    assert_says(said.it.title, "PLAIN");
    assert_part(&said, "user name", "****", "alice");
    assert_false(explained_has(said.it.input, "AGFs"));
    explain("biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM");
    assert_says(said.it.title, "SCRAM");
}

/* Escapes move the places of parts. */
static void spans_are_of_the_line_as_printed(void **state) {
    (void)state;
    explain("\x1b[31mRCPT");
    assert_says(said.it.input, "\\x1b[31mRCPT");
    assert_part(&said, "word", "\\x1b[31mRCPT", NULL);
    explain("RCPT TO:<a\x01"
            "b@\xff.example> NOTIFY=NEVER");
    assert_part(&said, "local part", "a\\x01b", NULL);
    assert_part(&said, "domain", "\\xff.example", NULL);
    assert_part(&said, "notify", "NEVER", NULL);
}

static void depth_decides_how_much_is_said(void **state) {
    (void)state;
    struct explained brief, teach;
    explained_line(&brief, "RCPT TO:<a+b@c>", NULL, EXPLAIN_BRIEF);
    explained_line(&teach, "RCPT TO:<a+b@c>", NULL, EXPLAIN_TEACH);
    explain("RCPT TO:<a+b@c>");
    assert_int_equal(brief.it.detail.size, 0);
    assert_true(brief.it.summary.size < said.it.summary.size);
    assert_true(said.it.detail.size > 0);
    assert_true(teach.it.detail.size > said.it.detail.size);
    assert_true(slice_starts(said.it.summary, brief.it.summary));
    explained_free(&brief);
    explained_free(&teach);
}

/* ---- logs ---- */

static void postfix_logs_are_read(void **state) {
    (void)state;
    explain("Nov 26 12:00:00 mail postfix/smtp[1234]: 4B1C2D3E4F: to=<x@example.org>, "
            "relay=mx.example.org[192.0.2.1]:25, delay=1.2, dsn=5.1.1, status=bounced (host "
            "mx.example.org[192.0.2.1] said: 550 5.1.1 <x@example.org>: User unknown (in reply to "
            "RCPT TO command))");
    assert_part(&said, "reply code", "550", NULL);
    assert_part(&said, "text", "<x@example.org>: User unknown", NULL);
    assert_part(&said, "queue id", "4B1C2D3E4F", NULL);
    assert_part(&said, "recipient", "x@example.org", NULL);
    assert_part(&said, "host", "mx.example.org[192.0.2.1]", NULL);
    assert_part(&said, "command", "RCPT TO command", NULL);
    assert_part(&said, "status", "bounced", NULL);
    explain(
        "postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <x@y>: Relay "
        "access denied; from=<a@b> to=<x@y> proto=ESMTP helo=<h>");
    assert_part(&said, "text", "<x@y>: Relay access denied", NULL);
    assert_part(&said, "client", "unknown[192.0.2.9]", NULL);
    assert_part(&said, "sender", "a@b", NULL);
    explain(
        "postfix/smtp[1]: 4B1C2D3E4F: to=<x@y>, relay=none, delay=30, dsn=4.4.1, status=deferred "
        "(connect to mx.example.org[192.0.2.1]:25: Connection timed out)");
    assert_part(&said, "enhanced status code", "4.4.1", NULL);
    assert_int_equal(said.it.permanence, PERMANENCE_TRANSIENT);
    assert_says(said.it.detail, "no reply of another server");
    explain(
        "postfix/smtp[1]: 4B1C2D3E4F: to=<x@y>, status=deferred (host gmail-smtp-in.l.google.com"
        "[192.0.2.2] refused to talk to me: 421-4.7.0 unsolicited mail)");
    assert_part(&said, "text", "unsolicited mail", NULL);
}

static void exim_logs_are_read(void **state) {
    (void)state;
    explain("2026-11-26 12:00:00 1abcde-000abc-12 ** x@example.org R=dnslookup T=remote_smtp "
            "H=mx.example.org [192.0.2.1]: SMTP error from remote mail server after RCPT "
            "TO:<x@example.org>: 550 5.1.1 User unknown");
    assert_part(&said, "reply code", "550", NULL);
    assert_part(&said, "queue id", "1abcde-000abc-12", NULL);
    assert_part(&said, "recipient", "x@example.org", NULL);
    assert_part(&said, "host", "mx.example.org", NULL);
    assert_part(&said, "command", "RCPT TO", NULL);
    explain("2026-11-26 12:00:00 1abcde-000abc-12 => x@example.org H=mx.example.org [192.0.2.1] "
            "C=\"250 2.0.0 Ok: queued as 4B1C2D3E4F\"");
    assert_part(&said, "text", "Ok: queued as 4B1C2D3E4F", NULL);
}

static void sendmail_and_opensmtpd_logs_are_read(void **state) {
    (void)state;
    explain("sm-mta[123]: 5BQC0abc012345: to=<x@y>, delay=00:00:01, relay=mx.example.org. "
            "[192.0.2.1], dsn=4.2.0, stat=Deferred: 451 4.7.1 Please try again later");
    assert_part(&said, "reply code", "451", NULL);
    assert_part(&said, "queue id", "5BQC0abc012345", NULL);
    explain("sm-mta[123]: 5BQC0abc012345: to=<x@y>, dsn=5.1.1, stat=User unknown");
    assert_part(&said, "enhanced status code", "5.1.1", NULL);
    explain("smtpd[123]: 3f6b2a1c0d mta delivery evpid=aaaa from=<a@b> to=<x@y> relay=\"192.0.2.1 "
            "(mx.example.org)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 User unknown\"");
    assert_part(&said, "text", "User unknown", NULL);
    assert_part(&said, "host", "192.0.2.1 (mx.example.org)", NULL);
    assert_part(&said, "status", "PermFail", NULL);
}

static void reports_are_read(void **state) {
    (void)state;
    explain("Final-Recipient: rfc822; x@y\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Remote-MTA: dns; mx.example.org\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user");
    assert_part(&said, "recipient", "x@y", NULL);
    assert_part(&said, "action", "failed", NULL);
    assert_part(&said, "remote server", "mx.example.org", NULL);
    assert_part(&said, "reply code", "550", NULL);
    explain("Final-Recipient: rfc822; x@y\r\nStatus: 5.1.1\r\nDiagnostic-Code: X-Postfix; gone");
    assert_part(&said, "enhanced status code", "5.1.1", NULL);
    explain("Final-Recipient: rfc822; x@y");
    assert_says(said.it.title, "without a status");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(mail_is_opened, forget),
        cmocka_unit_test_teardown(values_of_parameters_are_opened, forget),
        cmocka_unit_test_teardown(broken_paths_are_named, forget),
        cmocka_unit_test_teardown(replies_are_read_digit_by_digit, forget),
        cmocka_unit_test_teardown(replies_that_contradict_themselves_are_named, forget),
        cmocka_unit_test_teardown(pop3_is_told_from_smtp, forget),
        cmocka_unit_test_teardown(a_word_of_several_meanings_has_them_all, forget),
        cmocka_unit_test_teardown(unknown_words_get_the_nearest, forget),
        cmocka_unit_test_teardown(secrets_are_masked, forget),
        cmocka_unit_test_teardown(secrets_are_shown_when_asked, forget),
        cmocka_unit_test_teardown(login_steps_may_stand_alone, forget),
        cmocka_unit_test_teardown(spans_are_of_the_line_as_printed, forget),
        cmocka_unit_test_teardown(depth_decides_how_much_is_said, forget),
        cmocka_unit_test_teardown(postfix_logs_are_read, forget),
        cmocka_unit_test_teardown(exim_logs_are_read, forget),
        cmocka_unit_test_teardown(sendmail_and_opensmtpd_logs_are_read, forget),
        cmocka_unit_test_teardown(reports_are_read, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
