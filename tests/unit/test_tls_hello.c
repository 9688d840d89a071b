/* Hellos, whole, and with every length in them wrong. */
#include "tls/hello.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define RANDOM                                                                                     \
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"                             \
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"
#define RETRY                                                                                      \
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"                             \
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
/* session id of two octets, two suites, one compression method */
#define CLIENT     "\x03\x03" RANDOM "\x02\xaa\xbb\x00\x04\x13\x01\xc0\x30\x01\x00"
#define OTHER_NAME "\x05\x00\x01?"
#define SERVER     "\x03\x03" RANDOM "\x00\xc0\x30\x00"
#define SERVER_13  "\x03\x03" RANDOM "\x00\x13\x02\x00"
#define VERSION_13 "\x00\x2b\x00\x02\x03\x04"

/* Reads a copy that ends where the body does, so that a sanitizer sees who reads past it. */
static bool read_client(struct slice body, struct client_hello *hello, uint8_t **copy) {
    *copy = malloc(body.size + 1);
    assert_non_null(*copy);
    uint8_t *start = *copy + 1;
    memcpy(start, body.data, body.size);
    return client_hello_read(slice_of(start, body.size), hello);
}

static void assert_name(struct slice body, bool expected, struct slice name) {
    struct client_hello hello;
    uint8_t *copy;
    assert_int_equal(read_client(body, &hello, &copy), expected);
    assert_true(slice_equal(hello.server_name, name));
    free(copy);
}

static void assert_chosen(struct slice body, uint16_t version, uint16_t cipher, bool retry) {
    struct server_hello hello;
    assert_true(server_hello_read(body, &hello));
    assert_int_equal(hello.version, version);
    assert_int_equal(hello.cipher, cipher);
    assert_int_equal(hello.retry, retry);
}

static void server_names(void **unused) {
    (void)unused;
    assert_name(SLICE(CLIENT), true, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x00"), true, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x0b\x00\x00\x00\x07\x00\x05\x00\x00\x02mx"), true, SLICE("mx"));
    assert_name(
        SLICE(CLIENT "\x00\x11\x00\x17\x00\x00\x00\x00\x00\x09\x00\x07" OTHER_NAME "\x00\x00\x00"),
        true, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x0f\x00\x00\x00\x0b\x00\x09" OTHER_NAME "\x00\x00\x02mx"), true,
                SLICE("mx"));
    assert_name(SLICE(CLIENT "\x00\x04\x00\x00\x00\x00"), true, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x0b\x00\x00\x00\x07\x00\x05\x00\x00\x03mx"), true, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x0b\x00\x00\x00\x07\x00\x06\x00\x00\x02mx"), true, SLICE(""));
}

static void wrong_lengths_client(void **unused) {
    (void)unused;
    struct slice whole = SLICE(CLIENT "\x00\x0b\x00\x00\x00\x07\x00\x05\x00\x00\x02mx");
    size_t without_extensions = sizeof CLIENT - 1;
    for (size_t size = 0; size < whole.size; size++)
        assert_name(slice_first(whole, size), size == without_extensions, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x03\x00\x17\x00"), false, SLICE(""));
    assert_name(SLICE(CLIENT "\x00\x04\x00\x17\x00\x01"), false, SLICE(""));
}

static void versions(void **unused) {
    (void)unused;
    assert_chosen(SLICE(SERVER), 0x0303, 0xc030, false);
    assert_chosen(SLICE(SERVER "\x00\x05\xff\x01\x00\x01\x00"), 0x0303, 0xc030, false);
    assert_chosen(SLICE(SERVER_13 "\x00\x06" VERSION_13), 0x0304, 0x1302, false);
    assert_chosen(SLICE(SERVER_13 "\x00\x0b\xff\x01\x00\x01\x00" VERSION_13), 0x0304, 0x1302,
                  false);
    assert_chosen(SLICE("\x03\x03" RETRY "\x00\x13\x02\x00\x00\x06" VERSION_13), 0x0304, 0x1302,
                  true);
}

static void wrong_lengths_server(void **unused) {
    (void)unused;
    struct slice whole = SLICE(SERVER_13 "\x00\x06" VERSION_13);
    size_t without_extensions = sizeof SERVER_13 - 1;
    struct server_hello hello;
    for (size_t size = 0; size < whole.size; size++)
        assert_int_equal(server_hello_read(slice_first(whole, size), &hello),
                         size == without_extensions);
    assert_false(server_hello_read(SLICE(SERVER "\x00\x05\x00\x2b\x00\x01\x03"), &hello));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_names),
        cmocka_unit_test(wrong_lengths_client),
        cmocka_unit_test(versions),
        cmocka_unit_test(wrong_lengths_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
