/* The digests are the examples of FIPS 180-2, appendix B, and of the empty message. */
#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

struct example {
    const char *octets;
    const char *digest;
};

static const struct example examples[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

enum { EXAMPLES = sizeof examples / sizeof examples[0] };

static void assert_digest(struct digest *digest, const char *expected) {
    uint8_t sha256[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    assert_true(digest_finish(digest, sha256));
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", (unsigned)sha256[i]);
    assert_string_equal(text, expected);
}

static void one_digest_serves_all_examples(void **state) {
    (void)state;
    struct digest *digest = digest_new(NULL);
    assert_non_null(digest);
    for (size_t i = 0; i < EXAMPLES; i++) {
        assert_true(digest_begin(digest));
        assert_true(digest_add(digest, slice_string(examples[i].octets)));
        assert_digest(digest, examples[i].digest);
    }
    digest_free(digest);
}

static void pieces_do_not_matter(void **state) {
    (void)state;
    struct digest *digest = digest_new(NULL);
    assert_non_null(digest);
    struct slice octets = slice_string(examples[2].octets);
    for (size_t size = 1; size < octets.size; size++) {
        assert_true(digest_begin(digest));
        for (size_t at = 0; at < octets.size; at += size)
            assert_true(digest_add(digest, slice_part(octets, at, size)));
        assert_digest(digest, examples[2].digest);
    }
    digest_free(digest);
}

static void begin_forgets_what_was_added(void **state) {
    (void)state;
    struct digest *digest = digest_new(NULL);
    assert_non_null(digest);
    assert_true(digest_begin(digest));
    assert_true(digest_add(digest, SLICE("something else")));
    assert_true(digest_begin(digest));
    assert_true(digest_add(digest, SLICE("abc")));
    assert_digest(digest, examples[1].digest);
    digest_free(digest);
}

static void a_digest_that_was_not_begun_fails(void **state) {
    (void)state;
    uint8_t sha256[DIGEST_SIZE];
    struct digest *digest = digest_new(NULL);
    assert_non_null(digest);
    assert_false(digest_add(digest, SLICE("abc")));
    assert_false(digest_finish(digest, sha256));
    assert_true(digest_begin(digest));
    assert_true(digest_finish(digest, sha256));
    assert_false(digest_finish(digest, sha256));
    digest_free(digest);
    digest_free(NULL);
}

/* ---- several at a time, against OpenSSL ---- */

enum { MESSAGES = 5, ROUNDS = 400, LONGEST = 20000 };

static struct slice random_octets(uint8_t octets[LONGEST]) {
    static const int most[] = {1, 64, 130, 1460, LONGEST};
    size_t size = (size_t)(rand() % most[rand() % 5]);
    for (size_t i = 0; i < size; i++)
        octets[i] = (uint8_t)rand();
    return slice_of(octets, size);
}

static void assert_same_digest(struct digest *a, struct digest *b) {
    uint8_t digests[2][DIGEST_SIZE];
    assert_true(digest_finish(a, digests[0]));
    assert_true(digest_finish(b, digests[1]));
    assert_memory_equal(digests[0], digests[1], DIGEST_SIZE);
}

/* Messages of all sizes come in in turn, in pieces of all sizes; some end, some are given up. */
static void messages_at_the_same_time_do_not_matter(void **state) {
    static uint8_t octets[LONGEST];
    struct digest_pair pair = {0};
    struct digest *paired[MESSAGES], *alone[MESSAGES];
    (void)state;
    srand(7);
    for (size_t i = 0; i < MESSAGES; i++) {
        paired[i] = digest_new(&pair);
        alone[i] = digest_new_openssl();
        assert_true(paired[i] && alone[i] && digest_begin(paired[i]) && digest_begin(alone[i]));
    }
    for (int round = 0; round < ROUNDS; round++) {
        size_t i = (size_t)rand() % MESSAGES;
        struct slice piece = random_octets(octets);
        assert_true(digest_add(paired[i], piece) && digest_add(alone[i], piece));
        if (rand() % 8 > 0)
            continue;
        if (rand() % 4 > 0)
            assert_same_digest(paired[i], alone[i]);
        assert_true(digest_begin(paired[i]) && digest_begin(alone[i]));
    }
    for (size_t i = 0; i < MESSAGES; i++) {
        if (i > 0)
            assert_same_digest(paired[i], alone[i]);
        digest_free(paired[i]);
        digest_free(alone[i]);
    }
    assert_null(pair.waiting);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_digest_serves_all_examples),
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(begin_forgets_what_was_added),
        cmocka_unit_test(a_digest_that_was_not_begun_fails),
        cmocka_unit_test(messages_at_the_same_time_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
