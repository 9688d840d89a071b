/* What is SMTP or LMTP, and what only looks like it. */
#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"

static const struct dialogue anywhere = {.protocols = protocol_registry};
static const struct dialogue at_smtp = {.protocols = protocol_registry, .hint = &smtp_protocol};
static const struct dialogue at_lmtp = {.protocols = protocol_registry, .hint = &lmtp_protocol};
static const struct dialogue joined = {
    .protocols = protocol_registry, .hint = &smtp_protocol, .midstream = true};
static const struct dialogue joined_lmtp = {
    .protocols = protocol_registry, .hint = &lmtp_protocol, .midstream = true};

/* The protocol's name, or "" where it is none; the same in any cut. */
static const char *spoken(const struct dialogue *dialogue, const char *text) {
    const char *name = NULL;
    for (unsigned cut = CUT_WHOLE; cut < 6; cut++) {
        const struct sink silent = {0};
        struct session *session = dialogue_play(dialogue, text, cut, &silent);
        const struct protocol *protocol = session_protocol(session);
        const char *found = protocol ? protocol->name : "";
        session_free(session);
        if (name)
            assert_string_equal(found, name);
        name = found;
    }
    return name;
}

static void by_what_is_said(void **state) {
    (void)state;
    assert_string_equal(spoken(&anywhere, "S: 220 mx ESMTP\n"), "smtp");
    assert_string_equal(spoken(&anywhere, "S: 220 mx\nC: EHLO a\n"), "smtp");
    assert_string_equal(spoken(&anywhere, "C: EHLO a\nC: MAIL FROM:<a@b>\n"), "smtp");
    assert_string_equal(spoken(&anywhere, "S: 220 mx LMTP\n"), "lmtp");
    assert_string_equal(spoken(&anywhere, "S: 220 mx\nC: LHLO a\n"), "lmtp");
}

static void by_the_port(void **state) {
    (void)state;
    assert_string_equal(spoken(&at_smtp, "S: 220 mx ready\nend S fin\nend C fin\n"), "smtp");
    assert_string_equal(spoken(&at_smtp, "S: 220 mx ready\nC: XYZZY\nS: 500 what\n"), "smtp");
    assert_string_equal(spoken(&at_smtp, "S: 220 ftp.example.org\nC: EHLO a\nS: 250 a\n"), "smtp");
    assert_string_equal(spoken(&at_smtp, "S: 554 no\nend S fin\nend C fin\n"), "smtp");
    assert_string_equal(spoken(&at_lmtp, "S: 220 mx ready\nend S fin\nend C fin\n"), "lmtp");
    assert_string_equal(spoken(&at_lmtp, "S: 220 mx\nC: LHLO a\n"), "lmtp");
    assert_string_equal(spoken(&at_lmtp, "S: 220 mx\nC: EHLO a\n"), "smtp");
}

static void joined_late(void **state) {
    (void)state;
    assert_string_equal(spoken(&joined, "S: 250 ok\n"), "smtp");
    assert_string_equal(spoken(&joined_lmtp, "S: 250 ok\nC: RCPT TO:<a@b>\n"), "lmtp");
    assert_string_equal(spoken(&joined_lmtp, "S: 220 mx\n"), "lmtp");
}

/* Others at their own ports, and at ours. */
static void others(void **state) {
    (void)state;
    static const char *const texts[] = {
        "S: 220 ProFTPD Server ready\nC: FEAT\nS: 211 no\nC: QUIT\nS: 221 bye\n",
        "S: 220 ready\nC: USER alice\nS: 331 password\nC: PASS a\nS: 230 ok\nC: QUIT\nS: 221 bye\n",
        "S: 220 (vsFTPd 3.0.3)\nend S fin\nend C fin\n",
        "S: 220 FTP\nC: QUIT\nS: 221 bye\n",
        "S: 200 news\nC: MODE READER\nS: 200 ok\nC: GROUP a\nS: 211 1 1 1 a\nC: QUIT\nS: 205 bye\n",
        "S: 201 news\nC: AUTHINFO USER a\nS: 381 more\nC: HELP\nS: 100 help\nS: .\n",
        "C: NICK a\nC: USER a 0 * :a\nS: :irc 001 a :hello\nC: QUIT\n",
        "S: * OK IMAP4rev1\nC: a1 CAPABILITY\nS: a1 OK\n",
        "C: GET / HTTP/1.1\nC: Host: a\nC: \nS: HTTP/1.1 220 OK\n",
        "C: OPTIONS sip:a@b SIP/2.0\nS: SIP/2.0 200 OK\n",
        "C: DESCRIBE rtsp://a RTSP/1.0\nS: RTSP/1.0 200 OK\n",
        "C: *1\nC: $4\nC: PING\nS: +PONG\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (*spoken(&anywhere, texts[i]) || *spoken(&at_smtp, texts[i]) ||
            *spoken(&at_lmtp, texts[i]))
            fail_msg("taken for mail: %s", texts[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_what_is_said),
        cmocka_unit_test(by_the_port),
        cmocka_unit_test(joined_late),
        cmocka_unit_test(others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
