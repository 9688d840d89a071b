/* Retrievals and deletions. */
#include "summary_text.h"

#define START            "S: +OK mx\nC: USER joe\nS: +OK\nC: PASS x\nS: +OK in\n"
#define SESSION(verdict) "pop3 open " verdict " user=joe\n"

static void a_message_is_retrieved_and_deleted(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "C: RETR 1\nS: +OK 17 octets\nS: Subject: x\nS: \nS: y\nS: .\n"
                         "C: DELE 1\nS: +OK gone\n",
                   SESSION("accepted") "retrieval number=1 announced=17 accepted \"17 octets\"\n"
                                       "  message RETR 17 complete crlf subject=x sha256=3ebd\n"
                                       "deletion number=1 accepted \"gone\"\n");
}

static void unique_ids_are_remembered(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "C: UIDL\nS: +OK list\nS: 1 aa\nS: 3 cc\nS: .\nC: DELE 3\nS: +OK\n"
                         "C: DELE 1\nS: +OK\nC: DELE 2\nS: -ERR no such message\n"
                         "C: UIDL 2\nS: +OK 2 bb\nC: DELE 2\nS: +OK\n",
                   SESSION("partial") "deletion number=3 unique=cc accepted\n"
                                      "deletion number=1 unique=aa accepted\n"
                                      "deletion number=2 refused \"no such message\"\n"
                                      "deletion number=2 unique=bb accepted\n");
}

static void pipelined_retrievals_keep_apart(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "C: RETR 1\nC: RETR 2\nC: TOP 3 0\nS: +OK\nS: y\nS: .\nS: -ERR gone\n"
                         "S: +OK\nS: y\nS: .\n",
                   SESSION("partial") "retrieval number=1 accepted\n"
                                      "  message RETR 3 complete crlf sha256=800b\n"
                                      "retrieval number=2 refused \"gone\"\n"
                                      "retrieval number=3 accepted\n"
                                      "  message TOP 3 complete crlf sha256=800b\n");
}

/* Each message goes to its own command, and none to a delivery that nobody began. */
static void messages_without_their_replies_keep_apart(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "C: RETR 1\nC: RETR 2\ngap S 5\nS: Subject: a\nS: \nS: y\nS: .\n"
                         "S: +OK\nS: Subject: b\nS: \nS: y\nS: .\n",
                   SESSION("accepted") "retrieval number=1 accepted\n"
                                       "  message RETR 17 crlf assumed subject=a sha256=87de\n"
                                       "retrieval number=2 accepted\n"
                                       "  message RETR 17 crlf subject=b sha256=d5a1\n");
}

static void a_message_that_nobody_asked_for_is_a_retrieval(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "gap S 100\nS: Subject: a\nS: \nS: y\nS: .\nC: NOOP\nS: +OK\n",
                   SESSION("accepted") "retrieval accepted\n"
                                       "  message RETR 17 crlf assumed subject=a sha256=87de\n");
}

/* The capture lost octets, the client did not. */
static void a_hole_in_a_message_does_not_abort_its_retrieval(void **state) {
    (void)state;
    assert_summary(&pop3_protocol,
                   START "C: RETR 1\nS: +OK\nS: Subject: a\nS: \nS: y\ngap S 50\nS: z\nS: .\n"
                         "C: NOOP\nS: +OK\n",
                   SESSION("accepted") "retrieval number=1 accepted\n"
                                       "  message RETR 20 crlf subject=a sha256=db07\n");
}

static void a_retrieval_that_breaks_off_is_aborted(void **state) {
    (void)state;
    assert_summary(&pop3_protocol, START "C: RETR 1\nS: +OK\nS: y\nend S reset\n",
                   "pop3 reset aborted user=joe\n"
                   "retrieval number=1 aborted\n"
                   "  message RETR 3 none sha256=800b\n");
}

static void without_a_reply_nothing_is_known(void **state) {
    (void)state;
    assert_summary(&pop3_protocol, START "C: DELE 1\nC: RETR 2\n",
                   SESSION("unknown") "deletion number=1 unknown\n"
                                      "retrieval number=2 unknown\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_retrieved_and_deleted),
        cmocka_unit_test(unique_ids_are_remembered),
        cmocka_unit_test(pipelined_retrievals_keep_apart),
        cmocka_unit_test(messages_without_their_replies_keep_apart),
        cmocka_unit_test(a_message_that_nobody_asked_for_is_a_retrieval),
        cmocka_unit_test(a_hole_in_a_message_does_not_abort_its_retrieval),
        cmocka_unit_test(a_retrieval_that_breaks_off_is_aborted),
        cmocka_unit_test(without_a_reply_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
