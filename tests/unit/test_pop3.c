/* POP3 sessions as dialogues, each cut in many ways. */
#include "pop3_test.h"

static void test_states(void **state) {
    (void)state;
    assert_dialogue(&with_states,
                    GREETING "C: STAT\n"
                             "S: -ERR login first\n"
                             "C: USER alice\n"
                             "S: +OK\n"
                             "C: PASS x\n"
                             "S: +OK\n"
                             "C: STLS\n"
                             "S: -ERR too late\n"
                             "C: QUIT\n"
                             "S: +OK bye\n"
                             "C: NOOP\n",
                    "0 S greeting ok +OK \"ready\" {authorization}\n"
                    "1 C command STAT \"STAT\" count misplaced {authorization}\n"
                    "2 S reply to=1 refused -ERR \"login first\" {authorization}\n"
                    "3 C command USER \"USER alice\" login user=alice {authorization}\n"
                    "4 S reply to=3 ok +OK \"\" {authorization}\n"
                    "5 C command PASS \"PASS x\" login secret=x {authorization}\n"
                    "6 S reply to=5 ok +OK \"\" {authorization}\n"
                    "7 C command STLS \"STLS\" tls misplaced {transaction}\n"
                    "8 S reply to=7 refused -ERR \"too late\" {transaction}\n"
                    "9 C command QUIT \"QUIT\" quit {transaction}\n"
                    "10 S reply to=9 ok +OK \"bye\" {transaction}\n"
                    "11 C command NOOP \"NOOP\" misplaced {update}\n");
}

static void test_listings(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: list\n"
                          "S: +OK 2 messages\n"
                          "S: 1 120\n"
                          "S: 2 200\n"
                          "S: .\n"
                          "C: LIST 2\n"
                          "S: +OK 2 200\n"
                          "C: uidl\n"
                          "S: -ERR not here\n"
                          "C: CAPA\n"
                          "S: +OK\n"
                          "S: ..x\n"
                          "S: .\n"
                          "C: NOOP\n"
                          "S: +OK\n",
                    LOGGED_IN "5 C command LIST \"list\" list\n"
                              "6 S reply to=5 ok +OK \"2 messages | 1 120 | 2 200\"\n"
                              "7 C command LIST \"LIST 2\" list number=2\n"
                              "8 S reply to=7 ok +OK \"2 200\"\n"
                              "9 C command UIDL \"uidl\" identify\n"
                              "10 S reply to=9 refused -ERR \"not here\"\n"
                              "11 C command CAPA \"CAPA\" abilities\n"
                              "12 S reply to=11 ok +OK \" | .x\"\n"
                              "13 C command NOOP \"NOOP\"\n"
                              "14 S reply to=13 ok +OK \"\"\n");
}

/* A listing that the session's end cuts off is told as far as it came. */
static void test_unfinished_listing(void **state) {
    (void)state;
    assert_dialogue(&pop3, LOGIN "C: LIST\nS: +OK 4 14971\ns: 1 20",
                    LOGGED_IN "5 C command LIST \"LIST\" list\n"
                              "6 S reply to=5 ok +OK \"4 14971 | 1 20\" none\n");
}

static void test_pipelining(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: USER alice\n"
                             "C: PASS x\n"
                             "C: RETR 1\n"
                             "C: DELE 1\n"
                             "C: QUIT\n"
                             "S: +OK\n"
                             "S: +OK\n"
                             "S: +OK\n"
                             "S: body\n"
                             "S: .\n"
                             "S: +OK deleted\n"
                             "S: +OK bye\n",
                    GREETED "1 C command USER \"USER alice\" login user=alice\n"
                            "2 C command PASS \"PASS x\" login secret=x\n"
                            "3 C command RETR \"RETR 1\" retrieve number=1\n"
                            "4 C command DELE \"DELE 1\" delete number=1\n"
                            "5 C command QUIT \"QUIT\" quit\n"
                            "6 S reply to=1 ok +OK \"\"\n"
                            "7 S reply to=2 ok +OK \"\"\n"
                            "8 S reply to=3 ok +OK \"\"\n"
                            "9 S message RETR 6/9 number=1 \"body\\r\\n\"\n"
                            "10 S reply to=4 ok +OK \"deleted\"\n"
                            "11 S reply to=5 ok +OK \"bye\"\n");
}

/* More commands than are kept are counted: what comes after them is matched again. */
static void test_bound_of_pipelining(void **state) {
    (void)state;
    enum { ASKED = 1100, KEPT = 1024 };
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs(GREETING, out);
    for (int i = 0; i < ASKED; i++)
        fputs("C: NOOP\n", out);
    for (int i = 0; i < ASKED; i++)
        fputs("S: +OK\n", out);
    fputs("C: NOOP\nS: +OK last\n", out);
    fclose(out);
    char *events = dialogue_events(&pop3, text, CUT_WHOLE);
    assert_non_null(strstr(events, " S reply to=1024 ok"));
    assert_null(strstr(events, " S reply to=1025 ok"));
    assert_non_null(strstr(events, "2201 C command NOOP"));
    assert_non_null(strstr(events, "2202 S reply to=2201 ok +OK \"last\""));
    free(events);
    free(text);
}

static void test_response_codes(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
                             "S: -ERR [IN-USE] locked\n"
                             "C: USER a b\n"
                             "S: -ERR [AUTH] no\n"
                             "C: PASS  x \n"
                             "S: -ERR order\n",
                    GREETED
                    "1 C command APOP \"APOP mrose c4c9334bac560ecc979e58001b3e22fb\" login "
                    "user=mrose mechanism=APOP secret=c4c9334bac560ecc979e58001b3e22fb\n"
                    "2 S reply to=1 deferred -ERR [IN-USE] \"[IN-USE] locked\"\n"
                    "3 C command USER \"USER a b\" login user=a b\n"
                    "4 S reply to=3 refused -ERR [AUTH] \"[AUTH] no\"\n"
                    "5 C command PASS \"PASS  x \" login secret= x  misplaced\n"
                    "6 S reply to=5 refused -ERR \"order\"\n");
}

static void test_upload(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: XTND XMIT\n"
                          "C: To: bob\n"
                          "C: ..\n"
                          "C: .\n"
                          "C: NOOP\n"
                          "S: +OK go\n"
                          "S: +OK sent\n"
                          "S: +OK\n",
                    LOGGED_IN "5 C command XTND \"XTND XMIT\"\n"
                              "6 S reply to=5 ok +OK \"go\"\n"
                              "7 C message XMIT 12/16 \"To: bob\\r\\n.\\r\\n\"\n"
                              "8 C command NOOP \"NOOP\"\n"
                              "9 S reply to=7 ok +OK \"sent\" final\n"
                              "10 S reply to=8 ok +OK \"\"\n");
    assert_dialogue(&pop3, LOGIN "end S fin\nC: XMIT\nC: \nC: NOOP\n",
                    LOGGED_IN "5 S close fin\n"
                              "6 C command XMIT \"XMIT\"\n"
                              "7 C command  \"\" unknown\n"
                              "8 C command NOOP \"NOOP\"\n");
    assert_dialogue(&pop3, LOGIN "C: XTND XMIT\nC: NOOP\nS: -ERR no\nS: +OK\n",
                    LOGGED_IN "5 C command XTND \"XTND XMIT\"\n"
                              "6 S reply to=5 refused -ERR \"no\"\n"
                              "7 C command NOOP \"NOOP\"\n"
                              "8 S reply to=7 ok +OK \"\"\n");
}

static void test_what_is_no_reply(void **state) {
    (void)state;
    assert_dialogue(&pop3, LOGIN "C: STAT\nS: hello\nS: +OK 1 2\n",
                    LOGGED_IN "5 C command STAT \"STAT\" count\n"
                              "6 S junk \"hello\"\n"
                              "7 S reply to=5 ok +OK \"1 2\"\n");
}

static void test_one_side_alone(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    "C: AUTH PLAIN\n"
                    "C: AGFsaWNlAHg=\n"
                    "C: STLS\n"
                    "C: LIST\n"
                    "c: QUIT\n",
                    "0 C command AUTH \"AUTH PLAIN\" login mechanism=PLAIN\n"
                    "1 C continuation to=0 \"AGFsaWNlAHg=\" step=1 user=alice "
                    "secret=AGFsaWNlAHg=\n"
                    "2 C command STLS \"STLS\" tls misplaced\n"
                    "3 C command LIST \"LIST\" list\n"
                    "4 C command QUIT \"QUIT\" quit none\n");
    assert_dialogue(&pop3,
                    GREETING "S: +OK\n"
                             "S: +OK 12 octets\n"
                             "S: Subject: x\n"
                             "S: .\n"
                             "S: +OK 1 message\n"
                             "S: 1 12\n"
                             "S: .\n"
                             "S: +OK bye\n",
                    GREETED "1 S reply ok +OK \"\"\n"
                            "2 S reply ok +OK \"12 octets\"\n"
                            "3 S message RETR 12/15 incomplete assumed \"Subject: x\\r\\n\"\n"
                            "4 S reply ok +OK \"1 message\"\n"
                            "5 S junk \"1 12\"\n"
                            "6 S junk \".\"\n"
                            "7 S reply ok +OK \"bye\"\n");
}

static void test_joined_midstream(void **state) {
    (void)state;
    assert_dialogue(&midstream,
                    "s: le of content\\r\\n.\\r\\n\n"
                    "C: DELE 1\n"
                    "S: +OK\n"
                    "C: QUIT\n"
                    "S: +OK\n",
                    "0 S message RETR 15/18 incomplete assumed \"le of content\\r\\n\"\n"
                    "1 C command DELE \"DELE 1\" delete number=1\n"
                    "2 S reply to=1 ok +OK \"\"\n"
                    "3 C command QUIT \"QUIT\" quit\n"
                    "4 S reply to=3 ok +OK \"\"\n");
    assert_dialogue(&midstream, "S: +OK Dovecot ready.\nC: CAPA\nS: -ERR\n",
                    "0 S greeting ok +OK \"Dovecot ready.\"\n"
                    "1 C command CAPA \"CAPA\" abilities\n"
                    "2 S reply to=1 refused -ERR \"\"\n");
}

/* Octets changed at random: any cut still gives the same events, and nothing is read that is not
 * there (the sanitizers see to that). */
static void test_mutants(void **state) {
    (void)state;
    static const char original[] = LOGIN
        "C: LIST\nS: +OK\nS: 1 2\nS: .\nC: RETR 1\nS: +OK 5 octets\nS: a: b\nS: .\n"
        "gap S 9\nC: AUTH PLAIN\nS: + \nC: AGEAYg==\nS: +OK\nC: XTND XMIT\nS: +OK\nC: x\n"
        "C: .\nS: +OK\nC: TOP 1 1\ns: +OK\\r\\nx\\n.\\n\ngap C 3\nC: DELE 1\nS: +OK\nC: QUIT\n";
    static const char *const pieces[] = {"+OK", ".", "\\n", "-ERR ", "\\r", "RETR 1", ":", "+ "};
    for (unsigned round = 0; round < 1500; round++) {
        unsigned seed = round;
        char text[sizeof original + 200];
        memcpy(text, original, sizeof original);
        for (int change = rand_r(&seed) % 6; change >= 0; change--) {
            const char *piece = pieces[(size_t)rand_r(&seed) % (sizeof pieces / sizeof *pieces)];
            char *at = strstr(text + (size_t)rand_r(&seed) % (sizeof original - 40), ": ");
            if (!at)
                continue;
            memmove(at + 2 + strlen(piece), at + 2, strlen(at + 2) + 1);
            memcpy(at + 2, piece, strlen(piece));
        }
        char *whole = dialogue_events(&pop3, text, CUT_WHOLE);
        for (unsigned cut = CUT_OCTETS; cut < 5; cut++) {
            char *other = dialogue_events(&pop3, text, cut);
            if (strcmp(whole, other) != 0)
                print_error("round %u\n%s", round, text);
            assert_string_equal(other, whole);
            free(other);
        }
        free(whole);
    }
}

/* The cut must not decide what the client says to a server that is gone, or behind a message that
 * began while the last one seemed over. */
static void nobody_is_there_to_answer(void **state) {
    (void)state;
    assert_dialogue(&pop3, "S: +OK\nend S fin\nC: XMIT\nC: text\nC: QUIT\n",
                    "0 S greeting ok +OK \"\"\n"
                    "1 S close fin\n"
                    "2 C command XMIT \"XMIT\" misplaced\n"
                    "3 C command TEXT \"text\" unknown\n"
                    "4 C command QUIT \"QUIT\" quit\n");
}

static void a_client_behind_two_messages_of_unknown_start(void **state) {
    (void)state;
    assert_dialogue(&midstream, "s: \\n.\\n\\n\nc: \\xff\\n\nS: +OK\n",
                    "0 S message RETR 1/3 lf incomplete assumed \"\\n\"\n"
                    "2 C junk \"\\xff\" secret=\\xff\n"
                    "1 S message RETR 1/1 none incomplete assumed \"\\n\"\n"
                    "3 S reply ok +OK \"\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_listings),
        cmocka_unit_test(test_unfinished_listing),
        cmocka_unit_test(test_pipelining),
        cmocka_unit_test(test_bound_of_pipelining),
        cmocka_unit_test(test_response_codes),
        cmocka_unit_test(test_upload),
        cmocka_unit_test(test_what_is_no_reply),
        cmocka_unit_test(test_one_side_alone),
        cmocka_unit_test(test_joined_midstream),
        cmocka_unit_test(test_mutants),
        cmocka_unit_test(nobody_is_there_to_answer),
        cmocka_unit_test(a_client_behind_two_messages_of_unknown_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
