/* smtp_test.h: what the tests of the SMTP module share. */
#ifndef HELOISE_TESTS_SMTP_TEST_H
#define HELOISE_TESTS_SMTP_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dialogue.h"
#include "protocol/registry.h"

/* The usual beginning, three events and the replies that answer them. */
#define HELLO "S: 220 mx.example.org ESMTP\nC: EHLO client.example\nS: 250 mx.example.org\n"
#define HELLO_EVENTS                                                                               \
    "0 S greeting ok 220 \"mx.example.org ESMTP\"\n"                                               \
    "1 C command EHLO \"EHLO client.example\" hello\n"                                             \
    "2 S reply to=1 ok 250 \"mx.example.org\"\n"

/* And an envelope with one recipient: seven events. */
#define ENVELOPE HELLO "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\n"
#define ENVELOPE_EVENTS                                                                            \
    HELLO_EVENTS "3 C command MAIL \"MAIL FROM:<a@b>\" sender address=a@b\n"                       \
                 "4 S reply to=3 ok 250 \"ok\"\n"                                                  \
                 "5 C command RCPT \"RCPT TO:<c@d>\" recipient address=c@d\n"                      \
                 "6 S reply to=5 ok 250 \"ok\"\n"

__attribute__((unused)) static const struct dialogue smtp_dialogue = {.protocol = &smtp_protocol};
__attribute__((unused)) static const struct dialogue lmtp_dialogue = {.protocol = &lmtp_protocol};
__attribute__((unused)) static const struct dialogue midstream_dialogue = {
    .protocol = &smtp_protocol, .midstream = true};

#endif
