/* Local parts and domains, opened. */
#include "explain/address.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_slice(struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.size, (const char *)slice.data, expected);
}

static void plain_addresses_are_cut_at_the_last_at_sign(void **state) {
    (void)state;
    struct address address = address_open(SLICE("user@example.org"));
    assert_int_equal(address.form, ADDRESS_PLAIN);
    assert_slice(address.local, "user");
    assert_slice(address.domain, "example.org");
    address = address_open(SLICE("\"a@b\\\"c\"@example.org"));
    assert_int_equal(address.form, ADDRESS_QUOTED);
    assert_slice(address.local, "\"a@b\\\"c\"");
    assert_slice(address.domain, "example.org");
    assert_int_equal(address_open(SLICE("postmaster")).domain.size, 0);
    assert_int_equal(address_open(SLICE("")).local.size, 0);
}

static void tags_stand_behind_a_plus(void **state) {
    (void)state;
    struct address address = address_open(SLICE("user+list+more@example.org"));
    assert_int_equal(address.form, ADDRESS_TAGGED);
    assert_slice(address.base, "user");
    assert_slice(address.tag, "list+more");
    assert_int_equal(address_open(SLICE("+x@example.org")).form, ADDRESS_PLAIN);
}

static void verp_holds_the_recipient(void **state) {
    (void)state;
    struct address address = address_open(SLICE("bounces+jo=example.com@lists.example.org"));
    assert_int_equal(address.form, ADDRESS_VERP);
    assert_slice(address.base, "bounces");
    assert_slice(address.user, "jo");
    assert_slice(address.user_domain, "example.com");
    address = address_open(SLICE("list-return-17-jo=example.com@lists.example.org"));
    assert_int_equal(address.form, ADDRESS_VERP);
    assert_slice(address.base, "list-return-17");
    assert_slice(address.user, "jo");
    assert_int_equal(address_open(SLICE("a=b@example.org")).form, ADDRESS_PLAIN);
    assert_int_equal(address_open(SLICE("a-b=c@example.org")).form, ADDRESS_PLAIN);
}

static void srs_holds_the_sender(void **state) {
    (void)state;
    struct address address = address_open(SLICE("SRS0=HHHH=TT=example.com=jo@fwd.example.org"));
    assert_int_equal(address.form, ADDRESS_SRS0);
    assert_slice(address.tag, "HHHH");
    assert_slice(address.stamp, "TT");
    assert_slice(address.user_domain, "example.com");
    assert_slice(address.user, "jo");
    address = address_open(SLICE("srs1=GGGG=fwd.example.net==HHHH=TT=example.com=jo@x.example"));
    assert_int_equal(address.form, ADDRESS_SRS1);
    assert_slice(address.forwarder, "fwd.example.net");
    assert_slice(address.user, "jo");
    assert_slice(address.user_domain, "example.com");
    assert_int_equal(address_open(SLICE("SRS0=x@example.org")).form, ADDRESS_PLAIN);
    assert_int_equal(address_open(SLICE("SRS0")).form, ADDRESS_PLAIN);
    assert_int_equal(address_open(SLICE("SRS1=")).form, ADDRESS_PLAIN);
}

static void batv_is_signed(void **state) {
    (void)state;
    struct address address = address_open(SLICE("prvs=1234abcdef=jo@example.org"));
    assert_int_equal(address.form, ADDRESS_BATV);
    assert_slice(address.tag, "1234abcdef");
    assert_slice(address.user, "jo");
    assert_slice(address.user_domain, "example.org");
    assert_int_equal(address_open(SLICE("prvs=jo@example.org")).form, ADDRESS_PLAIN);
    assert_int_equal(address_open(SLICE("btv1==abc==jo@example.org")).form, ADDRESS_BATV);
}

static void domains_have_forms(void **state) {
    (void)state;
    static const struct {
        const char *domain;
        enum domain_form form;
    } cases[] = {
        {"example.org", DOMAIN_NAME},
        {"localhost", DOMAIN_SINGLE},
        {"[192.0.2.1]", DOMAIN_IPV4},
        {"[IPv6:2001:db8::1]", DOMAIN_IPV6},
        {"[x400:c=us]", DOMAIN_TAGGED},
        {"192.0.2.1", DOMAIN_BARE_ADDRESS},
        {"xn--mnchen-3ya.de", DOMAIN_ENCODED},
        {"mail.XN--p1ai", DOMAIN_ENCODED},
        {"m\xc3\xbcnchen.de", DOMAIN_UNICODE},
        {"", DOMAIN_SINGLE},
        {"[]", DOMAIN_SINGLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (domain_form(slice_string(cases[i].domain)) != cases[i].form)
            fail_msg("%s", cases[i].domain);
}

static void check_decoded(const char *domain, const char *expected) {
    struct arena arena = {0};
    assert_slice(domain_decode(slice_string(domain), &arena), expected);
    arena_free(&arena);
}

static void labels_are_decoded(void **state) {
    (void)state;
    check_decoded("xn--mnchen-3ya.de", "m\xc3\xbcnchen.de");
    check_decoded("mail.xn--p1ai", "mail.\xd1\x80\xd1\x84");
    check_decoded("xn--fiqs8s", "\xe4\xb8\xad\xe5\x9b\xbd"); /* two characters, no ASCII */
    check_decoded("example.org", "example.org");
    check_decoded("xn--", "xn--");
    check_decoded("xn--!!!", "xn--!!!");
    check_decoded("xn--99999999999999999999", "xn--99999999999999999999");
    check_decoded("a..b.", "a..b.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_addresses_are_cut_at_the_last_at_sign),
        cmocka_unit_test(tags_stand_behind_a_plus),
        cmocka_unit_test(verp_holds_the_recipient),
        cmocka_unit_test(srs_holds_the_sender),
        cmocka_unit_test(batv_is_signed),
        cmocka_unit_test(domains_have_forms),
        cmocka_unit_test(labels_are_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
