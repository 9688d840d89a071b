/* What names of cipher suites say: as in RFC 5246, RFC 5289, RFC 6655, RFC 7905 and RFC 8446. */
#include "tls/suite.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_suite(uint16_t number, const char *cipher, enum suite_mode mode, size_t key,
                         size_t block, const char *mac, const char *prf) {
    struct suite suite;
    assert_true(suite_find(number, &suite));
    assert_string_equal(suite.cipher, cipher);
    assert_int_equal(suite.mode, mode);
    assert_int_equal(suite.key, key);
    assert_int_equal(suite.block, block);
    assert_string_equal(suite.mac ? suite.mac : "", mac);
    assert_string_equal(suite.prf, prf);
}

static void suites(void **unused) {
    (void)unused;
    assert_suite(0x0005, "RC4", SUITE_STREAM, 16, 0, "SHA1", "SHA256");
    assert_suite(0x0004, "RC4", SUITE_STREAM, 16, 0, "MD5", "SHA256");
    assert_suite(0x000a, "DES-EDE3-CBC", SUITE_BLOCKS, 24, 8, "SHA1", "SHA256");
    assert_suite(0x003b, "", SUITE_NOTHING, 0, 0, "SHA256", "SHA256");
    assert_suite(0xc028, "AES-256-CBC", SUITE_BLOCKS, 32, 16, "SHA384", "SHA384");
    assert_suite(0xc02f, "AES-128-GCM", SUITE_NONCE, 16, 16, "", "SHA256");
    assert_suite(0xc030, "AES-256-GCM", SUITE_NONCE, 32, 16, "", "SHA384");
    assert_suite(0xc09c, "AES-128-CCM", SUITE_COUNTED, 16, 16, "", "SHA256");
    assert_suite(0xc0a0, "AES-128-CCM", SUITE_COUNTED, 16, 8, "", "SHA256");
    assert_suite(0xcca8, "ChaCha20-Poly1305", SUITE_MIXED, 32, 16, "", "SHA256");
    assert_suite(0x1302, "AES-256-GCM", SUITE_NONCE, 32, 16, "", "SHA384");
    assert_suite(0x1305, "AES-128-CCM", SUITE_COUNTED, 16, 8, "", "SHA256");
}

static void who_sends_the_secret(void **unused) {
    (void)unused;
    struct suite suite;
    assert_true(suite_find(0x002f, &suite) && suite.rsa);
    assert_true(suite_find(0xc02f, &suite) && !suite.rsa);
    assert_true(suite_find(0x1301, &suite) && !suite.rsa);
}

static void what_nobody_decrypts(void **unused) {
    (void)unused;
    struct suite suite;
    assert_false(suite_find(0xfefe, &suite));
    assert_false(suite_find(0x00ff, &suite)); /* no suite */
    assert_false(suite_find(0x0003, &suite)); /* RSA_EXPORT_WITH_RC4_40 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suites),
        cmocka_unit_test(who_sends_the_secret),
        cmocka_unit_test(what_nobody_decrypts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
