/* Lists of tags, and the signatures written as such. */
#include "message/signature.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_slice(struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.size, (const char *)slice.data, expected);
}

static void a_signature_is_read(void **state) {
    struct signature signature;
    (void)state;
    signature_read(SLICE("v=1; a=rsa-sha1; c=relaxed/simple; d=example.org;\r\n s=june ;"
                         " i=@mail.example.org; t=1795488804; x=1795575204; l=120;\r\n"
                         " h=From : to:\r\n  Date:From; bh=ab=; b=c d\r\n e="),
                   false, &signature);
    assert_slice(signature.algorithm, "rsa-sha1");
    assert_slice(signature.domain, "example.org");
    assert_slice(signature.selector, "june");
    assert_slice(signature.identity, "@mail.example.org");
    assert_slice(signature.instance, "");
    assert_true(signature.limited);
    assert_int_equal(signature.body_octets, 120);
    assert_true(signature.dated);
    assert_int_equal(signature.signed_at.ns / DURATION_SECOND, 1795488804);
    assert_true(signature.expiring);
    assert_true(signature_is_weak(&signature));
    assert_true(signature_covers(&signature, SLICE("from")));
    assert_true(signature_covers(&signature, SLICE("DATE")));
    assert_false(signature_covers(&signature, SLICE("Subject")));
}

static void of_arc_i_is_an_instance(void **state) {
    struct signature signature;
    (void)state;
    signature_read(SLICE("i=2; cv=pass; a=rsa-sha256; d=example.org; s=k; b=x"), true, &signature);
    assert_slice(signature.instance, "2");
    assert_slice(signature.identity, "");
    assert_slice(signature.chain, "pass");
    assert_false(signature.limited);
    assert_false(signature.dated);
    assert_false(signature_is_weak(&signature));
}

static void what_is_no_number_is_none(void **state) {
    static const char *const values[] = {"l=; t=; x=", "l=-1; t=1e9; x=99999999999999999999",
                                         "l=1 2; t= now; x=9223372037", ";;=;l;t;x", ""};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct signature signature;
        signature_read(slice_string(values[i]), false, &signature);
        assert_false(signature.limited);
        assert_false(signature.dated);
        assert_false(signature.expiring);
        assert_false(signature_covers(&signature, SLICE("")));
    }
}

static void the_first_tag_of_a_name_counts(void **state) {
    (void)state;
    assert_slice(tag_value(SLICE("d=a; D=b; d=c"), SLICE("d")), "a");
    assert_slice(tag_value(SLICE("d = a=b "), SLICE("d")), "a=b");
    assert_slice(tag_value(SLICE("dd=a"), SLICE("d")), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_read),
        cmocka_unit_test(of_arc_i_is_an_instance),
        cmocka_unit_test(what_is_no_number_is_none),
        cmocka_unit_test(the_first_tag_of_a_name_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
