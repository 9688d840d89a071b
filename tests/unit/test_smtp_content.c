/* Message content: DATA and its dot, BDAT, and where readers could disagree. */
#include "smtp_test.h"

/* A listener that counts octets of content, and has enough after so many. */
struct counting {
    size_t octets, enough;
};

static bool count_content(void *context, const struct session *session, uint32_t n,
                          struct slice octets, struct place place) {
    struct counting *counting = context;
    (void)session, (void)n, (void)place;
    counting->octets += octets.size;
    return counting->octets < counting->enough;
}

/* Octet by octet: who has enough is told no more, unless another listener wants more. */
static void content_that_nobody_wants_is_not_told(void **state) {
    static const char text[] = ENVELOPE "C: DATA\nS: 354 go\nC: one\nC: two\nC: .\nS: 250 ok\n";
    struct counting few = {.enough = 4}, all = {.enough = SIZE_MAX};
    struct sink sinks[] = {{.content = count_content, .context = &few, .next = &sinks[1]},
                           {.content = count_content, .context = &all}};
    (void)state;
    session_free(dialogue_play(&smtp_dialogue, text, CUT_OCTETS, sinks));
    assert_int_equal(few.octets, 10);
    assert_int_equal(all.octets, 10);
    few.octets = 0;
    sinks[0].next = NULL;
    session_free(dialogue_play(&smtp_dialogue, text, CUT_OCTETS, sinks));
    assert_in_range(few.octets, 4, 6);
}

static void hear_facts(void *context, const struct session *session, const struct event *event) {
    (void)session;
    if (event->kind == EVENT_MESSAGE)
        *(struct content_facts *)context = event->message.facts;
}

/* One listener that looks at the facts is enough to have them counted for all. */
static void what_nobody_looks_at_is_not_counted(void **state) {
    static const char text[] = ENVELOPE "C: DATA\nS: 354 go\nC: one\nC: two\nC: .\nS: 250 ok\n";
    struct content_facts facts = {0}, skipped = {0};
    struct sink sinks[] = {
        {.event = hear_facts, .context = &skipped, .skips_facts = true, .next = &sinks[1]},
        {.event = hear_facts, .context = &facts}};
    (void)state;
    session_free(dialogue_play(&smtp_dialogue, text, CUT_OCTETS, sinks));
    assert_int_equal(facts.longest_line, 5);
    assert_int_equal(skipped.longest_line, 5);
    sinks[0].next = NULL;
    session_free(dialogue_play(&smtp_dialogue, text, CUT_OCTETS, sinks));
    assert_int_equal(skipped.longest_line, 0);
}

static void a_bare_cr_is_content(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: one\\r.\\rtwo\\r\\n.\\r\\n\n"
                             "S: 250 queued\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 11/14 \"one\\r.\\rtwo\\r\\n\"\n"
                                    "10 S reply to=9 ok 250 \"queued\" final\n");
}

static void content_begins_at_354_and_ends_at_the_dot(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "C: Subject: x\n"
                             "C: \n"
                             "C: ..dot\n"
                             "C: .\n"
                             "S: 250 queued\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 20/24 \"Subject: x\\r\\n\\r\\n.dot\\r\\n\"\n"
                                    "10 S reply to=9 ok 250 \"queued\" final\n");
}

static void a_message_of_no_octets(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "end C fin\n"
                             "end S fin\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "10 C close fin\n"
                                    "9 C message DATA 0/0 none incomplete \"\"\n"
                                    "11 S close fin\n");
}

static void a_session_that_breaks_off_in_the_content(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: half\\r\\n.\n"
                             "end C reset\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 6/7 none incomplete \"half\\r\\n\"\n"
                                    "10 C close reset\n");
}

static void commands_follow_the_dot_in_one_segment(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: x\\r\\n.\\r\\nMAIL FROM:<e@f>\\r\\nQUIT\\r\\n\n"
                             "S: 250 queued\n"
                             "S: 250 ok\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 3/6 \"x\\r\\n\"\n"
                                    "10 C command MAIL \"MAIL FROM:<e@f>\" sender address=e@f\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=9 ok 250 \"queued\" final\n"
                                    "13 S reply to=10 ok 250 \"ok\"\n"
                                    "14 S reply to=11 ok 221 \"bye\"\n");
}

static void a_bare_lf_dot_inside_is_content_for_a_strict_server(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: one\\n.\\ntwo\\r\\n.\\r\\n\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 11/14 \"one\\n.\\ntwo\\r\\n\"\n"
                                    "10 S reply to=9 ok 250 \"queued\" final\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void a_tolerant_server_ends_at_a_bare_lf_dot(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: DATA\n"
                             "S: 354 go\n"
                             "c: one\\n.\\n\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                                    "8 S reply to=7 more 354 \"go\"\n"
                                    "9 C message DATA 4/6 lf \"one\\n\"\n"
                                    "10 S reply to=9 ok 250 \"queued\" final\n"
                                    "11 C command QUIT \"QUIT\" quit\n"
                                    "12 S reply to=11 ok 221 \"bye\"\n");
}

static void smuggling_that_works(void **state) {
    (void)state;
    assert_dialogue(
        &smtp_dialogue,
        ENVELOPE
        "C: DATA\n"
        "S: 354 go\n"
        "c: one\\n.\\r\\nMAIL FROM:<x@y>\\r\\nRCPT TO:<z@z>\\r\\nDATA\\r\\ntwo\\r\\n.\\r\\n\n"
        "S: 250 queued\n"
        "S: 250 ok\n"
        "S: 250 ok\n"
        "S: 354 go\n"
        "S: 250 queued too\n"
        "C: QUIT\n"
        "S: 221 bye\n",
        ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                        "8 S reply to=7 more 354 \"go\"\n"
                        "10 S reply to=9 ok 250 \"queued\" final\n"
                        "9 C message DATA 4/7 lf \"one\\n\"\n"
                        "11 C command MAIL \"MAIL FROM:<x@y>\" sender address=x@y\n"
                        "12 C command RCPT \"RCPT TO:<z@z>\" recipient address=z@z\n"
                        "13 C command DATA \"DATA\" content\n"
                        "14 S reply to=11 ok 250 \"ok\"\n"
                        "15 S reply to=12 ok 250 \"ok\"\n"
                        "16 S reply to=13 more 354 \"go\"\n"
                        "17 C message DATA 5/8 \"two\\r\\n\"\n"
                        "18 S reply to=17 ok 250 \"queued too\" final\n"
                        "19 C command QUIT \"QUIT\" quit\n"
                        "20 S reply to=19 ok 221 \"bye\"\n");
}

static void smuggling_that_fails(void **state) {
    (void)state;
    assert_dialogue(
        &smtp_dialogue,
        ENVELOPE
        "C: DATA\n"
        "S: 354 go\n"
        "c: one\\n.\\r\\nMAIL FROM:<x@y>\\r\\nRCPT TO:<z@z>\\r\\nDATA\\r\\ntwo\\r\\n.\\r\\n\n"
        "S: 250 queued\n"
        "C: QUIT\n"
        "S: 221 bye\n",
        ENVELOPE_EVENTS "7 C command DATA \"DATA\" content\n"
                        "8 S reply to=7 more 354 \"go\"\n"
                        "10 S reply to=9 ok 250 \"queued\" final\n"
                        "9 C message DATA 50/53 \"one\\n.\\r\\nMAIL FROM:<x@y>\\r\\nRCPT "
                        "TO:<z@z>\\r\\nDATA\\r\\ntwo\\r\\n\"\n"
                        "11 C command QUIT \"QUIT\" quit\n"
                        "12 S reply to=11 ok 221 \"bye\"\n");
}

static void line_ends_in_lf_alone_throughout(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    "S: 220 hi\n"
                    "c: EHLO a\\n\n"
                    "S: 250 mx\n"
                    "c: MAIL FROM:<a@b>\\n\n"
                    "S: 250 ok\n"
                    "c: RCPT TO:<c@d>\\n\n"
                    "S: 250 ok\n"
                    "c: DATA\\n\n"
                    "S: 354 go\n"
                    "c: one\\n..two\\n.\\nQUIT\\n\n"
                    "S: 250 queued\n"
                    "S: 221 bye\n",
                    "0 S greeting ok 220 \"hi\"\n"
                    "1 C command EHLO \"EHLO a\" hello lf\n"
                    "2 S reply to=1 ok 250 \"mx\"\n"
                    "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b lf\n"
                    "4 S reply to=3 ok 250 \"ok\"\n"
                    "5 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d lf\n"
                    "6 S reply to=5 ok 250 \"ok\"\n"
                    "7 C command DATA \"DATA\" content lf\n"
                    "8 S reply to=7 more 354 \"go\"\n"
                    "9 C message DATA 9/12 lf \"one\\n.two\\n\"\n"
                    "10 C command QUIT \"QUIT\" quit lf\n"
                    "11 S reply to=9 ok 250 \"queued\" final\n"
                    "12 S reply to=10 ok 221 \"bye\"\n");
}

static void bdat_counts_octets(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 5\\r\\na\\r\\n.\\r\n"
                             "S: 250 5 octets\n"
                             "c: BDAT 4 LAST\\r\\n\\n.\\r\\n\n"
                             "S: 250 queued\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 5\" content number=5\n"
                                    "9 S reply to=7 ok 250 \"5 octets\"\n"
                                    "10 C command BDAT \"BDAT 4 LAST\" content number=4 last\n"
                                    "8 C message BDAT 9/9 last \"a\\r\\n.\\r\\n.\\r\\n\"\n"
                                    "11 S reply to=10 ok 250 \"queued\" final\n"
                                    "12 C command QUIT \"QUIT\" quit\n"
                                    "13 S reply to=12 ok 221 \"bye\"\n");
}

static void bdat_pipelined_with_lf_command_lines(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 3\\nabcBDAT 0 LAST\\nQUIT\\n\n"
                             "S: 250 3\n"
                             "S: 250 queued\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 3\" content number=3 lf\n"
                                    "9 C command BDAT \"BDAT 0 LAST\" content last lf\n"
                                    "8 C message BDAT 3/3 last \"abc\"\n"
                                    "10 C command QUIT \"QUIT\" quit lf\n"
                                    "11 S reply to=7 ok 250 \"3\"\n"
                                    "12 S reply to=9 ok 250 \"queued\" final\n"
                                    "13 S reply to=10 ok 221 \"bye\"\n");
}

static void a_refused_chunk_and_rset(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 3\\r\\nabc\n"
                             "S: 452 full\n"
                             "C: RSET\n"
                             "S: 250 ok\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 3\" content number=3\n"
                                    "9 S reply to=7 deferred 452 \"full\"\n"
                                    "8 C message BDAT 3/3 none incomplete \"abc\"\n"
                                    "10 C command RSET \"RSET\" reset\n"
                                    "11 S reply to=10 ok 250 \"ok\"\n"
                                    "12 C command QUIT \"QUIT\" quit\n"
                                    "13 S reply to=12 ok 221 \"bye\"\n");
}

static void a_bdat_that_cannot_be_read_has_no_octets(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "C: BDAT 5 X\n"
                             "S: 501 no\n"
                             "C: BDAT -1\n"
                             "S: 501 no\n"
                             "C: BDAT\n"
                             "S: 501 no\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 5 X\" content number=5\n"
                                    "8 S reply to=7 refused 501 \"no\"\n"
                                    "9 C command BDAT \"BDAT -1\" content\n"
                                    "10 S reply to=9 refused 501 \"no\"\n"
                                    "11 C command BDAT \"BDAT\" content\n"
                                    "12 S reply to=11 refused 501 \"no\"\n"
                                    "13 C command QUIT \"QUIT\" quit\n"
                                    "14 S reply to=13 ok 221 \"bye\"\n");
}

static void bdat_refused_after_it_was_sent_whole(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 3 LAST\\r\\nabc\n"
                             "S: 554 spam\n"
                             "C: QUIT\n"
                             "S: 221 bye\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 3 LAST\" content number=3 last\n"
                                    "8 C message BDAT 3/3 last \"abc\"\n"
                                    "9 S reply to=7 refused 554 \"spam\" final\n"
                                    "10 C command QUIT \"QUIT\" quit\n"
                                    "11 S reply to=10 ok 221 \"bye\"\n");
}

static void bdat_breaks_off(void **state) {
    (void)state;
    assert_dialogue(&smtp_dialogue,
                    ENVELOPE "c: BDAT 30 LAST\\r\\nabc\n"
                             "end C fin\n"
                             "end S fin\n",
                    ENVELOPE_EVENTS "7 C command BDAT \"BDAT 30 LAST\" content number=30 last\n"
                                    "9 C close fin\n"
                                    "8 C message BDAT 3/3 none incomplete \"abc\"\n"
                                    "10 S close fin\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_that_nobody_wants_is_not_told),
        cmocka_unit_test(what_nobody_looks_at_is_not_counted),
        cmocka_unit_test(a_bare_cr_is_content),
        cmocka_unit_test(content_begins_at_354_and_ends_at_the_dot),
        cmocka_unit_test(a_message_of_no_octets),
        cmocka_unit_test(a_session_that_breaks_off_in_the_content),
        cmocka_unit_test(commands_follow_the_dot_in_one_segment),
        cmocka_unit_test(a_bare_lf_dot_inside_is_content_for_a_strict_server),
        cmocka_unit_test(a_tolerant_server_ends_at_a_bare_lf_dot),
        cmocka_unit_test(smuggling_that_works),
        cmocka_unit_test(smuggling_that_fails),
        cmocka_unit_test(line_ends_in_lf_alone_throughout),
        cmocka_unit_test(bdat_counts_octets),
        cmocka_unit_test(bdat_pipelined_with_lf_command_lines),
        cmocka_unit_test(a_refused_chunk_and_rset),
        cmocka_unit_test(a_bdat_that_cannot_be_read_has_no_octets),
        cmocka_unit_test(bdat_refused_after_it_was_sent_whole),
        cmocka_unit_test(bdat_breaks_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
