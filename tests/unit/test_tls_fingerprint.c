/* The examples that the makers of JA3 and JA4 give. */
#include "tls/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buffer.h"

/* Numbers of two octets each, as a hello has them; extensions: each with an empty vector. */
static struct slice numbers(struct buffer *buffer, const uint16_t *items, size_t count,
                            bool extensions) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t octets[] = {(uint8_t)(items[i] >> 8), (uint8_t)(items[i] & 0xff), 0, 0};
        assert_true(buffer_add(buffer, slice_of(octets, extensions ? 4 : 2)));
    }
    return buffer_slice(buffer);
}

#define LIST(buffer, extensions, ...)                                                              \
    numbers(buffer, (const uint16_t[]){__VA_ARGS__},                                               \
            sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t), extensions)

static void assert_text(struct slice text, const char *expected) {
    assert_true(slice_equal(text, slice_string(expected)));
}

/* https://github.com/salesforce/ja3: how it works. */
static void ja3(void **unused) {
    (void)unused;
    struct crypto crypto;
    struct arena arena = {0};
    struct buffer lists[3] = {0};
    assert_true(crypto_bind(&crypto));
    struct client_hello hello = {
        .version = 769,
        .ciphers = LIST(&lists[0], false, 47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4),
        .extensions = LIST(&lists[1], true, 0, 10, 11),
        .groups = LIST(&lists[2], false, 23, 24, 25),
        .point_formats = SLICE("\0"),
    };
    assert_text(fingerprint_ja3(&crypto, &hello, &arena), "ada70206e40642a3e4461f35503241d5");
    struct client_hello bare = {.version = 769,
                                .ciphers = SLICE("\0\x04\0\x05\0\x0a\0\x09\0\x64\0\x62\0"
                                                 "\x03\0\x06\0\x13\0\x12\0\x63")};
    assert_text(fingerprint_ja3(&crypto, &bare, &arena), "de350869b8c85de67a350c8d186f11e6");
    arena_free(&arena);
    for (size_t i = 0; i < 3; i++)
        buffer_free(&lists[i]);
}

/* https://github.com/FoxIO-LLC/ja4, technical details of JA4; numbers of GREASE are left out. */
static void ja4(void **unused) {
    (void)unused;
    struct crypto crypto;
    struct arena arena = {0};
    struct buffer lists[3] = {0};
    assert_true(crypto_bind(&crypto));
    struct client_hello hello = {
        .version = 0x0303,
        .ciphers = LIST(&lists[0], false, 0x1a1a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c,
                        0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035),
        .extensions =
            LIST(&lists[1], true, 0x2a2a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d,
                 0x000d, 0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015),
        .signatures =
            LIST(&lists[2], false, 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601),
        .versions = SLICE("\x3a\x3a\x03\x04\x03\x03"),
        .protocols = SLICE("\x02h2\x08http/1.1"),
        .server_name = SLICE("example.com"),
    };
    assert_text(fingerprint_ja4(&crypto, &hello, &arena), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    hello.protocols = SLICE("\x03\xabxy");
    assert_text(slice_first(fingerprint_ja4(&crypto, &hello, &arena), 10), "t13d1516a9");
    assert_text(fingerprint_ja4(&crypto, &(struct client_hello){.version = 0x0300}, &arena),
                "ts3i000000_000000000000_000000000000");
    arena_free(&arena);
    for (size_t i = 0; i < 3; i++)
        buffer_free(&lists[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ja3),
        cmocka_unit_test(ja4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
