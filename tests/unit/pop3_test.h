/* pop3_test.h: what the tests of the POP3 module share. */
#ifndef HELOISE_TESTS_POP3_TEST_H
#define HELOISE_TESTS_POP3_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dialogue.h"
#include "protocol/registry.h"

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

__attribute__((unused)) static const struct dialogue pop3 = {.protocol = &pop3_protocol};
__attribute__((unused)) static const struct dialogue with_states = {.protocol = &pop3_protocol,
                                                                    .states = true};
__attribute__((unused)) static const struct dialogue with_facts = {.protocol = &pop3_protocol,
                                                                   .facts = true};
__attribute__((unused)) static const struct dialogue midstream = {.protocol = &pop3_protocol,
                                                                  .midstream = true};

#endif
