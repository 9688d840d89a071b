/* Single holes, wherever they hurt: nothing is guessed, and the session goes on after them. */
#include "pop3_test.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hole_in_a_message),
        cmocka_unit_test(test_hole_over_the_end),
        cmocka_unit_test(test_hole_before_the_dot),
        cmocka_unit_test(test_hole_in_the_closing_line),
        cmocka_unit_test(test_hole_while_pipelining),
        cmocka_unit_test(test_hole_in_an_exchange),
        cmocka_unit_test(test_hole_over_the_reply),
        cmocka_unit_test(test_hole_in_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
