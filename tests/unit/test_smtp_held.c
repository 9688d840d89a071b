/* What follows a pipelined DATA is held until its reply comes, at most 64 KiB; past that it is
 * taken as content. */
#include <stdlib.h>
#include <string.h>

#include "protocol/smtp_inside.h"
#include "smtp_test.h"

enum { LINE = 64 };

/* A dialogue that pipelines `lines` lines after DATA before the server says `reply`. The caller
 * frees it. */
static char *pipelined(size_t lines, const char *reply) {
    static const char start[] = ENVELOPE "C: DATA\n";
    char *text = calloc(1, sizeof start + lines * (LINE + 2) + strlen(reply) + 1);
    assert_non_null(text);
    strcpy(text, start);
    char *at = text + strlen(text);
    for (size_t i = 0; i < lines; i++) {
        memcpy(at, "C: ", 3);
        memset(at + 3, 'x', LINE - 2);
        at[LINE + 1] = '\n';
        at += LINE + 2;
    }
    strcpy(at, reply);
    return text;
}

static bool says(size_t lines, const char *reply, const char *expected) {
    char *text = pipelined(lines, reply);
    char *events = dialogue_events(&smtp_dialogue, text, CUT_RANDOM);
    bool found = strstr(events, expected) != NULL;
    free(events);
    free(text);
    return found;
}

static void what_fits_is_content_once_the_server_asks_for_it(void **state) {
    (void)state;
    const char *reply = "S: 354 go\nC: .\nS: 250 ok\n";
    size_t lines = SMTP_MOST_HELD / LINE - 1;
    assert_true(says(lines, reply, "9 C message DATA 65472/65475 \"xxx"));
    assert_false(says(lines, reply, "assumed"));
}

static void what_fits_is_commands_once_the_server_refuses(void **state) {
    (void)state;
    assert_true(says(2, "S: 554 no\nS: 500 what\nS: 500 what\n", "9 C command "));
    assert_true(says(2, "S: 554 no\nS: 500 what\nS: 500 what\n", "S reply to=9 refused 500"));
}

static void what_does_not_fit_is_taken_as_content(void **state) {
    (void)state;
    const char *reply = "C: .\nS: 354 go\nS: 250 ok\n";
    size_t lines = SMTP_MOST_HELD / LINE + 10;
    assert_true(says(lines, reply, "8 C message DATA 66176/66179 assumed \"xxx"));
    assert_true(says(lines, reply, "9 S reply to=7 more 354"));
    assert_true(says(lines, reply, "10 S reply to=8 ok 250 \"ok\" final"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_content_once_the_server_asks_for_it),
        cmocka_unit_test(what_fits_is_commands_once_the_server_refuses),
        cmocka_unit_test(what_does_not_fit_is_taken_as_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
