/* What is advised while a line is written: what may come, and what the line lacks. The sessions are
 * small dialogues; the line would be said behind them. */
#include "live/advice.h"
#include "live/guide.h"
#include "protocol/registry.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "told_transcript.h"

#define GREETED "S: 220 mail.example ESMTP\n"
#define OFFERED                                                                                    \
    GREETED "C: EHLO me.example\nS: 250-mail.example\nS: 250-SIZE 1000\nS: 250-DSN\n"              \
            "S: 250-8BITMIME\nS: 250 AUTH PLAIN CRAM-MD5\n"
#define BEGUN OFFERED "C: MAIL FROM:<a@b.example>\nS: 250 ok\n"

static struct transcript *told;

static struct footing stand(const struct protocol *protocol, const char *text) {
    transcript_free(told);
    told = told_transcript(protocol, text);
    return footing_of(told, protocol->name);
}

static int forget(void **state) {
    (void)state;
    transcript_free(told);
    told = NULL;
    return 0;
}

static void check_judged(const struct protocol *protocol, const char *text, const char *line,
                         enum advice_verdict verdict, const char *says, int at) {
    struct footing footing = stand(protocol, text);
    struct writer writer = writer_to(WRITER_MEMORY);
    struct advice advice = advice_judge(&footing, slice_string(line), &writer);
    writer_put(&writer, '\0');
    if (says && !strstr((const char *)writer.buffer.data, says))
        fail_msg("%s: %s", line, (const char *)writer.buffer.data);
    if (advice.verdict != verdict)
        fail_msg("%s: %d, %s", line, (int)advice.verdict, (const char *)writer.buffer.data);
    if (verdict == ADVICE_ODD && at >= 0)
        assert_int_equal(advice.at, at);
    writer_free(&writer);
}

#define assert_odd(text, line, says, at)                                                           \
    check_judged(&smtp_protocol, text, line, ADVICE_ODD, says, at)
#define assert_good(text, line) check_judged(&smtp_protocol, text, line, ADVICE_GOOD, NULL, -1)

/* The words, a blank between them. */
static void check_choices(const struct protocol *protocol, const char *text, const char *line,
                          const char *wanted) {
    struct footing footing = stand(protocol, text);
    struct advice_choices choices;
    struct writer writer = writer_to(WRITER_MEMORY);
    advice_choose(&footing, slice_string(line), &choices);
    for (size_t i = 0; i < choices.count; i++) {
        writer_string(&writer, i > 0 ? " " : "");
        writer_add(&writer, choices.words[i]);
    }
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data, wanted);
    writer_free(&writer);
}

#define assert_choices(text, line, wanted) check_choices(&smtp_protocol, text, line, wanted)

static void what_is_allowed_is_offered(void **state) {
    (void)state;
    assert_choices("", "", "");
    assert_choices(GREETED, "", "EHLO HELO NOOP HELP RSET QUIT");
    assert_choices(OFFERED, "", "EHLO HELO AUTH MAIL VRFY NOOP HELP RSET QUIT");
    assert_choices(OFFERED, "m", "MAIL");
    assert_choices(OFFERED, "R", "RSET");
    assert_choices(BEGUN, "R", "RCPT RSET");
    /* what is not allowed can still be typed */
    assert_choices(GREETED, "MA", "MAIL");
    assert_choices(OFFERED, "START", "STARTTLS");
}

static void what_stands_behind_a_verb_is_offered(void **state) {
    (void)state;
    assert_choices(OFFERED, "AUTH ", "PLAIN CRAM-MD5");
    assert_choices(OFFERED, "auth cr", "CRAM-MD5");
    assert_choices(OFFERED, "MAIL ", "FROM:<");
    assert_choices(OFFERED, "MAIL FROM:<a@b> ", "SIZE= RET= ENVID= BODY=7BIT BODY=8BITMIME AUTH=");
    assert_choices(OFFERED, "MAIL FROM:<a@b> SIZE=1 R", "RET=");
    assert_choices(OFFERED, "MAIL FROM:<a@b> BODY=8", "BODY=8BITMIME");
    assert_choices(OFFERED, "MAIL FROM:<a@b> RET=", "RET=FULL RET=HDRS");
    assert_choices(BEGUN, "RCPT TO:<a@b> ", "NOTIFY= ORCPT=");
    assert_choices(GREETED, "MAIL FROM:<a@b> ", ""); /* nothing was offered */
}

static void the_order_of_commands_is_told(void **state) {
    (void)state;
    assert_odd("", "EHLO me", "EHLO is not allowed before the greeting", 0);
    assert_odd(GREETED, "MAIL FROM:<a@b>", "MAIL is not allowed before EHLO", 0);
    assert_odd(GREETED, "RCPT TO:<a@b>", "RCPT is not allowed before MAIL", 0);
    assert_odd(OFFERED, "DATA", "DATA is not allowed before RCPT", 0);
    assert_odd(BEGUN, "MAIL FROM:<a@b>", "MAIL is not allowed in the state mail", 0);
    assert_odd(OFFERED, "STARTTLS", "STARTTLS, which the server does not offer", 0);
    assert_odd(OFFERED, "FROB x", "no command of SMTP", 0);
    assert_good(GREETED, "EHLO me.example");
    assert_good(OFFERED, "quit");
}

static void what_a_line_lacks_is_told(void **state) {
    (void)state;
    assert_odd(GREETED, "EHLO", "the name of the client", 4);
    assert_odd(OFFERED, "MAIL", "FROM:<reverse-path>", 4);
    assert_odd(BEGUN, "RCPT ", "RCPT needs TO:<forward-path>", 5);
    assert_odd(BEGUN, "RCPT TO:<>", "a mailbox", 8);
    assert_odd(BEGUN, "RCPT TO:a@b", "angle brackets", 8);
    assert_odd(BEGUN, "RCPT TO:<a@b", "not closed", 12);
    assert_odd(BEGUN, "RCPT a@b", "TO:", 5);
    assert_odd(OFFERED, "MAIL FROM: <a@b>", "blank", 10);
    assert_odd(OFFERED, "QUIT now", "nothing may stand behind", 5);
    assert_odd(OFFERED, "AUTH LOGIN", "LOGIN is not among", 5);
    assert_odd(BEGUN "C: RCPT TO:<c@d>\nS: 250 ok\n", "BDAT x", "BDAT needs CHUNKING", 0);
    assert_good(OFFERED, "MAIL FROM:<>");
    assert_good(BEGUN, "RCPT TO:<postmaster>");
}

static void parameters_go_by_what_is_offered(void **state) {
    (void)state;
    assert_good(OFFERED, "MAIL FROM:<a@b> SIZE=1000 BODY=8BITMIME RET=HDRS");
    assert_odd(OFFERED, "MAIL FROM:<a@b> SIZE=1001", "1000 octets at most", 21);
    assert_odd(OFFERED, "MAIL FROM:<a@b> SMTPUTF8", "SMTPUTF8 needs SMTPUTF8", 16);
    assert_odd(OFFERED, "MAIL FROM:<a@b> BODY=BINARYMIME", "does not offer BINARYMIME", 21);
    assert_odd(OFFERED, "MAIL FROM:<a@b> NOTIFY=NEVER", "no parameter of MAIL", 16);
    assert_odd(OFFERED, "MAIL FROM:<a@b> SIZE=", "the value of SIZE is missing", 21);
    assert_odd(OFFERED, "MAIL FROM:<a@b> FOO=1", "no parameter that is known", 16);
}

static void lengths_and_escapes_are_told(void **state) {
    char line[600] = "NOOP ";
    (void)state;
    memset(line + 5, 'x', 505);
    assert_good(OFFERED, line);
    line[510] = 'x';
    assert_odd(OFFERED, line, "longer than 512", 510);
    check_judged(&smtp_protocol, OFFERED, "NOOP \\q", ADVICE_WRONG, "backslash", -1);
    assert_good(OFFERED, "NOOP \\x00\\r");
}

static void content_and_logins_are_not_judged(void **state) {
    (void)state;
    const char *content = BEGUN "C: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go\n";
    check_judged(&smtp_protocol, content, "FROB", ADVICE_NONE, "content of the message", -1);
    assert_choices(content, "", "");
    check_judged(&smtp_protocol, OFFERED "C: AUTH PLAIN\nS: 334 \n", "FROB", ADVICE_NONE, "login",
                 -1);
    /* the dot ends it */
    assert_good(BEGUN "C: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go\nC: x\nC: .\nS: 250 ok\n",
                "MAIL FROM:<a@b>");
}

static void what_was_offered_before_tls_does_not_count(void **state) {
    (void)state;
    const char *text = OFFERED "C: RSET\nS: 250 ok\nsecure TLSv1.3\n";
    struct footing footing = stand(&smtp_protocol, text);
    assert_true(footing.secured);
    assert_null(footing.offers);
}

static void lines_that_are_not_answered_yet_count(void **state) {
    (void)state;
    assert_choices(OFFERED "C: MAIL FROM:<a@b>\n", "R", "RCPT RSET");
}

#define POP_GREETED "S: +OK ready <1.2@mail.example>\n"
#define POP_CAPA    POP_GREETED "C: CAPA\nS: +OK\nS: USER\nS: SASL PLAIN SCRAM-SHA-1\nS: UIDL\nS: .\n"
#define POP_INSIDE  POP_CAPA "C: USER a\nS: +OK\nC: PASS b\nS: +OK\n"

static void pop3_has_its_own(void **state) {
    const struct protocol *pop3 = &pop3_protocol;
    (void)state;
    check_choices(pop3, "S: +OK ready\n", "", "CAPA STLS AUTH USER QUIT");
    check_choices(pop3, POP_GREETED, "", "CAPA STLS AUTH APOP USER QUIT");
    check_choices(pop3, POP_CAPA, "", "CAPA AUTH APOP USER QUIT");
    check_choices(pop3, POP_CAPA, "AUTH ", "PLAIN SCRAM-SHA-1");
    check_choices(pop3, POP_CAPA "C: USER a\nS: +OK\n", "P", "PASS");
    check_choices(pop3, POP_INSIDE, "", "CAPA STAT LIST UIDL RETR DELE NOOP RSET QUIT");
    check_judged(pop3, POP_CAPA, "PASS b", ADVICE_ODD, "before USER", 0);
    check_judged(pop3, POP_CAPA, "STAT", ADVICE_ODD, "STAT is not allowed", 0);
    check_judged(pop3, POP_INSIDE, "RETR", ADVICE_ODD, "the number of a message", 4);
    check_judged(pop3, POP_INSIDE, "TOP 1", ADVICE_ODD, "TOP", 0);
    check_judged(pop3, POP_INSIDE, "RETR x", ADVICE_ODD, "x is no number", 5);
    check_judged(pop3, POP_INSIDE, "USER a", ADVICE_ODD, "not allowed", 0);
    check_judged(pop3, POP_INSIDE, "RETR 1", ADVICE_GOOD, NULL, -1);
}

static void secrets_are_known(void **state) {
    struct footing footing = stand(&pop3_protocol, POP_CAPA "C: USER a\nS: +OK\n");
    (void)state;
    assert_int_equal(advice_secret(&footing, SLICE("PASS abc")), 5);
    assert_int_equal(advice_secret(&footing, SLICE("PASS")), SIZE_MAX);
    assert_int_equal(advice_secret(&footing, SLICE("NOOP x")), SIZE_MAX);
    assert_true(advice_is_private(&footing, SLICE("PASS abc")));
    assert_true(advice_is_private(&footing, SLICE("pas abc"))); /* a password is due */
    assert_true(advice_is_private(&footing, SLICE("1s pass abc")));
    assert_true(advice_is_private(&footing, SLICE("\"PASS abc\\r\\n\"")));
    assert_true(advice_is_private(&footing, SLICE("APOP a 0123456789abcdef")));
    footing = stand(&smtp_protocol, OFFERED "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n");
    assert_int_equal(advice_secret(&footing, SLICE("YWxpY2U=")), 0);
    assert_true(advice_is_private(&footing, SLICE("YWxpY2U=")));
    footing = stand(&smtp_protocol, OFFERED);
    assert_int_equal(advice_secret(&footing, SLICE("AUTH PLAIN AGEAYg==")), 11);
    assert_true(advice_is_private(&footing, SLICE("auth plain AGEAYg==")));
    assert_false(advice_is_private(&footing, SLICE("MAIL FROM:<auth-or@pass.example>")));
}

/* Whatever is typed, in any state, is judged within its bounds. */
static void any_line_is_judged(void **state) {
    static const char *const pieces[] = {"MAIL",  "RCPT", " ",    "FROM:", "TO:", "<",       ">",
                                         "SIZE=", "AUTH", "\\x0", "\\r",   "\\",  "a@b",     "=",
                                         "BDAT",  "12",   "PASS", "\xff",  "\t",  "NOTIFY=", ""};
    static const char *const sessions[] = {"",
                                           GREETED,
                                           OFFERED,
                                           BEGUN,
                                           OFFERED "C: AUTH LOGIN\nS: 334 x\n",
                                           "S: 220\nC: EHLO\nS: 250\n"};
    uint32_t seed = 1;
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        struct footing footing =
            stand(&smtp_protocol, sessions[i % (sizeof sessions / sizeof *sessions)]);
        struct writer line = writer_to(WRITER_MEMORY), says = writer_to(WRITER_MEMORY);
        struct advice_choices choices;
        for (size_t words = i % 9; words > 0; words--) {
            seed = seed * 1664525 + 1013904223;
            writer_string(&line, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        struct slice text = buffer_slice(&line.buffer);
        struct advice advice = advice_judge(&footing, text, &says);
        assert_true(advice.at <= text.size && advice.size <= text.size - advice.at);
        advice_choose(&footing, text, &choices);
        assert_true(choices.count <= ADVICE_CHOICES && choices.start <= text.size);
        size_t secret = advice_secret(&footing, text);
        assert_true(secret == SIZE_MAX || secret <= text.size);
        (void)advice_is_private(&footing, text);
        writer_free(&line);
        writer_free(&says);
    }
}

static void guides_are_scripts(void **state) {
    const struct guide_people people = {
        .name = "me.example", .user = "alice", .domain = "example.org"};
    struct writer text = writer_to(WRITER_MEMORY), shown = writer_to(WRITER_MEMORY);
    struct script script;
    struct error error = {0};
    (void)state;
    for (size_t n = 0; guide_at("smtp", n); n++) { /* each can be read */
        text.buffer.size = 0;
        assert_true(guide_write(guide_at("smtp", n), "smtp", &people, SLICE(""), &text, &error));
        assert_true(script_read(&script, buffer_slice(&text.buffer), "", &error));
        assert_true(script.count > 0);
        script_clear(&script);
    }
    text.buffer.size = 0;
    const struct guide *send = guide_find("lmtp", SLICE("send"));
    assert_null(guide_find("pop3", SLICE("send")));
    assert_true(guide_write(send, "lmtp", &people, SLICE("carol"), &text, &error));
    assert_true(script_read(&script, buffer_slice(&text.buffer), "", &error));
    assert_int_equal(script.count, 4);
    guide_write_step(&script.list[1], "lmtp", &shown);
    assert_true(slice_equal(buffer_slice(&shown.buffer), SLICE("RCPT TO:<carol@example.org>")));
    assert_true(slice_search(script.list[3].content, SLICE("Date: ")) != SLICE_NONE);
    script_clear(&script);
    writer_free(&text);
    writer_free(&shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_allowed_is_offered),
        cmocka_unit_test(what_stands_behind_a_verb_is_offered),
        cmocka_unit_test(the_order_of_commands_is_told),
        cmocka_unit_test(what_a_line_lacks_is_told),
        cmocka_unit_test(parameters_go_by_what_is_offered),
        cmocka_unit_test(lengths_and_escapes_are_told),
        cmocka_unit_test(content_and_logins_are_not_judged),
        cmocka_unit_test(what_was_offered_before_tls_does_not_count),
        cmocka_unit_test(lines_that_are_not_answered_yet_count),
        cmocka_unit_test(pop3_has_its_own),
        cmocka_unit_test(secrets_are_known),
        cmocka_unit_test(any_line_is_judged),
        cmocka_unit_test(guides_are_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
