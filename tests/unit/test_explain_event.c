/* Events explained in their session: what is asked and answered, states, logins. */
#include "explained.h"

#include "smtp_test.h"

#include <stdio.h>

static struct explained said;

static void event_of(const struct dialogue *dialogue, const char *text, size_t n) {
    explained_free(&said);
    explained_event(&said, dialogue, text, n, EXPLAIN_NORMAL);
}

static void smtp(const char *text, size_t n) {
    event_of(&smtp_dialogue, text, n);
}

static void pop3(const char *text, size_t n) {
    static const struct dialogue dialogue = {.protocol = &pop3_protocol};
    event_of(&dialogue, text, n);
}

static int forget(void **state) {
    (void)state;
    explained_free(&said);
    said = (struct explained){0};
    return 0;
}

static bool next_is(const char *verb) {
    return explained_lists(said.it.next, said.it.next_count, verb);
}

#define OFFER                                                                                      \
    "S: 220 mx.example.org ESMTP Postfix\nC: EHLO client.example\n"                                \
    "S: 250-mx.example.org\nS: 250-SIZE 1000000\nS: 250-AUTH PLAIN SCRAM-SHA-1\n"                  \
    "S: 250 ENHANCEDSTATUSCODES\n"

static void greetings_name_host_and_software(void **state) {
    (void)state;
    smtp(OFFER, 0);
    assert_string_equal(said.it.protocol, "smtp");
    assert_part(&said, "server name", "mx.example.org", NULL);
    assert_part(&said, "software", "Postfix", "Postfix");
    assert_true(next_is("EHLO"));
    assert_false(next_is("MAIL"));
}

static void offers_are_told_line_by_line(void **state) {
    (void)state;
    smtp(OFFER, 2);
    assert_part(&said, "EHLO keyword", "SIZE", NULL);
    assert_part(&said, "size limit", "1000000", "1.00M");
    assert_part(&said, "mechanism", "SCRAM-SHA-1", NULL);
    assert_string_equal(said.it.before, "hello");
    assert_string_equal(said.it.after, "ready");
    assert_true(next_is("MAIL"));
    assert_true(next_is("AUTH"));
    assert_false(next_is("STARTTLS")); /* not on offer */
    assert_false(next_is("BDAT"));
}

static void commands_are_judged_by_state_and_offer(void **state) {
    (void)state;
    smtp(OFFER "C: RCPT TO:<a@b>\nS: 503 5.5.1 no\n", 3);
    assert_says(said.it.detail, "In the state ready the standard does not allow RCPT");
    smtp(OFFER "C: STARTTLS\nS: 502 5.5.1 no\n", 3);
    assert_says(said.it.detail, "has not offered STARTTLS");
    smtp(OFFER "C: MAIL FROM:<a@b> RET=FULL\nS: 250 2.1.0 ok\n", 3);
    assert_says(said.it.detail, "RET needs DSN");
    assert_string_equal(said.it.after, "mail");
}

static void replies_are_judged_by_what_they_answer(void **state) {
    (void)state;
    smtp(OFFER "C: MAIL FROM:<a@b>\nS: 354 2.1.0 go\n", 4);
    assert_says(said.it.detail, "354 cannot answer MAIL");
    smtp(OFFER "C: MAIL FROM:<a@b>\nS: 214 2.1.0 go\n", 4);
    assert_says(said.it.detail, "does not list 214 as an answer to MAIL");
    smtp(OFFER "C: MAIL FROM:<a@b>\nS: 250 ok\n", 4);
    assert_says(said.it.detail, "has offered ENHANCEDSTATUSCODES");
    assert_true(next_is("RCPT"));
    smtp(OFFER "C: MAIL FROM:<a@b>\nS: 250 2.1.0 ok\n", 4);
    assert_false(explained_has(said.it.detail, "offered"));
    smtp(OFFER "S: 421 4.4.2 bye\n", 3);
    assert_says(said.it.detail, "Nothing was asked");
    /* RFC 2034 4 exempts greeting and hello */
    smtp(OFFER, 2);
    assert_false(explained_has(said.it.detail, "must begin this text"));
}

static void words_are_those_of_the_provider_that_speaks(void **state) {
    (void)state;
    smtp("S: 220 mx.google.com ESMTP x - gsmtp\nC: EHLO a\nS: 250 mx.google.com\nC: MAIL "
         "FROM:<a@b>\n"
         "S: 421-4.7.28 Gmail has detected an unusual rate of unsolicited email originating\n"
         "S: 421-4.7.28 from your IP Netblock [192.0.2.0/24]. To protect our users from spam,\n"
         "S: 421 4.7.28 email has been temporarily rate limited.\n",
         4);
    assert_says(said.it.provider.name, "Gmail");
    assert_says(said.it.provider.category, "rate");
    assert_int_equal(said.it.who, WHO_SENDER);
}

static void messages_and_closes_are_told(void **state) {
    (void)state;
    static const char text[] = ENVELOPE "C: DATA\nS: 354 go\nC: Subject: x\nC: \nC: ..\nC: .\n"
                                        "S: 250 ok\nC: QUIT\nS: 221 bye\nend S fin\n";
    smtp(text, 9);
    assert_says(said.it.detail, "came by DATA");
    assert_says(said.it.detail, "Dots taken out again: 1.");
    smtp(text, 10);
    assert_string_equal(said.it.after, "ready");
    smtp(text, 13);
    assert_says(said.it.title, "the server closes");
    assert_int_equal(said.it.part_count, 0);
}

static void ok_says_what_worked(void **state) {
    static const char text[] = "S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: LIST 1\n"
                               "S: +OK 1 20\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n";
    (void)state;
    pop3(text, 2);
    assert_says(said.it.title, "+OK: the name is taken");
    assert_string_equal(said.it.after, "authorization");
    pop3(text, 4);
    assert_says(said.it.title, "+OK: the login worked");
    assert_string_equal(said.it.after, "transaction");
    assert_true(next_is("STAT"));
    assert_false(next_is("USER"));
    pop3(text, 6);
    assert_says(said.it.title, "the size of one message");
    pop3(text, 10);
    assert_says(said.it.title, "marked messages are gone");
    assert_int_equal(said.it.next_count, 0);
    pop3("S: +OK\nC: QUIT\nS: +OK\n", 2);
    assert_says(said.it.title, "+OK: good-bye");
}

static void success_does_not_sound_like_trouble(void **state) {
    (void)state;
    smtp(OFFER "C: NOOP\nS: 250 2.0.0 ok\n", 4);
    assert_part(&said, "enhanced status code", "2.0.0", "it worked");
    smtp(OFFER "C: NOOP\nS: 450 4.0.0 no\n", 4);
    assert_part(&said, "enhanced status code", "4.0.0", "nothing more than the class");
}

static void scram_is_opened_step_by_step(void **state) {
    (void)state;
    static const char text[] = OFFER
        "C: AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM\n"
        "S: 334 "
        "cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjTkhZSlkxWlZ2V1ZzN2oscz1RU1hDUitRNnNlazhiZjky"
        "LGk9NDA5Ng==\n"
        "C: "
        "Yz1iaXdzLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdMM3JmY05IWUpZMVpWdldWczdqLHA9djBYOHYzQnoyVDBD"
        "SkdiSlF5RjBYK0hJNFRzPQ==\n"
        "S: 334 dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9\nC: \nS: 235 2.7.0 ok\n";
    smtp(text, 3);
    assert_part(&said, "user name", "biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM", "user");
    assert_part(&said, "channel binding", "biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM", "n:");
    smtp(text, 4);
    assert_says(said.it.title, "the server's first message");
    assert_true(said.it.part_count >= 5);
    assert_says(said.it.parts[said.it.part_count - 1].meaning, "4096");
    smtp(text, 5);
    assert_says(said.it.title, "the client's proof");
    assert_true(explained_has(said.it.input, "****"));
    for (size_t i = 0; i < said.it.part_count; i++)
        assert_false(explained_has(said.it.parts[i].meaning, "v0X8v3"));
    smtp(text, 6);
    assert_says(said.it.title, "the server's proof");
    smtp(text, 7);
    assert_says(said.it.title, "an empty response");
    smtp(text, 8);
    assert_says(said.it.title, "235");
    assert_false(explained_has(said.it.detail, "does not list"));
}

static void other_mechanisms_are_opened(void **state) {
    (void)state;
    static const char hello[] = "S: 220 a\nC: EHLO a\nS: 250-a\nS: 250 AUTH X\n";
    char text[2048];
    /* CRAM-MD5, RFC 2195 2 */
    (void)snprintf(
        text, sizeof text,
        "%sC: AUTH CRAM-MD5\nS: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
        "C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS: 235 ok\n",
        hello);
    smtp(text, 4);
    assert_says(said.it.parts[said.it.part_count - 1].meaning, "1992-02-04");
    smtp(text, 5);
    assert_part(&said, "user name", "****", "tim");
    assert_part(&said, "proof", "****", "not shown");
    /* DIGEST-MD5, RFC 2831 4 */
    (void)snprintf(
        text, sizeof text,
        "%sC: AUTH DIGEST-MD5\nS: 334 cmVhbG09ImVsd29vZC5pbm5vc29mdC5jb20iLG5vbmNlPSJPQTZNRzl0"
        "RVFHbTJoaCIscW9wPSJhdXRoIixhbGdvcml0aG09bWQ1LXNlc3MsY2hhcnNldD11dGYtOA==\nC: *\n"
        "S: 501 no\n",
        hello);
    smtp(text, 4);
    assert_says(said.it.title, "the server's challenge");
    assert_true(said.it.part_count >= 7);
    smtp(text, 5);
    assert_says(said.it.title, "gives up");
    assert_part(&said, "cancel", "*", NULL);
    /* XOAUTH2 and its error */
    (void)snprintf(
        text, sizeof text,
        "%sC: AUTH XOAUTH2 dXNlcj1qb0BleGFtcGxlLm9yZwFhdXRoPUJlYXJlciBhYmMBAQ==\n"
        "S: 334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwifQ==\n"
        "C: \nS: 535 5.7.8 no\n",
        hello);
    smtp(text, 3);
    assert_part(&said, "user name", "****", "jo@example.org");
    assert_part(&said, "token", "****", "not shown");
    smtp(text, 4);
    assert_says(said.it.title, "why the token was not taken");
    assert_says(said.it.detail, "JSON");
    assert_says(said.it.parts[said.it.part_count - 1].meaning, "https://mail");
}

static void ntlm_tells_domain_and_workstation(void **state) {
    (void)state;
    /* type 1 with domain "DOM" and workstation "WS"; type 2 with target "DOM" in UTF-16 */
    static const char text[] =
        "S: 220 a\nC: EHLO a\nS: 250-a\nS: 250 AUTH NTLM\n"
        "C: AUTH NTLM TlRMTVNTUAABAAAAAQAAAAMAAwAgAAAAAgACACMAAABET01XUw==\n"
        "S: 334 TlRMTVNTUAACAAAABgAGADAAAAABAAAAERERERERERERAAAAAAAAAAAAAAAAAAAAAEQATwBNAA==\n"
        "C: *\nS: 501 no\n";
    smtp(text, 3);
    bool domain = false, workstation = false;
    for (size_t i = 0; i < said.it.part_count; i++) {
        domain |= explained_has(said.it.parts[i].meaning, "DOM");
        workstation |= explained_has(said.it.parts[i].meaning, ": WS");
    }
    assert_true(domain && workstation);
    smtp(text, 4);
    assert_says(said.it.title, "the challenge");
    assert_true(said.it.part_count >= 4);
}

static void pop3_listings_are_told_by_their_command(void **state) {
    (void)state;
    static const char text[] =
        "S: +OK Dovecot ready. <1896.697170952@dbc.mtview.ca.us>\nC: USER jo\nS: +OK\nC: PASS x\n"
        "S: +OK\nC: STAT\nS: +OK 2 320\nC: LIST\nS: +OK\nS: 1 120\nS: 2 200\nS: .\nC: UIDL 1\n"
        "S: +OK 1 abc\nC: CAPA\nS: +OK\nS: TOP\nS: SASL PLAIN\nS: .\nC: QUIT\nS: +OK bye\n";
    pop3(text, 0);
    assert_part(&said, "timestamp", "<1896.697170952@dbc.mtview.ca.us>", NULL);
    assert_true(next_is("STLS"));
    pop3(text, 3);
    assert_part(&said, "password", "****", NULL);
    pop3(text, 6);
    assert_part(&said, "messages", "2", NULL);
    assert_says(said.it.detail, "answers STAT");
    assert_true(next_is("RETR"));
    pop3("S: +OK\nC: USER jo\nS: -ERR [UTF8] no\n", 2);
    assert_says(said.it.detail, "UTF8 as an answer to USER");
    pop3(text, 8);
    assert_part(&said, "message number", "2", NULL);
    assert_part(&said, "size", "200", NULL);
    pop3(text, 10);
    assert_part(&said, "unique id", "abc", NULL);
    pop3(text, 12);
    assert_part(&said, "capability", "TOP", NULL);
    assert_part(&said, "mechanism", "PLAIN", NULL);
    pop3(text, 13);
    assert_string_equal(said.it.after, "update");
}

/* The answer does not depend on what was asked before. */
static void events_may_be_asked_in_any_order(void **state) {
    (void)state;
    struct error error = {0};
    struct explainer *explainer = explainer_new(NULL, &error);
    struct transcript *transcript = transcript_new(&(struct transcript_options){0});
    struct session *session = dialogue_play(&smtp_dialogue, OFFER "C: STARTTLS\nS: 502 5.5.1 no\n",
                                            CUT_WHOLE, transcript_sink(transcript, NULL));
    static const size_t order[] = {3, 0, 3, 4, 3};
    session_free(session);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct arena arena = {0};
        struct explanation it;
        assert_true(explain_event(explainer, &arena, transcript, order[i], EXPLAIN_NORMAL, &it));
        assert_int_equal(explained_has(it.detail, "has not offered"), order[i] == 3);
        arena_free(&arena);
    }
    struct explanation none;
    assert_false(explain_event(explainer, NULL, transcript, 99, EXPLAIN_NORMAL, &none));
    transcript_free(transcript);
    explainer_free(explainer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(greetings_name_host_and_software, forget),
        cmocka_unit_test_teardown(offers_are_told_line_by_line, forget),
        cmocka_unit_test_teardown(commands_are_judged_by_state_and_offer, forget),
        cmocka_unit_test_teardown(replies_are_judged_by_what_they_answer, forget),
        cmocka_unit_test_teardown(words_are_those_of_the_provider_that_speaks, forget),
        cmocka_unit_test_teardown(messages_and_closes_are_told, forget),
        cmocka_unit_test_teardown(ok_says_what_worked, forget),
        cmocka_unit_test_teardown(success_does_not_sound_like_trouble, forget),
        cmocka_unit_test_teardown(scram_is_opened_step_by_step, forget),
        cmocka_unit_test_teardown(other_mechanisms_are_opened, forget),
        cmocka_unit_test_teardown(ntlm_tells_domain_and_workstation, forget),
        cmocka_unit_test_teardown(pop3_listings_are_told_by_their_command, forget),
        cmocka_unit_test_teardown(events_may_be_asked_in_any_order, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
