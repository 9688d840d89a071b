/* Who logs in, and what of a SASL exchange must not be shown. */
#include "protocol/sasl.h"

#include "facts/facts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Base64 of a literal, NULs included. */
static struct slice base64(struct arena *arena, struct slice text) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t *to = arena_octets(arena, text.size * 2 + 4);
    assert_non_null(to);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i += 3) {
        struct slice part = slice_part(text, i, 3);
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < part.size ? part.data[k] : 0);
        for (size_t k = 0; k < 4; k++)
            to[size++] = (uint8_t)(k <= part.size ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    return slice_of(to, size);
}

enum masked { SHOWN, MASKED };

/* The client says `text` (before base64); it must tell `user` and be masked or not. */
static void check(struct sasl *sasl, struct slice text, struct slice user, enum masked masked) {
    struct arena arena = {0};
    struct slice line = base64(&arena, text);
    struct sasl_step step = sasl_client(sasl, line, &arena);
    assert_false(step.malformed);
    assert_false(step.cancel);
    assert_true(slice_equal(step.user, user));
    assert_true(slice_equal(step.secret, masked == MASKED ? line : (struct slice){0}));
    arena_free(&arena);
}

static void ask(struct sasl *sasl, struct slice text) {
    struct arena arena = {0};
    assert_false(sasl_server(sasl, base64(&arena, text), &arena).malformed);
    arena_free(&arena);
}

static struct sasl begin(struct slice mechanism) {
    struct sasl sasl;
    sasl_begin(&sasl, mechanism);
    return sasl;
}

static void test_plain(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("plain"));
    check(&sasl, SLICE("\0alice\0wonderland"), SLICE("alice"), MASKED);
    sasl = begin(SLICE("PLAIN"));
    check(&sasl, SLICE("admin\0alice\0x"), SLICE("alice"), MASKED);
    sasl = begin(SLICE("PLAIN"));
    check(&sasl, SLICE("no nul at all"), SLICE(""), MASKED);
}

static void test_login(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("LOGIN"));
    ask(&sasl, SLICE("User Name\0"));
    check(&sasl, SLICE("alice"), SLICE("alice"), SHOWN);
    ask(&sasl, SLICE("Password\0"));
    check(&sasl, SLICE("wonderland"), SLICE(""), MASKED);
}

/* The prompt has the last word about what a line is. */
static void test_login_asked_for_the_password_first(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("LOGIN"));
    ask(&sasl, SLICE("Password:"));
    check(&sasl, SLICE("wonderland"), SLICE(""), MASKED);
}

static void test_cram(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("CRAM-MD5"));
    check(&sasl, SLICE("tim b913a602c7eda7a495b4e6e7334d3890"), SLICE("tim"), MASKED);
    sasl = begin(SLICE("CRAM-MD5"));
    check(&sasl, SLICE("a b c 0123"), SLICE("a b c"), MASKED);
}

static void test_digest(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("DIGEST-MD5"));
    check(&sasl, SLICE("charset=utf-8,username=\"ch\\\"ris\",realm=\"x\",response=d388"),
          SLICE("ch\"ris"), MASKED);
    check(&sasl, SLICE("username=\"never closed"), SLICE("never closed"), MASKED);
}

static void test_scram(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("SCRAM-SHA-256-PLUS"));
    check(&sasl, SLICE("p=tls-exporter,,n=us=2Cer=3d,r=fyko"), SLICE("us,er="), SHOWN);
    check(&sasl, SLICE("c=biws,r=fyko,p=v0X8"), SLICE(""), MASKED);
    sasl = begin(SLICE("SCRAM-SHA-999"));
    check(&sasl, SLICE("n,,n=user,r=x"), SLICE("user"), SHOWN);
}

static void test_tokens(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("XOAUTH2"));
    check(&sasl, SLICE("user=a@b.example\1auth=Bearer ya29\1\1"), SLICE("a@b.example"), MASKED);
    sasl = begin(SLICE("OAUTHBEARER"));
    check(&sasl, SLICE("n,a=a@b.example,\1host=h\1auth=Bearer v\1\1"), SLICE("a@b.example"),
          MASKED);
    check(&sasl, SLICE("\1"), SLICE(""), SHOWN);
}

/* A message of type 3 as MS-NLMP 2.2.1.3 lays it out: the name behind the fixed part of 64 octets.
 */
static void test_ntlm(void **state) {
    (void)state;
    uint8_t message[72] = "NTLMSSP";
    message[8] = 3;
    message[36] = 8;
    message[40] = 64;
    message[60] = 1;
    memcpy(message + 64, "b\0\xfc\0b\0\xac\x20", 8);
    struct sasl sasl = begin(SLICE("NTLM"));
    check(&sasl, slice_of("NTLMSSP\0\1\0\0\0\7\2\10", 15), SLICE(""), SHOWN);
    check(&sasl, slice_of(message, sizeof message),
          SLICE("b\xc3\xbc"
                "b\xe2\x82\xac"),
          MASKED);
    message[40] = 0xff;
    message[43] = 0xff;
    check(&sasl, slice_of(message, sizeof message), SLICE(""), MASKED);
    check(&sasl, slice_of(message, 40), SLICE(""), MASKED);
}

static void test_names_without_secret(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("ANONYMOUS"));
    check(&sasl, SLICE("sirhc"), SLICE("sirhc"), SHOWN);
    sasl = begin(SLICE("EXTERNAL"));
    check(&sasl, SLICE("fred"), SLICE("fred"), SHOWN);
}

/* Nobody knows what an unknown mechanism's lines hold. */
static void test_unknown_mechanism(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("X-NEW"));
    assert_null(sasl.mechanism);
    check(&sasl, SLICE("anything"), SLICE(""), MASKED);
    assert_false(sasl_known(SLICE("X-NEW")));
    assert_true(sasl_known(SLICE("gs2-whatever")));
    assert_false(sasl_known(SLICE("PLAIN-")));
}

static void test_lines_that_are_no_base64(void **state) {
    (void)state;
    static const char *const lines[] = {"wonderland!", "abc", "====", "ab=c", "YWJj YWJj", "a==="};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct arena arena = {0};
        struct sasl sasl = begin(SLICE("LOGIN"));
        struct slice line = slice_string(lines[i]);
        struct sasl_step step = sasl_client(&sasl, line, &arena);
        assert_true(step.malformed);
        assert_true(slice_equal(step.secret, line));
        arena_free(&arena);
    }
}

static void test_cancel_and_empty(void **state) {
    (void)state;
    struct arena arena = {0};
    struct sasl sasl = begin(SLICE("PLAIN"));
    assert_true(sasl_client(&sasl, SLICE("*"), &arena).cancel);
    assert_int_equal(sasl.client_steps, 0);
    struct sasl_step step = sasl_client(&sasl, SLICE("="), &arena);
    assert_false(step.cancel || step.malformed);
    assert_int_equal(step.secret.size, 0);
    assert_int_equal(sasl.client_steps, 1);
    arena_free(&arena);
}

/* Each row of the fact base has a shape here, so that its secrets are known. */
static void test_mechanisms_of_the_fact_base(void **state) {
    (void)state;
    size_t size, count;
    (void)fact_rows(FACT_MECHANISMS, &size, &count);
    for (size_t i = 0; i < count; i++) {
        const char *id = fact_at(FACT_MECHANISMS, i)->id;
        bool named = id[0] != '(' && !strchr(id, ' ');
        if (named && !sasl_known(slice_string(id)))
            fail_msg("%s", id);
    }
    assert_true(sasl_known(SLICE("scram-sha-384")));
    assert_false(sasl_known(SLICE("SECRET")));
}

static void test_hole_before_the_name(void **state) {
    (void)state;
    struct sasl sasl = begin(SLICE("LOGIN"));
    ask(&sasl, SLICE(""));
    sasl_hole(&sasl);
    ask(&sasl, SLICE(""));
    check(&sasl, SLICE("wonderland"), SLICE(""), MASKED);
}

static void test_names_of_mechanisms(void **state) {
    (void)state;
    assert_true(sasl_names_mechanism(SLICE("X-NEW_1")));
    assert_true(sasl_names_mechanism(SLICE("Scram-sha-1")));
    assert_false(sasl_names_mechanism(SLICE("AGFsaWNlAHNlY3JldA==")));
    assert_false(sasl_names_mechanism(SLICE("AGFsaWNlAHNlY3Jl")));
    assert_false(sasl_names_mechanism(SLICE("AN-UNHEARD-OF-LONG-NAME")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_login),
        cmocka_unit_test(test_login_asked_for_the_password_first),
        cmocka_unit_test(test_cram),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_scram),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_ntlm),
        cmocka_unit_test(test_names_without_secret),
        cmocka_unit_test(test_unknown_mechanism),
        cmocka_unit_test(test_lines_that_are_no_base64),
        cmocka_unit_test(test_cancel_and_empty),
        cmocka_unit_test(test_mechanisms_of_the_fact_base),
        cmocka_unit_test(test_hole_before_the_name),
        cmocka_unit_test(test_names_of_mechanisms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
