/* What lines that are no commands may give away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "protocol/stray.h"

typedef struct slice judgement(struct slice text, enum stray_due due);

static void check(judgement *judge, const char *line, enum stray_due due, const char *secret) {
    struct slice found = judge(slice_string(line), due);
    if (!slice_equal(found, slice_string(secret)))
        fail_msg("of \"%s\" the secret is \"%.*s\", not \"%s\"", line, (int)found.size,
                 (const char *)found.data, secret);
}

static void words_meant_to_log_in(void **state) {
    (void)state;
    static const char *const slips[] = {"PAS",  "PSAS",   "PASSS", "PADS", "pass:", "ASS", "PASSW",
                                        "AUHT", "AUTHEN", "APPO",  "APO",  "XAUTH", "PASW"};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        char line[64];
        size_t size = strlen(slips[i]);
        memcpy(line, slips[i], size);
        memcpy(line + size, " se cret", sizeof " se cret");
        struct slice secret = stray_secret(slice_string(line), STRAY_NOTHING);
        if (secret.size < 7 || !slice_equal(slice_from(secret, secret.size - 7), SLICE("se cret")))
            fail_msg("%s gives its argument away", slips[i]);
    }
    check(stray_secret, "PASSWORD secret", STRAY_NOTHING, "WORD secret");
    check(stray_secret, "PASSsecret", STRAY_NOTHING, "secret");
    check(stray_secret, "AUTH=PLAIN AGE=", STRAY_NOTHING, "=PLAIN AGE=");
    check(stray_secret, "PSAS  secret ", STRAY_NOTHING, " secret ");
}

static void other_words_are_shown(void **state) {
    (void)state;
    static const char *const lines[] = {"",      "GET / HTTP/1.0", "XYZZY plugh", "HELP me",
                                        "a b c", "12345678 9",     "ABCDEFGHIJKL"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        check(stray_secret, lines[i], STRAY_NOTHING, "");
}

static void base64_that_nobody_asked_for(void **state) {
    (void)state;
    check(stray_secret, "c2VjcmV0MQ==", STRAY_NOTHING, "c2VjcmV0MQ==");
    check(stray_secret, "cHdk", STRAY_NOTHING, "");
    check(stray_secret, "cHdk", STRAY_RESPONSE, "cHdk");
    check(stray_secret, "c2VjcmV0MQ", STRAY_RESPONSE, "c2VjcmV0MQ");
    check(stray_secret, "no-base64", STRAY_RESPONSE, "");
    check(stray_secret, "ab", STRAY_RESPONSE, "");
}

static void a_password_is_due(void **state) {
    (void)state;
    check(stray_secret, "secret", STRAY_PASSWORD, "secret");
    check(stray_secret, "P secret", STRAY_PASSWORD, "secret");
    check(stray_secret, "my pass phrase", STRAY_PASSWORD, "pass phrase");
    check(stray_secret, "s3cret word", STRAY_PASSWORD, "s3cret word");
    check(stray_secret, "", STRAY_PASSWORD, "");
}

static void pieces_of_lines(void **state) {
    (void)state;
    check(stray_fragment_secret, "PASS sec", STRAY_NOTHING, "sec");
    check(stray_fragment_secret, "AUTH PLAIN AGF", STRAY_NOTHING, "PLAIN AGF");
    check(stray_fragment_secret, "X-EXPS LOGIN YQ", STRAY_NOTHING, "LOGIN YQ");
    check(stray_fragment_secret, "VjcmV0MQ=", STRAY_NOTHING, "VjcmV0MQ=");
    check(stray_fragment_secret, "IN c2VjcmV0MQ==", STRAY_NOTHING, "c2VjcmV0MQ==");
    check(stray_fragment_secret, "ret", STRAY_PASSWORD, "ret");
    check(stray_fragment_secret, "OM:<a@b>", STRAY_NOTHING, "");
    check(stray_fragment_secret, "part of the text", STRAY_NOTHING, "");
    check(stray_fragment_secret, "", STRAY_PASSWORD, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_meant_to_log_in),
        cmocka_unit_test(other_words_are_shown),
        cmocka_unit_test(base64_that_nobody_asked_for),
        cmocka_unit_test(a_password_is_due),
        cmocka_unit_test(pieces_of_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
