#include "tls/names.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint16_t NUMBERS[] = {
#define CIPHER(number, name) number,
#include "tls/ciphers.def"
#undef CIPHER
};

/* The search relies on it. */
static void sorted(void **unused) {
    (void)unused;
    for (size_t i = 1; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        assert_true(NUMBERS[i - 1] < NUMBERS[i]);
}

static void assert_cipher(uint16_t number, const char *expected) {
    char text[TLS_NUMBER_TEXT];
    assert_true(slice_equal(tls_cipher_name(number, text), slice_string(expected)));
}

static void assert_version(uint16_t number, const char *expected) {
    char text[TLS_NUMBER_TEXT];
    assert_true(slice_equal(tls_version_name(number, text), slice_string(expected)));
}

static void every_row_is_found(void **unused) {
    (void)unused;
#define CIPHER(number, name) assert_cipher(number, #name);
#include "tls/ciphers.def"
#undef CIPHER
}

/* Numbers as in RFC 5246 A.5, RFC 8446 B.4, RFC 5289, RFC 7905. */
static void ciphers(void **unused) {
    (void)unused;
    assert_cipher(0x0005, "TLS_RSA_WITH_RC4_128_SHA");
    assert_cipher(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA");
    assert_cipher(0x1301, "TLS_AES_128_GCM_SHA256");
    assert_cipher(0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    assert_cipher(0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    assert_cipher(0x0000, "0x0000");
    assert_cipher(0x1300, "0x1300");
    assert_cipher(0xffff, "0xFFFF");
}

static void versions(void **unused) {
    (void)unused;
    assert_version(0x0300, "SSLv3");
    assert_version(0x0301, "TLSv1");
    assert_version(0x0304, "TLSv1.3");
    assert_version(0x7f1c, "0x7F1C");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted),
        cmocka_unit_test(every_row_is_found),
        cmocka_unit_test(ciphers),
        cmocka_unit_test(versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
