/* Messages explained: what their header says, beside the envelope and the clock of the capture,
 * which begins in 1970 here. */
#include "explained.h"

#include "smtp_test.h"

static struct explained said;

static int forget(void **state) {
    (void)state;
    explained_free(&said);
    said = (struct explained){0};
    return 0;
}

#define GREETED "S: 220 b ESMTP\nC: EHLO a\nS: 250 b\n"
#define MAIL(sender, recipient)                                                                    \
    GREETED "C: MAIL FROM:<" sender ">\nS: 250 ok\nC: RCPT TO:<" recipient ">\nS: 250 ok\n"
#define DATA       "C: DATA\nS: 354 go\n"
#define BODY       "C: \nC: body\n"
#define END        "C: .\nS: 250 ok\n"
#define USUAL      "C: Date: Thu, 01 Jan 1970 00:00:00 +0000\nC: Message-ID: <1@b.example>\n"
#define FROM_ALICE "C: From: Alice <a@b.example>\nC: To: c@d.example\n"

enum { MESSAGE = 9 }; /* the event of the message in a session with one recipient */

static void explain_at(const char *text, size_t n, enum explain_depth depth) {
    explained_free(&said);
    explained_event(&said, &smtp_dialogue, text, n, depth);
}

static void explain(const char *text) {
    explain_at(text, MESSAGE, EXPLAIN_NORMAL);
}

/* A message of these lines, sent by a@b.example to c@d.example. */
#define EXPLAIN(lines) explain(MAIL("a@b.example", "c@d.example") DATA lines BODY END)

static void assert_silent(struct slice text, const char *words) {
    if (explained_has(text, words))
        fail_msg("'%.*s' says '%s'", (int)text.size, (const char *)text.data, words);
}

static void the_input_is_the_header_block(void **state) {
    (void)state;
    EXPLAIN(USUAL "C: Subject: a\\r\\n\tb\n" FROM_ALICE);
    assert_says(said.it.input, "Message-ID: <1@b.example>\r\nSubject: a\r\n");
    assert_silent(said.it.input, "body");
    assert_part(&said, "author", "From", "a@b.example.");
}

static void author_and_envelope_are_compared(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE);
    assert_part(&said, "author", "From", "sender is of the same domain");
    EXPLAIN(USUAL "C: From: x <a@mail.B.example>\n");
    assert_part(&said, "author", "From", "lies within the other");
    explain(MAIL("a@bounce.b.example", "c@d.example") DATA USUAL
            "C: From: x <a@news.b.example>\n" BODY END);
    assert_part(&said, "author", "From", "If b.example is the domain of one organisation");
    EXPLAIN(USUAL "C: From: x <a@notb.example>\n");
    assert_part(&said, "author", "From", "another domain, b.example");
    assert_part(&said, "author", "From", "DKIM signature that belongs to notb.example");
    explain(MAIL("", "c@d.example") DATA USUAL FROM_ALICE BODY END);
    assert_part(&said, "author", "From", "null sender");
    EXPLAIN(USUAL "C: From: nobody\n");
    assert_silent(said.it.parts[said.it.part_count - 1].meaning, "domain");
}

static void answers_elsewhere_are_told(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE "C: Reply-To: x@y.example\nC: Sender: s@b.example\n");
    assert_part(&said, "answers to", "Reply-To", "x@y.example and not to From. That is another");
    assert_part(&said, "sender", "Sender", "s@b.example sent it for the author");
    EXPLAIN(USUAL FROM_ALICE "C: Reply-To: <A@b.example>\n");
    assert_part(&said, "answers to", "Reply-To", "where they would go without it");
}

static void what_is_missing_is_told_where_all_is_known(void **state) {
    (void)state;
    EXPLAIN("C: Subject: x\n");
    assert_says(said.it.detail, "no From field");
    assert_says(said.it.detail, "no Date field");
    assert_says(said.it.detail, "no Message-ID");
    assert_says(said.it.detail, "no server has passed it on");
    EXPLAIN(USUAL FROM_ALICE);
    assert_silent(said.it.detail, "There is no");
    /* the client breaks off within the header */
    explain(MAIL("a@b.example", "c@d.example") DATA "C: Subject: x\nend C reset\n");
    assert_silent(said.it.detail, "There is no");
    assert_says(said.it.detail, "are at hand");
}

static void content_without_a_header_is_told(void **state) {
    (void)state;
    EXPLAIN("C: Hello Bob\nC: Reply-To: x@y.example\n");
    assert_says(said.it.detail, "does not begin with a header field");
    assert_silent(said.it.detail, "There is no");
    assert_part(&said, "command", "DATA", NULL);
    EXPLAIN("C: X-Own: field\nC: Hello Bob\nC: Reply-To: x@y.example\n");
    assert_part(&said, "field name", "X-Own", NULL);
    assert_says(said.it.detail, "no From field");
    assert_silent(said.it.input, "Hello");
}

static void a_hole_ends_what_is_known(void **state) {
    (void)state;
    explain(MAIL("a@b.example", "c@d.example") DATA FROM_ALICE
            "C: Subject: lo\ngap C 100\nC: Reply-To: x@y.example\n" BODY END);
    assert_part(&said, "author", "From", NULL);
    assert_false(explained_part(&said, "answers to", "Reply-To", NULL));
    assert_says(said.it.detail, "Octets are missing after the first");
    assert_silent(said.it.detail, "no Date field");
    assert_silent(said.it.input, "Reply-To");
    /* after the header it does not matter */
    explain(MAIL("a@b.example", "c@d.example") DATA USUAL FROM_ALICE
            "C: \nC: body\ngap C 100\nC: more\n" END);
    assert_silent(said.it.detail, "Octets are missing");
    assert_says(said.it.detail, "no server has passed it on");
}

static void of_chunks_the_first_may_be_all(void **state) {
    (void)state;
    explain_at(MAIL("a@b.example", "c@d.example") "C: BDAT 7\nc: From: x\nS: 250 ok\n"
                                                  "C: BDAT 12\ngap C 2\nc: To: y\\r\\n\\r\\nx\n",
               8, EXPLAIN_NORMAL);
    assert_silent(said.it.detail, "no Date field");
    assert_silent(said.it.input, "To: y");
}

static void blind_recipients_are_told(void **state) {
    (void)state;
    EXPLAIN(USUAL "C: From: a@b.example\nC: To: others@d.example\nC: Cc: xc@d.example\n");
    assert_says(said.it.detail, "c@d.example is in the envelope, but neither in To nor in Cc");
    EXPLAIN(USUAL FROM_ALICE);
    assert_silent(said.it.detail, "envelope, but");
    EXPLAIN(USUAL "C: From: a@b.example\nC: List-Id: A list <l.d.example>\n");
    assert_says(said.it.detail, "as is usual for a list");
    assert_part(&said, "list", "List-Id", "by the list l.d.example");
    /* nobody knows the envelope after a hole in it */
    explain_at(GREETED "C: MAIL FROM:<a@b.example>\nS: 250 ok\ngap C 20\ngap S 8\n" DATA USUAL
                       "C: From: a@z.example\nC: To: x@y\n" BODY END,
               9, EXPLAIN_NORMAL);
    assert_silent(said.it.detail, "envelope, but");
}

#define HOP(from, by, when) "C: Received: from " from " by " by " with ESMTPSA; " when "\n"

static void the_path_is_told_with_its_delays(void **state) {
    (void)state;
    EXPLAIN(HOP("c", "d.example", "Wed, 31 Dec 1969 23:50:00 +0000")
                HOP("b", "c.example", "Wed, 31 Dec 1969 23:30:00 +0000")
                    HOP("a", "b.example", "Wed, 31 Dec 1969 23:29:57 +0000") USUAL FROM_ALICE);
    assert_part(&said, "hop 3 of 3", "Received", "c handed it to d.example with ESMTPSA");
    assert_part(&said, "hop 3 of 3", "Received", "20m00s after the hop before");
    assert_part(&said, "hop 3 of 3", "Received", "the client had logged in");
    assert_part(&said, "hop 2 of 3", "Received", "3 seconds after the hop before");
    assert_part(&said, "hop 1 of 3", "Received", "a handed it to b.example");
    assert_says(said.it.detail, "longest hop was from c.example to d.example: 20m00s");
    assert_says(said.it.detail, "to the last it took 20m03s");
    assert_says(said.it.detail, "taken it 10m00s before it was seen here");
}

static void clocks_that_differ_are_told(void **state) {
    (void)state;
    EXPLAIN(HOP("b", "c.example", "Wed, 31 Dec 1969 23:29:00 +0000")
                HOP("a", "b.example", "Wed, 31 Dec 1969 23:29:30 +0000") USUAL FROM_ALICE);
    assert_part(&said, "hop 2 of 2", "Received", "30 seconds before the hop before it");
    assert_says(said.it.detail, "do not agree");
    EXPLAIN("C: Received: by b; yesterday\nC: Received: by a\n" USUAL FROM_ALICE);
    assert_part(&said, "hop 2 of 2", "Received", "cannot be read");
    assert_part(&said, "hop 1 of 2", "Received", "bears no date");
    assert_silent(said.it.detail, "agree");
}

static void the_date_is_held_against_the_capture(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE);
    assert_part(&said, "date", "Date", "within a minute");
    EXPLAIN("C: Date: Wed, 31 Dec 1969 20:00:00 +0000\n" FROM_ALICE);
    assert_part(&said, "date", "Date", "4h00m after it");
    EXPLAIN("C: Date: Thu, 01 Jan 1970 02:00:00 +0000\n" FROM_ALICE);
    assert_part(&said, "date", "Date", "clock, or that of the capture, is wrong. That is nearly");
    EXPLAIN("C: Date: 1970-01-01\n" FROM_ALICE);
    assert_part(&said, "date", "Date", "no date as the standard has it");
}

static void results_are_read_out(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE
            "C: Authentication-Results: mx.example; spf=softfail smtp.mailfrom=a@b.example;\n"
            "C:  dkim=pass; dmarc=fail header.from=b.example; x-own=odd\n"
            "C: Received-SPF: none client-ip=192.0.2.1; envelope-from=a@b.example\n");
    assert_part(&said, "results", "Authentication-Results", "mx.example checked it");
    assert_part(&said, "results", "Authentication-Results",
                "SPF: softfail. This host most likely may not send mail for a@b.example");
    assert_part(&said, "results", "Authentication-Results", "The signature of the signing domain");
    assert_part(&said, "results", "Authentication-Results",
                "Neither SPF nor DKIM passed for b.example");
    assert_part(&said, "results", "Authentication-Results", "x-own: odd.");
    assert_part(&said, "result", "Received-SPF", "There is no SPF record for a@b.example");
    EXPLAIN(USUAL FROM_ALICE "C: Authentication-Results: mx.example; none\n");
    assert_part(&said, "results", "Authentication-Results", "made no check");
}

static void signatures_are_named(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE
            "C: DKIM-Signature: v=1; a=rsa-sha1; d=z.example; s=k; h=To:Date:To; l=5; x=1; b=x\n"
            "C: DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=k; h=From; b=x\n"
            "C: ARC-Seal: i=1; a=rsa-sha256; cv=none; d=f.example; s=q; b=x\n"
            "C: ARC-Message-Signature: i=1; a=rsa-sha256; d=f.example; h=from; b=x\n");
    assert_part(&said, "signature", "DKIM-Signature", "z.example signed it with its key k");
    assert_part(&said, "signature", "DKIM-Signature", "From is of b.example: DMARC does not");
    assert_part(&said, "signature", "DKIM-Signature", "Signed fields: To, Date. rsa-sha1 is");
    assert_part(&said, "signature", "DKIM-Signature", "Only the first 5 octets of the body");
    assert_part(&said, "signature", "DKIM-Signature", "From is not among the signed fields");
    assert_part(&said, "signature", "DKIM-Signature", "From is of the same domain");
    assert_part(&said, "ARC seal", "ARC-Seal", "instance 1: f.example sealed it");
    assert_part(&said, "ARC seal", "ARC-Seal", "It is the first seal");
    assert_part(&said, "ARC signature", "ARC-Message-Signature", "It lacks s=");
}

static void a_signature_that_expired_is_told(void **state) {
    (void)state;
    explain("wait 120\n" MAIL("a@b.example", "c@d.example") DATA FROM_ALICE
            "C: DKIM-Signature: a=x; d=b.example; s=k; x=60; h=from\n" BODY END);
    assert_part(&said, "signature", "DKIM-Signature",
                "until 1970-01-01 00:01:00 UTC. It had expired 60 seconds before");
}

static void automata_and_lists_are_told(void **state) {
    (void)state;
    EXPLAIN(USUAL FROM_ALICE "C: Auto-Submitted: auto-replied (vacation)\nC: Precedence: bulk\n"
                             "C: List-Unsubscribe: <https://l.example/u>\n"
                             "C: List-Unsubscribe-Post: List-Unsubscribe=One-Click\n");
    assert_part(&said, "kind of mail", "Auto-Submitted", "in answer to another message");
    assert_part(&said, "kind of mail", "Precedence", "Mail to many (bulk)");
    assert_part(&said, "leaving", "List-Unsubscribe", "https://l.example/u>. One click");
}

#define STATUS_PART                                                                                \
    "C: Content-Type: multipart/report; boundary=q\nC: \nC: --q\n"                                 \
    "C: Content-Type: message/delivery-status\nC: \nC: Reporting-MTA: dns; r.example\nC: \n"
#define FAILED                                                                                     \
    "C: Final-Recipient: rfc822; x@y.example\nC: Action: failed\nC: Status: 5.1.1\n"               \
    "C: Remote-MTA: dns; y.example\nC: Diagnostic-Code: smtp; 550 no such user\nC: \n"

static void delivery_reports_are_read(void **state) {
    (void)state;
    explain(MAIL("", "c@d.example") DATA USUAL FROM_ALICE STATUS_PART FAILED
            "C: Final-Recipient: rfc822; z@y.example\nC: Action: delayed\nC: Status: 4.4.1\n"
            "C: --q--\n" END);
    assert_says(said.it.detail, "delivery report by r.example");
    assert_says(said.it.detail, "x@y.example failed for good (5.1.1). 5.1.1 stands for: no such");
    assert_says(said.it.detail, "The words of y.example: \"550 no such user\".");
    assert_says(said.it.detail, "z@y.example is delayed");
    /* of a report that breaks off the last recipient is left out */
    explain(MAIL("", "c@d.example") DATA USUAL FROM_ALICE STATUS_PART FAILED
            "C: Final-Recipient: rfc822; z@y.example\nC: Action: del\nend C reset\n");
    assert_says(said.it.detail, "x@y.example failed for good");
    assert_silent(said.it.detail, "z@y.example");
    assert_says(said.it.detail, "goes on past what is at hand");
}

static void a_kept_message_tells_its_envelope(void **state) {
    static const struct dialogue pop3 = {.protocol = &pop3_protocol};
    (void)state;
    explained_free(&said);
    explained_event(&said, &pop3,
                    "S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: RETR 1\nS: +OK\n"
                    "S: Return-Path: <a@b.example>\nS: Delivered-To: c@d.example\n"
                    "S: From: x@y.example\nS: \nS: body\nS: .\n",
                    7, EXPLAIN_NORMAL);
    assert_says(said.it.title, "as the server keeps it");
    assert_part(&said, "envelope sender", "Return-Path", "MAIL FROM was a@b.example");
    assert_part(&said, "mailbox", "Delivered-To", "mailbox of c@d.example");
    assert_part(&said, "author", "From", "another domain, b.example");
    assert_says(said.it.detail, "nothing tells how it came");
}

static void depth_decides_how_much_is_told(void **state) {
    static const char text[] = MAIL("a@b.example", "c@d.example")
        DATA HOP("c (s [192.0.2.1])", "d.example", "Wed, 31 Dec 1969 23:50:00 +0000")
            USUAL FROM_ALICE "C: DKIM-Signature: a=x; d=b.example; s=k; h=from; b=x\n" BODY END;
    (void)state;
    explain_at(text, MESSAGE, EXPLAIN_BRIEF);
    assert_int_equal(said.it.detail.size, 0);
    assert_part(&said, "hop 1 of 1", "Received", "c handed it to d.example with ESMTPSA.");
    assert_silent(said.it.parts[0].meaning, "logged in");
    explain_at(text, MESSAGE, EXPLAIN_TEACH);
    assert_part(&said, "hop 1 of 1", "Received", "what was seen of it: s [192.0.2.1]");
    assert_part(&said, "signature", "DKIM-Signature", "TXT record k._domainkey.b.example");
    assert_part(&said, "name", "Message-ID", "like no other in the world");
}

static void what_steers_terminals_is_escaped(void **state) {
    (void)state;
    EXPLAIN(USUAL "C: From: <a\\x1b[31m@b.example>\nC: Reply-To: <\\xe2\\x80\\xae@x>\n"
                  "C: Received: from \\x9b by \\x07; x\n");
    for (size_t i = 0; i < said.it.part_count; i++)
        for (size_t k = 0; k < said.it.parts[i].meaning.size; k++)
            assert_true(said.it.parts[i].meaning.data[k] >= 0x20);
    assert_part(&said, "author", "From", "a\\x1b[31m@b.example");
    assert_part(&said, "answers to", "Reply-To", "\\u{202e}@x");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_input_is_the_header_block, forget),
        cmocka_unit_test_teardown(author_and_envelope_are_compared, forget),
        cmocka_unit_test_teardown(answers_elsewhere_are_told, forget),
        cmocka_unit_test_teardown(what_is_missing_is_told_where_all_is_known, forget),
        cmocka_unit_test_teardown(content_without_a_header_is_told, forget),
        cmocka_unit_test_teardown(a_hole_ends_what_is_known, forget),
        cmocka_unit_test_teardown(of_chunks_the_first_may_be_all, forget),
        cmocka_unit_test_teardown(blind_recipients_are_told, forget),
        cmocka_unit_test_teardown(the_path_is_told_with_its_delays, forget),
        cmocka_unit_test_teardown(clocks_that_differ_are_told, forget),
        cmocka_unit_test_teardown(the_date_is_held_against_the_capture, forget),
        cmocka_unit_test_teardown(results_are_read_out, forget),
        cmocka_unit_test_teardown(signatures_are_named, forget),
        cmocka_unit_test_teardown(a_signature_that_expired_is_told, forget),
        cmocka_unit_test_teardown(automata_and_lists_are_told, forget),
        cmocka_unit_test_teardown(delivery_reports_are_read, forget),
        cmocka_unit_test_teardown(a_kept_message_tells_its_envelope, forget),
        cmocka_unit_test_teardown(depth_decides_how_much_is_told, forget),
        cmocka_unit_test_teardown(what_steers_terminals_is_escaped, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
