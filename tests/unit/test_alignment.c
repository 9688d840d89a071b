#include "diagnose/alignment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"
#include "told_transcript.h"

#define OPENING "S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250-mail.example.org\nS: 250 SIZE\n"
#define SENDER  "C: MAIL FROM:<a@b>\nS: 250 2.1.0 ok\n"
#define ENDING  "C: QUIT\nS: 221 bye\n"

/* The relations of all pairs, one character each: = ~ ! < >. */
static void assert_aligned(const char *left, const char *right, const char *expected) {
    struct transcript *a = told_transcript(&smtp_protocol, left);
    struct transcript *b = told_transcript(&smtp_protocol, right);
    struct alignment alignment;
    struct error error = {0};
    char found[256] = "";
    assert_true(alignment_of(a, b, &alignment, &error));
    assert_true(alignment.count < sizeof found);
    for (size_t i = 0; i < alignment.count; i++)
        found[i] = "=~!<>"[alignment.pairs[i].relation];
    assert_string_equal(found, expected);
    alignment_free(&alignment);
    transcript_free(a);
    transcript_free(b);
}

static void the_same_session_is_the_same(void **state) {
    (void)state;
    assert_aligned(OPENING SENDER ENDING, OPENING SENDER ENDING, "========");
}

static void names_and_wording_make_no_difference(void **state) {
    (void)state;
    assert_aligned(OPENING SENDER ENDING,
                   "S: 220 mx.example.com\nC: EHLO b\nS: 250-mx.example.com\nS: 250 SIZE\n"
                   "C: MAIL FROM:<x@y>\nS: 250 2.1.0 fine\n" ENDING,
                   "~~~~~===");
}

static void another_code_is_a_difference(void **state) {
    (void)state;
    assert_aligned(OPENING SENDER ENDING, OPENING "C: MAIL FROM:<a@b>\nS: 550 5.7.1 no\n" ENDING,
                   "====!===");
}

static void another_enhanced_code_is_a_difference(void **state) {
    (void)state;
    assert_aligned(OPENING SENDER ENDING, OPENING "C: MAIL FROM:<a@b>\nS: 250 2.0.0 ok\n" ENDING,
                   "====!===");
}

static void other_extensions_are_a_difference(void **state) {
    (void)state;
    assert_aligned(OPENING ENDING,
                   "S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250-mail.example.org\n"
                   "S: 250 PIPELINING\n" ENDING,
                   "==!===");
}

/* One recipient more is beside nothing, and what follows stands together again. */
static void what_is_on_one_side_alone_stands_alone(void **state) {
    (void)state;
    assert_aligned(OPENING SENDER "C: RCPT TO:<c@d>\nS: 250 ok\n" ENDING,
                   OPENING SENDER
                   "C: RCPT TO:<e@f>\nS: 550 no\nC: RCPT TO:<c@d>\nS: 250 ok\n" ENDING,
                   "=====>>=====");
    assert_aligned(OPENING "C: NOOP\nS: 250 ok\n" ENDING, OPENING ENDING, "===<<===");
}

/* What comes in another stage is something else, though it is the same command. */
static void stages_are_kept_apart(void **state) {
    struct transcript *a = told_transcript(&smtp_protocol, OPENING SENDER ENDING);
    struct transcript *b = told_transcript(&smtp_protocol, OPENING
                                           "C: AUTH PLAIN AGEAYg==\nS: 235 ok\n" SENDER ENDING);
    struct alignment alignment;
    struct error error = {0};
    (void)state;
    assert_true(alignment_of(a, b, &alignment, &error));
    size_t first = alignment_difference(&alignment, 0);
    assert_int_equal(alignment.pairs[first].stage, STAGE_AUTH);
    assert_int_equal(alignment.pairs[first].relation, RELATION_RIGHT);
    assert_int_equal(alignment.pairs[first].left, EVENT_NOTHING);
    assert_int_equal(alignment.pairs[first].right, 3);
    assert_int_equal(alignment_difference(&alignment, first + 2), alignment.count);
    for (size_t i = 1; i < alignment.count; i++)
        assert_true(alignment.pairs[i].stage >= alignment.pairs[i - 1].stage);
    alignment_free(&alignment);
    transcript_free(a);
    transcript_free(b);
}

static void a_session_beside_nothing_stands_alone(void **state) {
    (void)state;
    assert_aligned("", ENDING, ">>>");
    assert_aligned("", "", "");
}

/* Past the bound everything is still there once. */
static void long_sessions_lose_nothing(void **state) {
    struct transcript *a =
        told_transcript(&smtp_protocol, OPENING "C: VRFY a\nS: 252 x\nrepeat 1500 C: NOOP\n");
    struct transcript *b =
        told_transcript(&smtp_protocol, OPENING "C: EXPN a\nS: 252 x\nrepeat 1600 C: NOOP\n");
    struct alignment alignment;
    struct error error = {0};
    size_t left = 0, right = 0;
    (void)state;
    assert_true(alignment_of(a, b, &alignment, &error));
    for (size_t i = 0; i < alignment.count; i++) {
        left += alignment.pairs[i].left != EVENT_NOTHING;
        right += alignment.pairs[i].right != EVENT_NOTHING;
    }
    assert_int_equal(left, transcript_count(a));
    assert_int_equal(right, transcript_count(b));
    alignment_free(&alignment);
    transcript_free(a);
    transcript_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_session_is_the_same),
        cmocka_unit_test(names_and_wording_make_no_difference),
        cmocka_unit_test(another_code_is_a_difference),
        cmocka_unit_test(another_enhanced_code_is_a_difference),
        cmocka_unit_test(other_extensions_are_a_difference),
        cmocka_unit_test(what_is_on_one_side_alone_stands_alone),
        cmocka_unit_test(stages_are_kept_apart),
        cmocka_unit_test(a_session_beside_nothing_stands_alone),
        cmocka_unit_test(long_sessions_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
