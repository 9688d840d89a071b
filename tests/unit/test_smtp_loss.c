/* Holes: nothing is guessed, nothing before them changes, and the session goes on after them. */
#include "smtp_test.h"

static void a_lost_reply_of_a_client_that_waits(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: MAIL FROM:<a@b>\n"
                          "gap S 8\n"
                          "C: RCPT TO:<c@d>\n"
                          "S: 250 rcpt\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "4 S gap 8\n"
                                 "5 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
                                 "6 S reply to=5 ok 250 \"rcpt\"\n"
                                 "7 C command QUIT \"QUIT\" quit\n"
                                 "8 S reply to=7 ok 221 \"bye\"\n");
}

static void a_lost_354(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "gap S 8\n"
                             "c: Subject: x\\r\\n\\r\\nhello\\r\\n.\\r\\n\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS
                    "7 C command DATA \"DATA\" content\n"
                    "8 S gap 8\n"
                    "9 C message DATA 21/24 assumed \"Subject: x\\r\\n\\r\\nhello\\r\\n\"\n"
                    "10 S reply to=9 ok 250 \"queued\" final\n"
                    "11 C command QUIT \"QUIT\" quit\n"
                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void a_lost_refusal_of_data(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "gap S 8\n"
                             "C: RSET\n"
                             "S: 250 reset\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S gap 8\n"
                                    "9 C command RSET \"RSET\" reset\n"
                                    "10 S reply to=9 ok 250 \"reset\"\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void a_hole_in_the_content(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: one\\r\\ntw\n"
                             "gap C 10\n"
                             "c: ee\\r\\n.\\r\\n\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "10 C gap 10\n"
                                    "9 C message DATA 11/14 incomplete \"one\\r\\ntwee\\r\\n\"\n"
                                    "11 S reply to=9 ok 250 \"queued\" final\n"
                                    "12 C command QUIT \"QUIT\" quit\n"
                                    "13 S reply to=12 ok 221 \"bye\"\n");
}

static void the_hole_swallows_the_dot(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: one\\r\\n\n"
                             "gap C 10\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "10 C gap 10\n"
                                    "9 C message DATA 5/5 none incomplete \"one\\r\\n\"\n"
                                    "11 S reply to=9 ok 250 \"queued\" final\n"
                                    "12 C command QUIT \"QUIT\" quit\n"
                                    "13 S reply to=12 ok 221 \"bye\"\n");
}

static void a_lost_data_command(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "gap C 6\n"
                             "S: 354 go\n"
                             "C: x\n"
                             "C: .\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C gap 6\n"
                                    "8 S reply more 354 \"go\"\n"
                                    "9 C message DATA 3/6 incomplete \"x\\r\\n\"\n"
                                    "10 S reply to=9 ok 250 \"queued\" final\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void the_hole_takes_part_of_a_command(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "c: MAIL FR\n"
                          "gap C 5\n"
                          "c: b>\\r\\nRSET\\r\\n\n"
                          "S: 250 mail\n"
                          "S: 250 rset\n",
                    HELLO_EVENTS "3 C gap 5\n"
                                 "4 C junk \"MAIL FR\"\n"
                                 "5 C junk \"b>\"\n"
                                 "6 C command RSET \"RSET\" reset\n"
                                 "7 S reply ok 250 \"mail\"\n"
                                 "8 S reply to=6 ok 250 \"rset\"\n");
}

static void a_hole_in_an_ehlo_reply(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 hi\n"
                    "C: EHLO a\n"
                    "S: 250-mx\n"
                    "gap S 20\n"
                    "C: MAIL FROM:<a@b>\n"
                    "S: 250 mail\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"hi\"\n"
                    "1 C command EHLO \"EHLO a\" hello\n"
                    "2 S gap 20\n"
                    "3 S reply to=1 ok 250 \"mx\" truncated\n"
                    "4 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "5 S reply to=4 ok 250 \"mail\"\n"
                    "6 C command QUIT \"QUIT\" quit\n"
                    "7 S reply to=6 ok 221 \"bye\"\n");
}

static void a_hole_in_a_chunk(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 9 LAST\\r\\nabc\n"
                             "gap C 4\n"
                             "c: xyQUIT\\r\\n\n"
                             "S: 250 queued\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 9 LAST\" content number=9 last\n"
                                    "9 C gap 4\n"
                                    "8 C message BDAT 5/5 last incomplete \"abcxy\"\n"
                                    "10 C command QUIT \"QUIT\" quit\n"
                                    "11 S reply to=7 ok 250 \"queued\" final\n"
                                    "12 S reply to=10 ok 221 \"bye\"\n");
}

static void the_server_was_not_captured(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "C: EHLO a\n"
                    "gap S 10\n"
                    "C: MAIL FROM:<a@b>\n"
                    "gap S 8\n"
                    "C: RCPT TO:<c@d>\n"
                    "gap S 8\n"
                    "C: DATA\n"
                    "gap S 8\n"
                    "c: one\\r\\n.\\r\\nQUIT\\r\\n\n"
                    "end C fin\n",
                    "0 C command EHLO \"EHLO a\" hello misplaced\n"
                    "1 S gap 10\n"
                    "2 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "3 S gap 8\n"
                    "4 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
                    "5 S gap 8\n"
                    "6 C command DATA \"DATA\" content\n"
                    "7 S gap 8\n"
                    "8 C message DATA 5/8 assumed \"one\\r\\n\"\n"
                    "9 C command QUIT \"QUIT\" quit\n"
                    "10 C close fin\n");
}

static void a_reply_is_lost_among_pipelined_ones(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: MAIL FROM:<a@b>\n"
                          "C: RCPT TO:<c@d>\n"
                          "C: DATA\n"
                          "S: 250 mail\n"
                          "gap S 9\n"
                          "S: 354 go\n"
                          "C: x\n"
                          "C: .\n"
                          "S: 250 queued\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "4 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
                                 "5 C command DATA \"DATA\" content\n"
                                 "6 S reply to=3 ok 250 \"mail\"\n"
                                 "7 S gap 9\n"
                                 "8 S reply to=5 more 354 \"go\"\n"
                                 "9 C message DATA 3/6 \"x\\r\\n\"\n"
                                 "10 S reply to=9 ok 250 \"queued\" final\n"
                                 "11 C command QUIT \"QUIT\" quit\n"
                                 "12 S reply to=11 ok 221 \"bye\"\n");
}

static void joined_midstream(void **state) {
    (void)state;
    assert_dialogue(&midstream_dialogue,
                    "c: me text\\r\\nmore\\r\\n.\\r\\n\n"
                    "S: 250 queued\n"
                    "C: MAIL FROM:<a@b>\n"
                    "S: 250 ok\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 C junk \"me text\"\n"
                    "1 C junk \"more\" secret=more\n"
                    "2 C junk \".\"\n"
                    "3 S reply ok 250 \"queued\"\n"
                    "4 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "5 S reply to=4 ok 250 \"ok\"\n"
                    "6 C command QUIT \"QUIT\" quit\n"
                    "7 S reply to=6 ok 221 \"bye\"\n");
}

static void a_refusal_midstream_is_no_greeting(void **state) {
    (void)state;
    assert_dialogue(&midstream_dialogue,
                    "C: MAIL FROM:<a@b>\n"
                    "S: 250 ok\n"
                    "C: RCPT TO:<c@d>\n"
                    "S: 550 no\n"
                    "C: DATA\n"
                    "S: 354 go\n"
                    "c: text\\r\\n.\\r\\n\n"
                    "S: 250 kept\n",
                    "0 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "1 S reply to=0 ok 250 \"ok\"\n"
                    "2 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"
                    "3 S reply to=2 refused 550 \"no\"\n"
                    "4 C command DATA \"DATA\" content misplaced\n"
                    "5 S reply to=4 more 354 \"go\"\n"
                    "6 C message DATA 6/9 \"text\\r\\n\"\n"
                    "7 S reply to=6 ok 250 \"kept\" final\n");
}

/* What is left of the greeting runs into the line behind the hole: it is SMTP all the same. */
static void a_torn_greeting(void **state) {
    (void)state;
    static const struct protocol *const registry[] = {&smtp_protocol, NULL};
    const struct dialogue at_home = {.protocols = registry, .hint = &smtp_protocol};
    assert_dialogue(&at_home,
                    "gap S 9\n"
                    "s: example.org ESMTP\n"
                    "gap S 9\n"
                    "C: EHLO a\n"
                    "S: 250-mx\n"
                    "S: 250 SIZE\n",
                    "0 S gap 9\n"
                    "1 S gap 9\n"
                    "2 S junk \"example.org ESMTP\"\n"
                    "3 C command EHLO \"EHLO a\" hello misplaced\n"
                    "4 S reply to=3 ok 250 \"mx | SIZE\"\n");
}

static void a_chunk_in_the_hole_leaves_the_message_incomplete(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "gap C 14\n"
                             "S: 250 6 octets\n"
                             "C: BDAT 3 LAST\n"
                             "c: end\n"
                             "S: 250 queued\n",
                    ENVELOPE_EVENTS "7 C gap 14\n"
                                    "8 S reply ok 250 \"6 octets\"\n"
                                    "9 C command BDAT \"BDAT 3 LAST\" content number=3 last\n"
                                    "10 C message BDAT 3/3 last incomplete \"end\"\n"
                                    "11 S reply to=9 ok 250 \"queued\" final\n");
}

static void a_chunk_in_a_hole_between_chunks_as_well(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: BDAT 3\n"
                             "c: abc\n"
                             "S: 250 3 octets\n"
                             "gap C 14\n"
                             "S: 250 6 octets\n"
                             "C: BDAT 3 LAST\n"
                             "c: end\n"
                             "S: 250 queued\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 3\" content number=3\n"
                                    "9 S reply to=7 ok 250 \"3 octets\"\n"
                                    "10 C gap 14\n"
                                    "11 S reply ok 250 \"6 octets\"\n"
                                    "12 C command BDAT \"BDAT 3 LAST\" content number=3 last\n"
                                    "8 C message BDAT 6/6 last incomplete \"abcend\"\n"
                                    "13 S reply to=12 ok 250 \"queued\" final\n");
}

/* Numbers follow the octets of a side: a reply that a hole breaks off began before the line in it.
 */
static void what_a_hole_cuts_is_told_in_order(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 a ESMTP\nC: EHLO a\nS: 250-a\ns: 250-PI\ngap S 32\n"
                    "S: 250 ok\nend S fin",
                    "0 S greeting ok 220 \"a ESMTP\"\n"
                    "1 C command EHLO \"EHLO a\" hello\n"
                    "2 S gap 32\n"
                    "3 S reply to=1 ok 250 \"a\" truncated\n"
                    "4 S junk \"250-PI\"\n"
                    "5 S reply ok 250 \"ok\"\n"
                    "6 S close fin\n");
    assert_dialogue(&smtp_dialogue, "S: 220 a\nS: 250-a\ns: 25\nend S fin",
                    "0 S greeting ok 220 \"a\"\n"
                    "1 S reply ok 250 \"a\" truncated\n"
                    "2 S junk \"25\"\n"
                    "3 S close fin\n");
}

/* What the client said before a 354 that nobody asked for is no part of the content. */
static void half_a_line_before_content_that_nobody_asked_for(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 a\ngap C 0\nc: h\nS: 354 go\nC: text\nC: .\nS: 250 ok\n",
                    "0 S greeting ok 220 \"a\"\n"
                    "1 C gap 0\n"
                    "2 S reply more 354 \"go\"\n"
                    "3 C junk \"h\"\n"
                    "4 C message DATA 6/9 incomplete \"text\\r\\n\"\n"
                    "5 S reply to=4 ok 250 \"ok\" final\n");
}

/* Which end the server took is not known any more, so no message is called complete. */
static void the_replies_to_a_dot_in_doubt_are_lost(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: a\\n.\\r\\nMAIL FROM:<x@y>\\r\\n.\\r\\n\n"
                             "gap S 40\n",
                    ENVELOPE_EVENTS
                    "7 C command DATA \"DATA\" content\n"
                    "8 S reply to=7 more 354 \"go\"\n"
                    "10 S gap 40\n"
                    "9 C message DATA 22/25 incomplete \"a\\n.\\r\\nMAIL FROM:<x@y>\\r\\n\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_reply_of_a_client_that_waits),
        cmocka_unit_test(a_lost_354),
        cmocka_unit_test(a_lost_refusal_of_data),
        cmocka_unit_test(a_hole_in_the_content),
        cmocka_unit_test(the_hole_swallows_the_dot),
        cmocka_unit_test(a_lost_data_command),
        cmocka_unit_test(the_hole_takes_part_of_a_command),
        cmocka_unit_test(a_hole_in_an_ehlo_reply),
        cmocka_unit_test(a_hole_in_a_chunk),
        cmocka_unit_test(the_server_was_not_captured),
        cmocka_unit_test(a_reply_is_lost_among_pipelined_ones),
        cmocka_unit_test(joined_midstream),
        cmocka_unit_test(a_refusal_midstream_is_no_greeting),
        cmocka_unit_test(a_torn_greeting),
        cmocka_unit_test(a_chunk_in_the_hole_leaves_the_message_incomplete),
        cmocka_unit_test(a_chunk_in_a_hole_between_chunks_as_well),
        cmocka_unit_test(what_a_hole_cuts_is_told_in_order),
        cmocka_unit_test(half_a_line_before_content_that_nobody_asked_for),
        cmocka_unit_test(the_replies_to_a_dot_in_doubt_are_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
