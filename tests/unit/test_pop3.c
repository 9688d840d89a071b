/* POP3 sessions as dialogues, each cut in many ways. */
#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"

static const struct dialogue pop3 = {.protocol = &pop3_protocol};
static const struct dialogue with_states = {.protocol = &pop3_protocol, .states = true};
static const struct dialogue with_facts = {.protocol = &pop3_protocol, .facts = true};
static const struct dialogue midstream = {.protocol = &pop3_protocol, .midstream = true};

#define GREETING "S: +OK ready\n"
#define GREETED  "0 S greeting ok +OK \"ready\"\n"

/* Logged in: events 0 to 4. */
#define LOGIN                                                                                      \
    GREETING "C: USER alice\n"                                                                     \
             "S: +OK\n"                                                                            \
             "C: PASS wonderland\n"                                                                \
             "S: +OK\n"
#define LOGGED_IN                                                                                  \
    GREETED "1 C command USER \"USER alice\" login user=alice\n"                                   \
            "2 S reply to=1 ok +OK \"\"\n"                                                         \
            "3 C command PASS \"PASS wonderland\" login secret=wonderland\n"                       \
            "4 S reply to=3 ok +OK \"\"\n"

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

static void test_messages(void **state) {
    (void)state;
    assert_dialogue(&with_facts,
                    LOGIN "C: RETR 1\n"
                          "S: +OK 9 octets\n"
                          "S: a: b\n"
                          "S: \n"
                          "S: ..c\n"
                          "S: +OK no reply\n"
                          "S: .\n"
                          "C: TOP 1 0\n"
                          "S: +OK\n"
                          "S: .\n"
                          "C: RETR 2\n"
                          "S: -ERR gone\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"9 octets\"\n"
                              "7 S message RETR 26/30 number=1 announced=9 longest=14 stuffed=1 "
                              "\"a: b\\r\\n\\r\\n.c\\r\\n+OK no reply\\r\\n\"\n"
                              "8 C command TOP \"TOP 1 0\" retrieve number=1\n"
                              "9 S reply to=8 ok +OK \"\"\n"
                              "10 S message TOP 0/3 number=1 \"\"\n"
                              "11 C command RETR \"RETR 2\" retrieve number=2\n"
                              "12 S reply to=11 refused -ERR \"gone\"\n");
}

/* The octet count of the +OK line decides nothing; without an end the message is not complete. */
static void test_unfinished_message(void **state) {
    (void)state;
    assert_dialogue(&pop3, LOGIN "C: RETR 1\nS: +OK 3 octets\nS: abc\ns: .",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"3 octets\"\n"
                              "7 S message RETR 5/6 number=1 announced=3 none incomplete "
                              "\"abc\\r\\n\"\n");
    assert_dialogue(&pop3, LOGIN "C: RETR 1\nS: +OK\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "7 S message RETR 0/0 number=1 none incomplete \"\"\n");
}

/* A server that does not stuff the dot of a message's or listing's first line. */
static void test_dots_that_were_not_stuffed(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "S: +OK\n"
                          "S: .\n"
                          "S: after a dot\n"
                          "S: .\n"
                          "S: again\n"
                          "S: .\n"
                          "C: UIDL\n"
                          "S: +OK\n"
                          "S: .\n"
                          "S: 1 a\n"
                          "S: .\n"
                          "C: NOOP\n"
                          "S: +OK\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "7 S message RETR 26/29 number=1 "
                              "\".\\r\\nafter a dot\\r\\n.\\r\\nagain\\r\\n\"\n"
                              "8 C command UIDL \"UIDL\" identify\n"
                              "9 S reply to=8 ok +OK \" | . | 1 a\"\n"
                              "10 C command NOOP \"NOOP\"\n"
                              "11 S reply to=10 ok +OK \"\"\n");
}

/* What stands behind an end that nothing else follows is no content. */
static void test_junk_after_the_end(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "S: +OK\n"
                          "S: a\n"
                          "S: .\n"
                          "S: \n"
                          "C: NOOP\n"
                          "S: +OK\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "7 S message RETR 3/6 number=1 \"a\\r\\n\"\n"
                              "8 S junk \"\"\n"
                              "9 C command NOOP \"NOOP\"\n"
                              "10 S reply to=9 ok +OK \"\"\n");
}

/* A dot line with a bare LF ends a message when a reply or the client follows, else it is content.
 */
static void test_bare_line_feeds(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "s: +OK\\r\\na\\n.\\nb\\n.\\n\n"
                          "c: RETR 2\\n\n"
                          "s: +OK\\n..a\\n.\\n\n"
                          "C: NOOP\n"
                          "s: +OK\\n\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "7 S message RETR 6/8 number=1 lf \"a\\n.\\nb\\n\"\n"
                              "8 C command RETR \"RETR 2\" retrieve number=2 lf\n"
                              "9 S reply to=8 ok +OK \"\" lf\n"
                              "10 S message RETR 3/6 number=2 lf \".a\\n\"\n"
                              "11 C command NOOP \"NOOP\"\n"
                              "12 S reply to=11 ok +OK \"\" lf\n");
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

static void test_hole_in_a_message(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "s: +OK\\r\\nab\n"
                          "gap S 100\n"
                          "s: cd\\r\\n.\\r\\n\n"
                          "C: RETR 2\n"
                          "S: +OK\n"
                          "S: second\n"
                          "S: .\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "8 S gap 100\n"
                              "7 S message RETR 6/9 number=1 incomplete \"abcd\\r\\n\"\n"
                              "9 C command RETR \"RETR 2\" retrieve number=2\n"
                              "10 S reply to=9 ok +OK \"\"\n"
                              "11 S message RETR 8/11 number=2 \"second\\r\\n\"\n");
}

/* The hole took the end of one message with it: the client's next command shows that. */
static void test_hole_over_the_end(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "s: +OK\\r\\nab\n"
                          "gap S 100\n"
                          "C: DELE 1\n"
                          "S: +OK deleted\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "8 S gap 100\n"
                              "9 C command DELE \"DELE 1\" delete number=1\n"
                              "7 S message RETR 2/2 number=1 none incomplete \"ab\"\n"
                              "10 S reply to=9 ok +OK \"deleted\"\n");
}

/* The dot stands right behind the hole: that a line began there is certain once the client goes on.
 */
static void test_hole_before_the_dot(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "s: +OK\\r\\nab\n"
                          "gap S 100\n"
                          "S: .\n"
                          "C: DELE 1\n"
                          "S: +OK deleted\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "8 S gap 100\n"
                              "7 S message RETR 2/5 number=1 incomplete \"ab\"\n"
                              "9 C command DELE \"DELE 1\" delete number=1\n"
                              "10 S reply to=9 ok +OK \"deleted\"\n");
}

/* Half of the closing line is lost: the client's next command and its reply show that it was there.
 */
static void test_hole_in_the_closing_line(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 1\n"
                          "s: +OK\\r\\nab\n"
                          "gap S 3\n"
                          "s: \\r\\n\n"
                          "C: DELE 1\n"
                          "S: +OK deleted\n",
                    LOGGED_IN "5 C command RETR \"RETR 1\" retrieve number=1\n"
                              "6 S reply to=5 ok +OK \"\"\n"
                              "8 S gap 3\n"
                              "9 C command DELE \"DELE 1\" delete number=1\n"
                              "7 S message RETR 4/4 number=1 none incomplete \"ab\\r\\n\"\n"
                              "10 S reply to=9 ok +OK \"deleted\"\n");
}

/* Where the client pipelines nobody knows how many replies a hole took: those that come answer
 * nothing for certain, until the client goes on after one of them. */
static void test_hole_while_pipelining(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: STAT\n"
                          "C: NOOP\n"
                          "C: NOOP\n"
                          "gap S 5\n"
                          "S: +OK a\n"
                          "S: +OK b\n"
                          "C: DELE 1\n"
                          "S: +OK c\n",
                    LOGGED_IN "5 C command STAT \"STAT\" count\n"
                              "6 C command NOOP \"NOOP\"\n"
                              "7 C command NOOP \"NOOP\"\n"
                              "8 S gap 5\n"
                              "9 S reply ok +OK \"a\"\n"
                              "10 S reply ok +OK \"b\"\n"
                              "11 C command DELE \"DELE 1\" delete number=1\n"
                              "12 S reply to=11 ok +OK \"c\"\n");
}

/* The client's answer to a challenge is lost, and what the server said to it: what comes is a
 * command again. */
static void test_hole_in_an_exchange(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    GREETING "C: AUTH PLAIN\n"
                             "S: + \n"
                             "gap C 30\n"
                             "gap S 8\n"
                             "C: STAT\n"
                             "S: +OK 0 0\n",
                    GREETED "1 C command AUTH \"AUTH PLAIN\" login mechanism=PLAIN\n"
                            "2 S continuation to=1 + \"\" step=1\n"
                            "3 C gap 30\n"
                            "4 S gap 8\n"
                            "5 C command STAT \"STAT\" count\n"
                            "6 S reply to=5 ok +OK \"0 0\"\n");
}

/* The +OK is in the hole: content of unknown start, never complete. */
static void test_hole_over_the_reply(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "C: RETR 7\n"
                          "gap S 40\n"
                          "S: middle\n"
                          "S: .\n"
                          "C: STAT\n"
                          "gap S 9\n"
                          "C: NOOP\n"
                          "S: +OK noop\n",
                    LOGGED_IN "5 C command RETR \"RETR 7\" retrieve number=7\n"
                              "6 S gap 40\n"
                              "7 S message RETR 8/11 number=7 incomplete assumed "
                              "\"middle\\r\\n\"\n"
                              "8 C command STAT \"STAT\" count\n"
                              "9 S gap 9\n"
                              "10 C command NOOP \"NOOP\"\n"
                              "11 S reply to=10 ok +OK \"noop\"\n");
}

static void test_hole_in_a_command(void **state) {
    (void)state;
    assert_dialogue(&pop3,
                    LOGIN "c: NO\n"
                          "gap C 20\n"
                          "c: 2\\r\\n\n"
                          "S: +OK one\n"
                          "C: STAT\n"
                          "S: +OK two\n",
                    LOGGED_IN "5 C gap 20\n"
                              "6 C junk \"NO\"\n"
                              "7 C junk \"2\"\n"
                              "8 S reply ok +OK \"one\"\n"
                              "9 C command STAT \"STAT\" count\n"
                              "10 S reply to=9 ok +OK \"two\"\n");
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
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_unfinished_message),
        cmocka_unit_test(test_dots_that_were_not_stuffed),
        cmocka_unit_test(test_junk_after_the_end),
        cmocka_unit_test(test_bare_line_feeds),
        cmocka_unit_test(test_pipelining),
        cmocka_unit_test(test_bound_of_pipelining),
        cmocka_unit_test(test_response_codes),
        cmocka_unit_test(test_misspelt_passwords),
        cmocka_unit_test(test_pieces_of_passwords),
        cmocka_unit_test(test_apop_with_too_much),
        cmocka_unit_test(test_auth_exchange),
        cmocka_unit_test(test_auth_cancelled),
        cmocka_unit_test(test_auth_refused),
        cmocka_unit_test(test_stls),
        cmocka_unit_test(test_upload),
        cmocka_unit_test(test_what_is_no_reply),
        cmocka_unit_test(test_hole_in_a_message),
        cmocka_unit_test(test_hole_over_the_end),
        cmocka_unit_test(test_hole_before_the_dot),
        cmocka_unit_test(test_hole_in_the_closing_line),
        cmocka_unit_test(test_hole_while_pipelining),
        cmocka_unit_test(test_hole_in_an_exchange),
        cmocka_unit_test(test_hole_over_the_reply),
        cmocka_unit_test(test_hole_in_a_command),
        cmocka_unit_test(test_one_side_alone),
        cmocka_unit_test(test_joined_midstream),
        cmocka_unit_test(test_mutants),
        cmocka_unit_test(nobody_is_there_to_answer),
        cmocka_unit_test(a_client_behind_two_messages_of_unknown_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
