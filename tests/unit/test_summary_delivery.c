/* Deliveries: which transactions there are, and what became of each recipient. */
#include "summary_text.h"

#define START                  "S: 220 mx\nC: EHLO a\nS: 250 mx\n"
#define ENVELOPE               START "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\n"
#define CONTENT                "C: Subject: x\nC: \nC: y\nC: .\n"
#define SESSION(verdict, last) "smtp open " verdict " last=" last " hello=a\n"
/* SHA-256 of "Subject: x\r\n\r\ny\r\n" begins with these octets. */
#define MESSAGE "  message DATA 17 complete crlf subject=x sha256=3ebd\n"

static void a_message_is_accepted(void **state) {
    (void)state;
    assert_summary(
        &smtp_protocol,
        ENVELOPE "C: DATA\nS: 354 go\n" CONTENT "S: 250 2.0.0 Ok: queued as 4F2A11\n",
        SESSION("accepted",
                "250") "delivery a@b accepted 250 \"2.0.0 Ok: queued as 4F2A11\" id=4F2A11\n"
                       "  to c@d 250 final 250 accepted\n" MESSAGE);
}

static void the_header_is_decoded(void **state) {
    (void)state;
    assert_summary(
        &smtp_protocol,
        ENVELOPE "C: DATA\nS: 354 go\nC: From: A <a@b>\nC: Subject: =?utf-8?Q?x=20?=\n"
                 "C:  =?utf-8?Q?y?=\nC: Subject: z\nC: Message-ID: <1@b>\nC: Date: today\n"
                 "C: \nC: From: nobody\nC: .\nS: 250 ok\n",
        SESSION("accepted", "250") "delivery a@b accepted 250 \"ok\"\n"
                                   "  to c@d 250 final 250 accepted\n"
                                   "  message DATA 118 complete crlf from=A <a@b> subject=x y "
                                   "id=<1@b> date=today sha256=d0cb\n");
}

static void pipelining_changes_nothing(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   START "C: MAIL FROM:<a@b> SIZE=3\nC: RCPT TO:<c@d>\nC: RCPT TO:<e@f>\nC: DATA\n"
                         "S: 250 ok\nS: 550 no such user\nS: 250 ok\nS: 354 go\n" CONTENT
                         "C: MAIL FROM:<>\nC: RCPT TO:<g@h>\nC: QUIT\n"
                         "S: 250 taken\nS: 250 ok\nS: 450 later\nS: 221 bye\n",
                   SESSION("partial", "221") "delivery a@b parameter=SIZE partial 250 \"taken\"\n"
                                             "  to c@d 550 refused\n"
                                             "  to e@f 250 final 250 accepted\n" MESSAGE
                                             "delivery <> deferred 450 \"later\"\n"
                                             "  to g@h 450 deferred\n");
}

static void the_reply_to_the_dot_decides(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, ENVELOPE "C: DATA\nS: 354 go\n" CONTENT "S: 554 spam\n",
                   SESSION("refused", "554") "delivery a@b refused 554 \"spam\"\n"
                                             "  to c@d 250 final 554 refused\n" MESSAGE);
    assert_summary(&smtp_protocol, ENVELOPE "C: DATA\nS: 354 go\n" CONTENT "S: 451 busy\n",
                   SESSION("deferred", "451") "delivery a@b deferred 451 \"busy\"\n"
                                              "  to c@d 250 final 451 deferred\n" MESSAGE);
}

static void a_whole_message_without_an_answer_is_unknown(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, ENVELOPE "C: DATA\nS: 354 go\n" CONTENT,
                   SESSION("unknown", "354") "delivery a@b unknown\n"
                                             "  to c@d 250 unknown\n" MESSAGE);
}

static void a_message_that_breaks_off_is_aborted(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, ENVELOPE "C: DATA\nS: 354 go\nC: y\n",
                   SESSION("aborted", "354") "delivery a@b aborted\n"
                                             "  to c@d 250 aborted\n"
                                             "  message DATA 3 none sha256=800b\n");
}

static void a_421_in_the_middle_of_the_content_decides(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   ENVELOPE "C: DATA\nS: 354 go\nC: y\nS: 421 shutting down\nend S fin\n",
                   "smtp close deferred last=421 hello=a\n"
                   "delivery a@b deferred 421 \"shutting down\"\n"
                   "  to c@d 250 final 421 deferred\n"
                   "  message DATA 3 none sha256=800b\n");
}

static void a_refused_mail_is_a_transaction(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   START "C: MAIL FROM:<a@b>\nC: RCPT TO:<c@d>\nC: DATA\n"
                         "S: 550 go away\nS: 503 no\nS: 503 no\n",
                   SESSION("refused", "503") "delivery a@b refused 550 \"go away\"\n");
}

static void a_nested_mail_changes_nothing(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   ENVELOPE "C: MAIL FROM:<x@y>\nS: 503 nested\nC: DATA\nS: 354 go\n" CONTENT
                            "S: 250 ok\n",
                   SESSION("accepted", "250") "delivery a@b accepted 250 \"ok\"\n"
                                              "  to c@d 250 final 250 accepted\n" MESSAGE);
}

static void reset_and_hello_abort_what_is_open(void **state) {
    (void)state;
    static const char aborted[] = "delivery a@b aborted\n  to c@d 250 aborted\n";
    char expected[256];
    (void)strcpy(expected, SESSION("aborted", "250"));
    strcat(expected, aborted);
    assert_summary(&smtp_protocol, ENVELOPE "C: RSET\nS: 250 ok\n", expected);
    assert_summary(&smtp_protocol, ENVELOPE "C: EHLO a\nS: 250 ok\n", expected);
    assert_summary(&smtp_protocol, ENVELOPE, expected);
}

static void nothing_after_a_reset_belongs_to_what_was_before(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   ENVELOPE "C: RSET\nC: MAIL FROM:<x@y>\nC: RCPT TO:<z@z>\nC: DATA\n"
                            "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n" CONTENT "S: 250 ok\n",
                   SESSION("partial", "250") "delivery a@b aborted\n"
                                             "  to c@d 250 aborted\n"
                                             "delivery x@y accepted 250 \"ok\"\n"
                                             "  to z@z 250 final 250 accepted\n" MESSAGE);
}

static void a_refused_data_decides_unless_another_follows(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, ENVELOPE "C: DATA\nS: 451 not now\n",
                   SESSION("deferred", "451") "delivery a@b deferred 451 \"not now\"\n"
                                              "  to c@d 250 deferred\n");
    assert_summary(&smtp_protocol,
                   ENVELOPE "C: DATA\nS: 451 not now\nC: DATA\nS: 354 go\n" CONTENT "S: 250 ok\n",
                   SESSION("accepted", "250") "delivery a@b accepted 250 \"ok\"\n"
                                              "  to c@d 250 final 250 accepted\n" MESSAGE);
}

static void chunks_add_up(void **state) {
    (void)state;
    assert_summary(
        &smtp_protocol,
        ENVELOPE "C: BDAT 12\nc: Subject: x\\r\\n\nS: 250 ok\nC: BDAT 5 LAST\n"
                 "c: \\r\\ny\\r\\n\nS: 250 queued as 4F2A11\n",
        SESSION("accepted", "250") "delivery a@b accepted 250 \"queued as 4F2A11\" id=4F2A11\n"
                                   "  to c@d 250 final 250 accepted\n"
                                   "  message BDAT 17 complete last subject=x sha256=3ebd\n");
    assert_summary(&smtp_protocol,
                   START "C: MAIL FROM:<a@b>\nC: RCPT TO:<c@d>\nC: BDAT 12\nc: Subject: x\\r\\n\n"
                         "C: BDAT 5 LAST\nc: \\r\\ny\\r\\n\nC: QUIT\n"
                         "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 done\nS: 221 bye\n",
                   SESSION("accepted", "221") "delivery a@b accepted 250 \"done\"\n"
                                              "  to c@d 250 final 250 accepted\n"
                                              "  message BDAT 17 complete last subject=x "
                                              "sha256=3ebd\n");
}

/* The message is told when the client gives it up, after the reply that refused it. */
static void a_refused_chunk_ends_the_delivery(void **state) {
    (void)state;
    assert_summary(&smtp_protocol,
                   ENVELOPE "C: BDAT 4\nc: ab\\r\\n\nS: 452 full\nC: RSET\nS: 250 ok\n",
                   SESSION("deferred", "250") "delivery a@b deferred 452 \"full\"\n"
                                              "  to c@d 250 deferred\n"
                                              "  message BDAT 4 none sha256=c7c0\n");
    assert_summary(&smtp_protocol,
                   ENVELOPE
                   "C: BDAT 4\nc: ab\\r\\n\nS: 552 much\nC: BDAT 1 LAST\nc: c\nS: 250 ok\n",
                   SESSION("accepted", "250") "delivery a@b accepted 250 \"ok\"\n"
                                              "  to c@d 250 final 250 accepted\n"
                                              "  message BDAT 5 complete last sha256=97c3\n");
}

static void each_recipient_of_lmtp_gets_its_own_reply(void **state) {
    (void)state;
    assert_summary(&lmtp_protocol,
                   "S: 220 mx\nC: LHLO a\nS: 250 mx\nC: MAIL FROM:<a@b>\nS: 250 ok\n"
                   "C: RCPT TO:<c@d>\nS: 250 ok\nC: RCPT TO:<e@f>\nS: 550 no\n"
                   "C: RCPT TO:<g@h>\nS: 250 ok\nC: DATA\nS: 354 go\n" CONTENT
                   "S: 250 2.0.0 <c@d> abcd1234 Saved\nS: 452 4.2.2 full\n"
                   "C: MAIL FROM:<x@y>\nS: 250 ok\n",
                   "lmtp open partial last=250 hello=a\n"
                   "delivery a@b partial 452 \"4.2.2 full\" id=abcd1234\n"
                   "  to c@d 250 final 250 accepted\n"
                   "  to e@f 550 refused\n"
                   "  to g@h 250 final 452 deferred\n" MESSAGE "delivery x@y aborted\n");
}

static void a_message_without_envelope_is_told(void **state) {
    (void)state;
    assert_summary(&smtp_protocol, START "C: DATA\nS: 354 go\n" CONTENT "S: 250 ok\n",
                   SESSION("accepted", "250") "delivery accepted 250 \"ok\"\n" MESSAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_accepted),
        cmocka_unit_test(the_header_is_decoded),
        cmocka_unit_test(pipelining_changes_nothing),
        cmocka_unit_test(the_reply_to_the_dot_decides),
        cmocka_unit_test(a_whole_message_without_an_answer_is_unknown),
        cmocka_unit_test(a_message_that_breaks_off_is_aborted),
        cmocka_unit_test(a_421_in_the_middle_of_the_content_decides),
        cmocka_unit_test(a_refused_mail_is_a_transaction),
        cmocka_unit_test(a_nested_mail_changes_nothing),
        cmocka_unit_test(reset_and_hello_abort_what_is_open),
        cmocka_unit_test(nothing_after_a_reset_belongs_to_what_was_before),
        cmocka_unit_test(a_refused_data_decides_unless_another_follows),
        cmocka_unit_test(chunks_add_up),
        cmocka_unit_test(a_refused_chunk_ends_the_delivery),
        cmocka_unit_test(each_recipient_of_lmtp_gets_its_own_reply),
        cmocka_unit_test(a_message_without_envelope_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
