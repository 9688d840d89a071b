/* Messages of RETR and TOP: where they end, and what belongs to them (RFC 1939 3). */
#include "pop3_test.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_unfinished_message),
        cmocka_unit_test(test_dots_that_were_not_stuffed),
        cmocka_unit_test(test_junk_after_the_end),
        cmocka_unit_test(test_bare_line_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
