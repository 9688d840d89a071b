/* SASL exchanges in SMTP (RFC 4954). */
#include "smtp_test.h"

static void plain_with_an_initial_response(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\n"
                          "S: 235 ok\n"
                          "C: MAIL FROM:<a@b>\n"
                          "S: 250 ok\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH PLAIN AGFsaWNlAHNlY3JldA==\" login "
                                 "user=alice mechanism=PLAIN secret=AGFsaWNlAHNlY3JldA==\n"
                                 "4 S reply to=3 ok 235 \"ok\"\n"
                                 "5 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "6 S reply to=5 ok 250 \"ok\"\n");
}

static void login_in_two_steps(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH LOGIN\n"
                          "S: 334 VXNlcm5hbWU6\n"
                          "C: YWxpY2U=\n"
                          "S: 334 UGFzc3dvcmQ6\n"
                          "C: c2VjcmV0\n"
                          "S: 235 2.7.0 ok\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH LOGIN\" login mechanism=LOGIN\n"
                                 "4 S continuation to=3 334 \"VXNlcm5hbWU6\" step=1\n"
                                 "5 C continuation to=3 \"YWxpY2U=\" step=2 user=alice\n"
                                 "6 S continuation to=5 334 \"UGFzc3dvcmQ6\" step=3\n"
                                 "7 C continuation to=3 \"c2VjcmV0\" step=4 secret=c2VjcmV0\n"
                                 "8 S reply to=7 ok 235 2.7.0 \"2.7.0 ok\"\n"
                                 "9 C command QUIT \"QUIT\" quit\n"
                                 "10 S reply to=9 ok 221 \"bye\"\n");
}

static void a_cancelled_exchange(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH CRAM-MD5\n"
                          "S: 334 PDEyMz4=\n"
                          "C: *\n"
                          "S: 501 cancelled\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH CRAM-MD5\" login mechanism=CRAM-MD5\n"
                                 "4 S continuation to=3 334 \"PDEyMz4=\" step=1\n"
                                 "5 C continuation to=3 \"*\" step=2 cancel\n"
                                 "6 S reply to=5 refused 501 \"cancelled\"\n"
                                 "7 C command QUIT \"QUIT\" quit\n"
                                 "8 S reply to=7 ok 221 \"bye\"\n");
}

static void a_refused_mechanism_and_the_response_sent_all_the_same(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH PLAIN\n"
                          "C: AGFsaWNlAHNlY3JldA==\n"
                          "S: 504 no\n"
                          "S: 500 what\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH PLAIN\" login mechanism=PLAIN\n"
                                 "4 S reply to=3 refused 504 \"no\"\n"
                                 "5 C command AGFSAWNLAHNLY3JLDA== \"AGFsaWNlAHNlY3JldA==\" "
                                 "secret=AGFsaWNlAHNlY3JldA== unknown\n"
                                 "6 S reply to=5 refused 500 \"what\"\n"
                                 "7 C command QUIT \"QUIT\" quit\n"
                                 "8 S reply to=7 ok 221 \"bye\"\n");
}

/* A response goes where the mechanism should be, or behind a misspelt AUTH. */
static void responses_out_of_place(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH AGFsaWNlAHNlY3JldA==\n"
                          "S: 504 no\n"
                          "C: cHdk\n"
                          "S: 500 what\n"
                          "C: MAIL FROM:<a@b>\n"
                          "S: 250 ok\n"
                          "C: cHdk\n"
                          "S: 500 what\n"
                          "C: AUHT PLAIN AGFsaWNlAHNlY3JldA==\n"
                          "S: 500 what\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH AGFsaWNlAHNlY3JldA==\" login "
                                 "secret=AGFsaWNlAHNlY3JldA==\n"
                                 "4 S reply to=3 refused 504 \"no\"\n"
                                 "5 C command CHDK \"cHdk\" secret=cHdk unknown\n"
                                 "6 S reply to=5 refused 500 \"what\"\n"
                                 "7 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"
                                 "8 S reply to=7 ok 250 \"ok\"\n"
                                 "9 C command CHDK \"cHdk\" unknown\n"
                                 "10 S reply to=9 refused 500 \"what\"\n"
                                 "11 C command AUHT \"AUHT PLAIN AGFsaWNlAHNlY3JldA==\" "
                                 "secret=PLAIN AGFsaWNlAHNlY3JldA== unknown\n"
                                 "12 S reply to=11 refused 500 \"what\"\n");
}

/* Nobody saw AUTH: the challenge shows that a SASL line follows. */
static void a_hole_has_the_command(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "gap C 12\n"
                          "S: 334 UGFzc3dvcmQ6\n"
                          "C: c2VjcmV0\n"
                          "S: 235 ok\n"
                          "C: QUIT\n"
                          "S: 221 bye\n",
                    HELLO_EVENTS "3 C gap 12\n"
                                 "4 S continuation 334 \"UGFzc3dvcmQ6\" step=1\n"
                                 "5 C continuation \"c2VjcmV0\" step=2 secret=c2VjcmV0\n"
                                 "6 S reply to=5 ok 235 \"ok\"\n"
                                 "7 C command QUIT \"QUIT\" quit\n"
                                 "8 S reply to=7 ok 221 \"bye\"\n");
}

/* The first line of the client is lost: the second is no name. */
static void a_hole_has_the_name(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH LOGIN\n"
                          "S: 334 \n"
                          "gap C 10\n"
                          "S: 334 \n"
                          "C: c2VjcmV0\n"
                          "S: 235 ok\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH LOGIN\" login mechanism=LOGIN\n"
                                 "4 S continuation to=3 334 \"\" step=1\n"
                                 "5 C gap 10\n"
                                 "6 S continuation 334 \"\" step=2\n"
                                 "7 C continuation to=3 \"c2VjcmV0\" step=3 secret=c2VjcmV0\n"
                                 "8 S reply to=7 ok 235 \"ok\"\n");
}

static void an_unfinished_response(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: AUTH LOGIN\n"
                          "S: 334 UGFzc3dvcmQ6\n"
                          "c: c2Vj\n",
                    HELLO_EVENTS "3 C command AUTH \"AUTH LOGIN\" login mechanism=LOGIN\n"
                                 "4 S continuation to=3 334 \"UGFzc3dvcmQ6\" step=1\n"
                                 "5 C junk \"c2Vj\" secret=c2Vj\n");
}

static void tokens_in_other_commands(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    HELLO "C: CLIENTID UUID 2ba8b2f1\n"
                          "S: 250 ok\n"
                          "C: BURL imap://h/x;URLAUTH=submit+a:internal:91354a LAST\n"
                          "S: 250 ok\n",
                    HELLO_EVENTS
                    "3 C command CLIENTID \"CLIENTID UUID 2ba8b2f1\" secret=2ba8b2f1\n"
                    "4 S reply to=3 ok 250 \"ok\"\n"
                    "5 C command BURL \"BURL imap://h/x;URLAUTH=submit+a:internal:91354a LAST\" "
                    "content secret=91354a last misplaced\n"
                    "6 S reply to=5 ok 250 \"ok\" final\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_with_an_initial_response),
        cmocka_unit_test(login_in_two_steps),
        cmocka_unit_test(a_cancelled_exchange),
        cmocka_unit_test(a_refused_mechanism_and_the_response_sent_all_the_same),
        cmocka_unit_test(responses_out_of_place),
        cmocka_unit_test(a_hole_has_the_command),
        cmocka_unit_test(a_hole_has_the_name),
        cmocka_unit_test(an_unfinished_response),
        cmocka_unit_test(tokens_in_other_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
