/* Logging in: USER and PASS, APOP, AUTH (RFC 5034) and STLS; passwords are found wherever they
 * stand. */
#include "pop3_test.h"

static void test_misspelt_passwords(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: USER alice\n"
                             "S: +OK\n"
                             "C: PSAS wonderland\n"
                             "S: -ERR\n"
                             "C: pas wonderland\n"
                             "S: -ERR\n"
                             "C: XYZ hello\n"
                             "S: -ERR\n",
                    GREETED "1 C command USER \"USER alice\" login user=alice\n"
                            "2 S reply to=1 ok +OK \"\"\n"
                            "3 C command PSAS \"PSAS wonderland\" secret=wonderland unknown\n"
                            "4 S reply to=3 refused -ERR \"\"\n"
                            "5 C command PAS \"pas wonderland\" secret=wonderland unknown\n"
                            "6 S reply to=5 refused -ERR \"\"\n"
                            "7 C command XYZ \"XYZ hello\" secret=hello unknown\n"
                            "8 S reply to=7 refused -ERR \"\"\n");
    assert_dialogue(&pop3, GREETING "C: XYZ hello\nS: -ERR\n",
                    GREETED "1 C command XYZ \"XYZ hello\" unknown\n"
                            "2 S reply to=1 refused -ERR \"\"\n");
    assert_dialogue(&pop3, LOGIN "C: XYZ hello\nS: -ERR\n",
                    LOGGED_IN "5 C command XYZ \"XYZ hello\" unknown\n"
                              "6 S reply to=5 refused -ERR \"\"\n");
}

/* A password that follows a hole, or goes before one. */
static void test_pieces_of_passwords(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: USER alice\n"
                             "S: +OK\n"
                             "c: PASS won\n"
                             "gap C 3\n"
                             "c: land\\r\\n\n"
                             "S: +OK\n"
                             "C: STAT\n"
                             "S: +OK 0 0\n",
                    GREETED "1 C command USER \"USER alice\" login user=alice\n"
                            "2 S reply to=1 ok +OK \"\"\n"
                            "3 C gap 3\n"
                            "4 C junk \"PASS won\" secret=won\n"
                            "5 C junk \"land\" secret=land\n"
                            "6 S reply ok +OK \"\"\n"
                            "7 C command STAT \"STAT\" count\n"
                            "8 S reply to=7 ok +OK \"0 0\"\n");
}

/* The name is what stands before the digest, whatever follows it. */
static void test_apop_with_too_much(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb x\n"
                             "S: -ERR\n",
                    GREETED
                    "1 C command APOP \"APOP mrose c4c9334bac560ecc979e58001b3e22fb x\" login "
                    "user=mrose mechanism=APOP secret=c4c9334bac560ecc979e58001b3e22fb x\n"
                    "2 S reply to=1 refused -ERR \"\"\n");
}

static void test_auth_exchange(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: AUTH\n"
                             "S: +OK\n"
                             "S: LOGIN\n"
                             "S: .\n"
                             "C: AUTH login\n"
                             "S: + VXNlcm5hbWU6\n"
                             "C: YWxpY2U=\n"
                             "S: + UGFzc3dvcmQ6\n"
                             "C: d29uZGVybGFuZA==\n"
                             "S: +OK in\n"
                             "C: STAT\n"
                             "S: +OK 0 0\n",
                    GREETED "1 C command AUTH \"AUTH\"\n"
                            "2 S reply to=1 ok +OK \" | LOGIN\"\n"
                            "3 C command AUTH \"AUTH login\" login mechanism=LOGIN\n"
                            "4 S continuation to=3 + \"VXNlcm5hbWU6\" step=1\n"
                            "5 C continuation to=3 \"YWxpY2U=\" step=2 user=alice\n"
                            "6 S continuation to=5 + \"UGFzc3dvcmQ6\" step=3\n"
                            "7 C continuation to=3 \"d29uZGVybGFuZA==\" step=4 "
                            "secret=d29uZGVybGFuZA==\n"
                            "8 S reply to=7 ok +OK \"in\"\n"
                            "9 C command STAT \"STAT\" count\n"
                            "10 S reply to=9 ok +OK \"0 0\"\n");
}

static void test_auth_cancelled(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: AUTH PLAIN\n"
                             "S: + \n"
                             "C: *\n"
                             "S: -ERR cancelled\n"
                             "C: QUIT\n"
                             "S: +OK\n",
                    GREETED "1 C command AUTH \"AUTH PLAIN\" login mechanism=PLAIN\n"
                            "2 S continuation to=1 + \"\" step=1\n"
                            "3 C continuation to=1 \"*\" step=2 cancel\n"
                            "4 S reply to=3 refused -ERR \"cancelled\"\n"
                            "5 C command QUIT \"QUIT\" quit\n"
                            "6 S reply to=5 ok +OK \"\"\n");
}

/* The client did not wait: the answer to AUTH decides what its next lines are. */
static void test_auth_refused(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: AUTH PLAIN\n"
                             "C: AGFsaWNlAHdvbmRlcmxhbmQ=\n"
                             "C: QUIT\n"
                             "S: -ERR no\n"
                             "S: -ERR what\n"
                             "S: +OK\n",
                    GREETED "1 C command AUTH \"AUTH PLAIN\" login mechanism=PLAIN\n"
                            "2 S reply to=1 refused -ERR \"no\"\n"
                            "3 C command AGFSAWNLAHDVBMRLCMXHBMQ= \"AGFsaWNlAHdvbmRlcmxhbmQ=\" "
                            "secret=AGFsaWNlAHdvbmRlcmxhbmQ= unknown\n"
                            "4 C command QUIT \"QUIT\" quit\n"
                            "5 S reply to=3 refused -ERR \"what\"\n"
                            "6 S reply to=4 ok +OK \"\"\n");
    assert_dialogue(&pop3,
                    GREETING "C: AUTH PLAIN AGFsaWNlAHg=\n"
                             "C: STAT\n"
                             "S: +OK\n"
                             "S: +OK 0 0\n",
                    GREETED "1 C command AUTH \"AUTH PLAIN AGFsaWNlAHg=\" login user=alice "
                            "mechanism=PLAIN secret=AGFsaWNlAHg=\n"
                            "2 S reply to=1 ok +OK \"\"\n"
                            "3 C command STAT \"STAT\" count\n"
                            "4 S reply to=3 ok +OK \"0 0\"\n");
}

static void test_stls(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: STLS\n"
                             "S: +OK begin\n"
                             "secure\n"
                             "C: CAPA\n"
                             "S: +OK\n"
                             "S: USER\n"
                             "S: .\n"
                             "C: STLS\n"
                             "S: -ERR\n",
                    GREETED "1 C command STLS \"STLS\" tls\n"
                            "2 S reply to=1 ok +OK \"begin\"\n"
                            "3 C tls\n"
                            "4 C command CAPA \"CAPA\" abilities\n"
                            "5 S reply to=4 ok +OK \" | USER\"\n"
                            "6 C command STLS \"STLS\" tls misplaced\n"
                            "7 S reply to=6 refused -ERR \"\"\n");
    assert_dialogue(&pop3, GREETING "C: UTF8\nS: +OK\nC: STLS\nS: -ERR\n",
                    GREETED "1 C command UTF8 \"UTF8\"\n"
                            "2 S reply to=1 ok +OK \"\"\n"
                            "3 C command STLS \"STLS\" tls misplaced\n"
                            "4 S reply to=3 refused -ERR \"\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misspelt_passwords),
        cmocka_unit_test(test_pieces_of_passwords),
        cmocka_unit_test(test_apop_with_too_much),
        cmocka_unit_test(test_auth_exchange),
        cmocka_unit_test(test_auth_cancelled),
        cmocka_unit_test(test_auth_refused),
        cmocka_unit_test(test_stls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
