/* LMTP and PRDR: a reply for each recipient (RFC 2033). */
#include "smtp_test.h"

static void every_recipient_gets_a_reply(void **state) {
    (void)state;
    assert_dialogue(&lmtp_dialogue,
                    "S: 220 mx LMTP\n"
                    "C: LHLO a\n"
                    "S: 250 mx\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "C: RCPT TO:<2@d>\n"
                    "C: RCPT TO:<3@d>\n"
                    "C: DATA\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 550 no\n"
                    "S: 250 ok\n"
                    "S: 354 go\n"
                    "C: x\n"
                    "C: .\n"
                    "C: QUIT\n"
                    "S: 250 1\n"
                    "S: 452 3\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"mx LMTP\"\n"
                    "1 C command LHLO \"LHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "6 C command RCPT \"RCPT TO:<3@d>\" recipient address=3@d\n"
                    "7 C command DATA \"DATA\" content\n"
                    "8 S reply to=3 ok 250 \"ok\"\n"
                    "9 S reply to=4 ok 250 \"ok\"\n"
                    "10 S reply to=5 refused 550 \"no\"\n"
                    "11 S reply to=6 ok 250 \"ok\"\n"
                    "12 S reply to=7 more 354 \"go\"\n"
                    "13 C message DATA 3/6 \"x\\r\\n\"\n"
                    "14 C command QUIT \"QUIT\" quit\n"
                    "15 S reply to=13 recipient=0 ok 250 \"1\" final\n"
                    "16 S reply to=13 recipient=2 deferred 452 \"3\" final\n"
                    "17 S reply to=14 ok 221 \"bye\"\n");
}

/* After the dot even 503 comes once for each; 421 ends all. */
static void every_recipient_is_refused(void **state) {
    (void)state;
    assert_dialogue(&lmtp_dialogue,
                    "S: 220 mx LMTP\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "C: RCPT TO:<2@d>\n"
                    "C: DATA\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 354 go\n"
                    "C: .\n"
                    "S: 503 1\n"
                    "S: 503 2\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"mx LMTP\"\n"
                    "1 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b misplaced\n"
                    "2 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "3 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "4 C command DATA \"DATA\" content\n"
                    "5 S reply to=1 ok 250 \"ok\"\n"
                    "6 S reply to=2 ok 250 \"ok\"\n"
                    "7 S reply to=3 ok 250 \"ok\"\n"
                    "8 S reply to=4 more 354 \"go\"\n"
                    "9 C message DATA 0/3 \"\"\n"
                    "10 S reply to=9 recipient=0 refused 503 \"1\" final\n"
                    "11 S reply to=9 recipient=1 refused 503 \"2\" final\n"
                    "12 C command QUIT \"QUIT\" quit\n"
                    "13 S reply to=12 ok 221 \"bye\"\n");
}

static void bdat_last_gets_a_reply_for_each(void **state) {
    (void)state;
    assert_dialogue(&lmtp_dialogue,
                    "S: 220 mx LMTP\n"
                    "C: LHLO a\n"
                    "S: 250 mx\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "C: RCPT TO:<2@d>\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "c: BDAT 2\\r\\nabBDAT 1 LAST\\r\\nc\n"
                    "S: 250 2\n"
                    "S: 250 1\n"
                    "S: 250 2\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"mx LMTP\"\n"
                    "1 C command LHLO \"LHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "6 S reply to=3 ok 250 \"ok\"\n"
                    "7 S reply to=4 ok 250 \"ok\"\n"
                    "8 S reply to=5 ok 250 \"ok\"\n"
                    "9 C command BDAT \"BDAT 2\" content number=2\n"
                    "11 C command BDAT \"BDAT 1 LAST\" content number=1 last\n"
                    "10 C message BDAT 3/3 last \"abc\"\n"
                    "12 S reply to=9 ok 250 \"2\"\n"
                    "13 S reply to=11 recipient=0 ok 250 \"1\" final\n"
                    "14 S reply to=11 recipient=1 ok 250 \"2\" final\n"
                    "15 C command QUIT \"QUIT\" quit\n"
                    "16 S reply to=15 ok 221 \"bye\"\n");
}

static void one_recipient(void **state) {
    (void)state;
    assert_dialogue(&lmtp_dialogue,
                    "S: 220 mx LMTP\n"
                    "C: LHLO a\n"
                    "S: 250 mx\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "C: DATA\n"
                    "S: 354 go\n"
                    "C: .\n"
                    "S: 250 1\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"mx LMTP\"\n"
                    "1 C command LHLO \"LHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 S reply to=3 ok 250 \"ok\"\n"
                    "6 S reply to=4 ok 250 \"ok\"\n"
                    "7 C command DATA \"DATA\" content\n"
                    "8 S reply to=7 more 354 \"go\"\n"
                    "9 C message DATA 0/3 \"\"\n"
                    "10 S reply to=9 recipient=0 ok 250 \"1\" final\n"
                    "11 C command QUIT \"QUIT\" quit\n"
                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void smtp_turns_out_to_be_lmtp(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 mx\n"
                    "C: LHLO a\n"
                    "S: 250 mx\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "C: RCPT TO:<2@d>\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "C: DATA\n"
                    "S: 354 go\n"
                    "C: .\n"
                    "S: 250 1\n"
                    "S: 250 2\n"
                    "C: QUIT\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"mx\"\n"
                    "1 C command LHLO \"LHLO a\" hello misplaced\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "6 S reply to=3 ok 250 \"ok\"\n"
                    "7 S reply to=4 ok 250 \"ok\"\n"
                    "8 S reply to=5 ok 250 \"ok\"\n"
                    "9 C command DATA \"DATA\" content\n"
                    "10 S reply to=9 more 354 \"go\"\n"
                    "11 C message DATA 0/3 \"\"\n"
                    "12 S reply to=11 recipient=0 ok 250 \"1\" final\n"
                    "13 S reply to=11 recipient=1 ok 250 \"2\" final\n"
                    "14 C command QUIT \"QUIT\" quit\n"
                    "15 S reply to=14 ok 221 \"bye\"\n");
}

static void prdr_has_a_reply_for_each_and_one_for_all(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: MAIL FROM:<a@b> PRDR\n"
                          "C: RCPT TO:<1@d>\n"
                          "C: RCPT TO:<2@d>\n"
                          "S: 250 ok\n"
                          "S: 250 ok\n"
                          "S: 250 ok\n"
                          "C: DATA\n"
                          "S: 354 go\n"
                          "C: x\n"
                          "C: .\n"
                          "S: 353 each\n"
                          "S: 250 1\n"
                          "S: 550 2\n"
                          "S: 250 all\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS
                    "3 C command MAIL \"MAIL FROM:<a@b> PRDR\" sender address=a@b parameter=PRDR\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "6 S reply to=3 ok 250 \"ok\"\n"
                    "7 S reply to=4 ok 250 \"ok\"\n"
                    "8 S reply to=5 ok 250 \"ok\"\n"
                    "9 C command DATA \"DATA\" content\n"
                    "10 S reply to=9 more 354 \"go\"\n"
                    "11 C message DATA 3/6 \"x\\r\\n\"\n"
                    "12 S reply to=11 more 353 \"each\"\n"
                    "13 S reply to=11 recipient=0 ok 250 \"1\" final\n"
                    "14 S reply to=11 recipient=1 refused 550 \"2\" final\n"
                    "15 S reply to=11 ok 250 \"all\" final\n"
                    "16 C command QUIT \"QUIT\" quit\n"
                    "17 S reply to=16 ok 221 \"bye\"\n");
}

static void prdr_asked_for_and_not_used(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: MAIL FROM:<a@b> PRDR\n"
                          "C: RCPT TO:<1@d>\n"
                          "S: 250 ok\n"
                          "S: 250 ok\n"
                          "C: DATA\n"
                          "S: 354 go\n"
                          "C: x\n"
                          "C: .\n"
                          "S: 250 all\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS
                    "3 C command MAIL \"MAIL FROM:<a@b> PRDR\" sender address=a@b parameter=PRDR\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 S reply to=3 ok 250 \"ok\"\n"
                    "6 S reply to=4 ok 250 \"ok\"\n"
                    "7 C command DATA \"DATA\" content\n"
                    "8 S reply to=7 more 354 \"go\"\n"
                    "9 C message DATA 3/6 \"x\\r\\n\"\n"
                    "10 S reply to=9 ok 250 \"all\" final\n"
                    "11 C command QUIT \"QUIT\" quit\n"
                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void a_refusal_for_the_last_recipient_closes_the_transaction(void **state) {
    (void)state;
    assert_dialogue(&lmtp_dialogue,
                    "S: 220 mx LMTP\n"
                    "C: LHLO a\n"
                    "S: 250 mx\n"
                    "C: MAIL FROM:<a@b>\n"
                    "C: RCPT TO:<1@d>\n"
                    "C: RCPT TO:<2@d>\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "S: 250 ok\n"
                    "c: BDAT 1 LAST\\r\\nc\n"
                    "S: 250 1\n"
                    "S: 552 2\n"
                    "C: MAIL FROM:<a@b>\n"
                    "S: 250 ok\n",
                    "0 S greeting ok 220 \"mx LMTP\"\n"
                    "1 C command LHLO \"LHLO a\" hello\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "4 C command RCPT \"RCPT TO:<1@d>\" recipient address=1@d\n"
                    "5 C command RCPT \"RCPT TO:<2@d>\" recipient address=2@d\n"
                    "6 S reply to=3 ok 250 \"ok\"\n"
                    "7 S reply to=4 ok 250 \"ok\"\n"
                    "8 S reply to=5 ok 250 \"ok\"\n"
                    "9 C command BDAT \"BDAT 1 LAST\" content number=1 last\n"
                    "10 C message BDAT 1/1 last \"c\"\n"
                    "11 S reply to=9 recipient=0 ok 250 \"1\" final\n"
                    "12 S reply to=9 recipient=1 refused 552 \"2\" final\n"
                    "13 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                    "14 S reply to=13 ok 250 \"ok\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recipient_gets_a_reply),
        cmocka_unit_test(every_recipient_is_refused),
        cmocka_unit_test(bdat_last_gets_a_reply_for_each),
        cmocka_unit_test(one_recipient),
        cmocka_unit_test(smtp_turns_out_to_be_lmtp),
        cmocka_unit_test(prdr_has_a_reply_for_each_and_one_for_all),
        cmocka_unit_test(prdr_asked_for_and_not_used),
        cmocka_unit_test(a_refusal_for_the_last_recipient_closes_the_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
