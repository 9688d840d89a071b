/* Commands, replies, pipelining and states of the SMTP module. */
#include "smtp_test.h"

static void a_pipelined_group_is_answered_in_order(void **state) {
    (void)state;
    assert_dialogue(
        &smtp_dialogue,
        HELLO "C: MAIL FROM:<a@b> SIZE=3\n"
              "C: RCPT TO:<c@d>\n"
              "C: DATA\n"
              "S: 250 ok\n"
              "S: 550 5.1.1 no\n"
              "S: 354 go\n"
              "C: Subject: x\n"
              "C: .\n"
              "C: QUIT\n"
              "S: 250 2.0.0 queued\n"
              "S: 221 bye\n",
        HELLO_EVENTS
        "3 C command MAIL \"MAIL FROM:<a@b> SIZE=3\" sender address=a@b parameter=SIZE=3\n"
        "4 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
        "5 C command DATA \"DATA\" content\n"
        "6 S reply to=3 ok 250 \"ok\"\n"
        "7 S reply to=4 refused 550 5.1.1 \"5.1.1 no\"\n"
        "8 S reply to=5 more 354 \"go\"\n"
        "9 C message DATA 12/15 \"Subject: x\\r\\n\"\n"
        "10 C command QUIT \"QUIT\" quit\n"
        "11 S reply to=9 ok 250 2.0.0 \"2.0.0 queued\" final\n"
        "12 S reply to=10 ok 221 \"bye\"\n");
}

static void a_reply_of_several_lines_is_one(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220-one\n"
                    "S: 220-two\n"
                    "S: 220 three\n"
                    "C: EHLO a\n"
                    "S: 250-mx\n"
                    "S: 250-SIZE\n"
                    "S: 250\n",
                    "0 S greeting ok 220 \"one | two | three\"\n"
                    "1 C command EHLO \"EHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx | SIZE | \"\n");
}

static void odd_spacing_and_case_are_read(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: mail from : a@b\n"
                          "S: 250 ok\n"
                          "C:   rcpt TO:   <\"x y\"@d>\n"
                          "S: 250 ok\n"
                          "C: rcpt to:<@r1,@r2:u@e>  NOTIFY=NEVER\n"
                          "S: 250 ok\n"
                          "C: FOO bar\n"
                          "S: 500 no\n",
                    HELLO_EVENTS
                    "3 C command MAIL \"mail from : a@b\" sender address=a@b\n"
                    "4 S reply to=3 ok 250 \"ok\"\n"
                    "5 C command RCPT \"  rcpt TO:   <\"x y\"@d>\" recipient address=\"x y\"@d\n"
                    "6 S reply to=5 ok 250 \"ok\"\n"
                    "7 C command RCPT \"rcpt to:<@r1,@r2:u@e>  NOTIFY=NEVER\" recipient "
                    "address=u@e parameter=NOTIFY=NEVER\n"
                    "8 S reply to=7 ok 250 \"ok\"\n"
                    "9 C command FOO \"FOO bar\" unknown\n"
                    "10 S reply to=9 refused 500 \"no\"\n");
}

static void a_refused_data_leaves_command_mode(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 554 no\n"
                             "C: RSET\n"
                             "S: 250 ok\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 refused 554 \"no\"\n"
                                    "9 C command RSET \"RSET\" reset\n"
                                    "10 S reply to=9 ok 250 \"ok\"\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void what_follows_a_pipelined_data_waits_for_its_reply(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "C: RSET\n"
                             "C: QUIT\n"
                             "S: 503 no\n"
                             "S: 250 ok\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 refused 503 \"no\"\n"
                                    "9 C command RSET \"RSET\" reset\n"
                                    "10 C command QUIT \"QUIT\" quit\n"
                                    "11 S reply to=9 ok 250 \"ok\"\n"
                                    "12 S reply to=10 ok 221 \"bye\"\n");
}

static void a_recipient_is_refused_while_data_gets_its_354(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: MAIL FROM:<a@b>\n"
                          "C: RCPT TO:<c@d>\n"
                          "C: DATA\n"
                          "C: .\n"
                          "S: 250 ok\n"
                          "S: 550 no\n"
                          "S: 354 go\n"
                          "S: 554 none\n",
                    HELLO_EVENTS "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "4 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
                                 "5 C command DATA \"DATA\" content\n"
                                 "6 S reply to=3 ok 250 \"ok\"\n"
                                 "7 S reply to=4 refused 550 \"no\"\n"
                                 "8 S reply to=5 more 354 \"go\"\n"
                                 "9 C message DATA 0/3 \"\"\n"
                                 "10 S reply to=9 refused 554 \"none\" final\n");
}

static void a_client_speaks_before_the_greeting(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "C: EHLO a\n"
                    "S: 220 hi\n"
                    "S: 250 mx\n",
                    "0 C command EHLO \"EHLO a\" hello misplaced\n"
                    "1 S greeting ok 220 \"hi\"\n"
                    "2 S reply to=0 ok 250 \"mx\"\n");
}

static void a_421_that_nobody_asked_for_answers_nothing(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "S: 421 too slow\n"
                          "end S fin\n",
                    HELLO_EVENTS "3 S reply deferred 421 \"too slow\"\n"
                                 "4 S close fin\n");
}

static void a_421_in_the_content_answers_the_unfinished_message(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "C: hello\n"
                             "S: 421 time out\n"
                             "end S fin\n"
                             "end C fin\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "10 S reply to=9 deferred 421 \"time out\" final\n"
                                    "11 S close fin\n"
                                    "9 C message DATA 7/7 none incomplete \"hello\\r\\n\"\n"
                                    "12 C close fin\n");
}

static void lines_with_mixed_codes_are_one_reply(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 hi\n"
                    "C: EHLO a\n"
                    "S: 250-mx\n"
                    "S: 550-SIZE\n"
                    "S: 250 end\n",
                    "0 S greeting ok 220 \"hi\"\n"
                    "1 C command EHLO \"EHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx | SIZE | end\" mixed=1 codes=250,550,250\n");
}

static void a_line_without_a_code_is_junk(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 hi\n"
                    "S: what\n"
                    "C: EHLO a\n"
                    "S: 250-mx\n"
                    "S: no code here\n"
                    "S: 250 end\n",
                    "0 S greeting ok 220 \"hi\"\n"
                    "1 S junk \"what\"\n"
                    "2 C command EHLO \"EHLO a\" hello\n"
                    "3 S reply to=2 ok 250 \"mx | no code here | end\" mixed=1 codes=250,0,250\n");
}

static void starttls_accepted_then_plain_text(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: STARTTLS\n"
                          "S: 220 go\n"
                          "C: EHLO client.example\n"
                          "S: 250 mx\n",
                    HELLO_EVENTS "3 C command STARTTLS \"STARTTLS\" tls\n"
                                 "4 S reply to=3 ok 220 \"go\"\n"
                                 "5 C command EHLO \"EHLO client.example\" hello\n"
                                 "6 S reply to=5 ok 250 \"mx\"\n");
}

static void starttls_refused(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: STARTTLS\n"
                          "S: 454 no\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command STARTTLS \"STARTTLS\" tls\n"
                                 "4 S reply to=3 deferred 454 \"no\"\n"
                                 "5 C command QUIT \"QUIT\" quit\n"
                                 "6 S reply to=5 ok 221 \"bye\"\n");
}

/* RFC 5321 4.1.1.5, 4.1.4: RSET may come at any time, and still the client has to say hello. */
static void a_reset_is_no_hello(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 mx\nC: RSET\nS: 250 ok\nC: MAIL FROM:<a@b>\nS: 503 hello first\n",
                    "0 S greeting ok 220 \"mx\"\n"
                    "1 C command RSET \"RSET\" reset\n"
                    "2 S reply to=1 ok 250 \"ok\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b misplaced\n"
                    "4 S reply to=3 refused 503 \"hello first\"\n");
}

static void text_injected_after_starttls_is_a_command(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: STARTTLS\n"
                          "C: RSET\n"
                          "S: 220 go\n"
                          "S: 250 ok\n",
                    HELLO_EVENTS "3 C command STARTTLS \"STARTTLS\" tls\n"
                                 "4 S reply to=3 ok 220 \"go\"\n"
                                 "5 C command RSET \"RSET\" reset\n"
                                 "6 S reply to=5 ok 250 \"ok\"\n");
}

static void turn_turns_the_roles_round(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: TURN\n"
                          "S: 250 ok\n"
                          "C: 220 client.example ready\n"
                          "S: EHLO mx\n"
                          "C: 250 client.example\n"
                          "S: QUIT\n"
                          "C: 221 bye\n",
                    HELLO_EVENTS "3 C command TURN \"TURN\" turn\n"
                                 "4 S reply to=3 ok 250 \"ok\"\n"
                                 "5 C greeting ok 220 \"client.example ready\"\n"
                                 "6 S command EHLO \"EHLO mx\" hello\n"
                                 "7 C reply to=6 ok 250 \"client.example\"\n"
                                 "8 S command QUIT \"QUIT\" quit\n"
                                 "9 C reply to=8 ok 221 \"bye\"\n");
}

static void atrn_turns_the_roles_in_one_segment(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: ATRN example.org\n"
                          "c: 220 me\\r\\n\n"
                          "s: 250 ok\\r\\nEHLO mx\\r\\n\n"
                          "C: 250 me\n"
                          "S: MAIL FROM:<a@b>\n"
                          "C: 250 ok\n",
                    HELLO_EVENTS "3 C command ATRN \"ATRN example.org\" turn misplaced\n"
                                 "4 S reply to=3 ok 250 \"ok\"\n"
                                 "5 C greeting ok 220 \"me\"\n"
                                 "6 S command EHLO \"EHLO mx\" hello\n"
                                 "7 C reply to=6 ok 250 \"me\"\n"
                                 "8 S command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "9 C reply to=8 ok 250 \"ok\"\n");
}

static void xclient_gets_a_new_greeting(void **state) {
    (void)state;
    assert_dialogue(
        &smtp_dialogue,
        HELLO "C: XCLIENT ADDR=192.0.2.7\n"
              "S: 220 mx again\n"
              "C: EHLO x\n"
              "S: 250 mx\n",
        HELLO_EVENTS
        "3 C command XCLIENT \"XCLIENT ADDR=192.0.2.7\" client parameter=ADDR=192.0.2.7\n"
        "4 S greeting to=3 ok 220 \"mx again\"\n"
        "5 C command EHLO \"EHLO x\" hello\n"
        "6 S reply to=5 ok 250 \"mx\"\n");
}

static void xexch50_has_a_counted_block(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: XEXCH50 6 2\n"
                             "S: 354 send\n"
                             "c: a\\r\\nQUI\n"
                             "S: 250 ok\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command XEXCH50 \"XEXCH50 6 2\" number=6\n"
                                    "8 S reply to=7 more 354 \"send\"\n"
                                    "9 C block XEXCH50 6/6 none \"a\\r\\nQUI\"\n"
                                    "10 S reply to=7 ok 250 \"ok\"\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void xexch50_refused_has_none(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: XEXCH50 6 2\n"
                             "S: 504 no\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command XEXCH50 \"XEXCH50 6 2\" number=6\n"
                                    "8 S reply to=7 refused 504 \"no\"\n"
                                    "9 C command QUIT \"QUIT\" quit\n"
                                    "10 S reply to=9 ok 221 \"bye\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipelined_group_is_answered_in_order),
        cmocka_unit_test(a_reply_of_several_lines_is_one),
        cmocka_unit_test(odd_spacing_and_case_are_read),
        cmocka_unit_test(a_refused_data_leaves_command_mode),
        cmocka_unit_test(what_follows_a_pipelined_data_waits_for_its_reply),
        cmocka_unit_test(a_recipient_is_refused_while_data_gets_its_354),
        cmocka_unit_test(a_client_speaks_before_the_greeting),
        cmocka_unit_test(a_421_that_nobody_asked_for_answers_nothing),
        cmocka_unit_test(a_421_in_the_content_answers_the_unfinished_message),
        cmocka_unit_test(lines_with_mixed_codes_are_one_reply),
        cmocka_unit_test(a_line_without_a_code_is_junk),
        cmocka_unit_test(starttls_accepted_then_plain_text),
        cmocka_unit_test(starttls_refused),
        cmocka_unit_test(a_reset_is_no_hello),
        cmocka_unit_test(text_injected_after_starttls_is_a_command),
        cmocka_unit_test(turn_turns_the_roles_round),
        cmocka_unit_test(atrn_turns_the_roles_in_one_segment),
        cmocka_unit_test(xclient_gets_a_new_greeting),
        cmocka_unit_test(xexch50_has_a_counted_block),
        cmocka_unit_test(xexch50_refused_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
