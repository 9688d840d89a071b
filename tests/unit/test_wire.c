#include "base/wire.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_endpoint(const struct endpoint *endpoint, const char *both,
                            const char *address) {
    char text[ENDPOINT_TEXT];
    endpoint_text(endpoint, text);
    assert_string_equal(text, both);
    endpoint_address_text(endpoint, text);
    assert_string_equal(text, address);
}

static void ipv4_is_dotted(void **state) {
    (void)state;
    assert_endpoint(&(struct endpoint){{192, 0, 2, 1}, 4, 25}, "192.0.2.1:25", "192.0.2.1");
    assert_endpoint(&(struct endpoint){{0}, 4, 0}, "0.0.0.0:0", "0.0.0.0");
    assert_endpoint(&(struct endpoint){{255, 100, 10, 9}, 4, 65535}, "255.100.10.9:65535",
                    "255.100.10.9");
}

static void ipv6_is_shortened(void **state) {
    (void)state;
    struct endpoint documentation = {{0x20, 0x01, 0x0d, 0xb8, [15] = 1}, 16, 587};
    assert_endpoint(&documentation, "[2001:db8::1]:587", "2001:db8::1");
    struct endpoint longest = {.size = 16, .port = 65535};
    memset(longest.address, 0xab, sizeof longest.address);
    assert_endpoint(&longest, "[abab:abab:abab:abab:abab:abab:abab:abab]:65535",
                    "abab:abab:abab:abab:abab:abab:abab:abab");
}

static void an_unknown_address_is_a_question_mark(void **state) {
    (void)state;
    assert_endpoint(&(struct endpoint){.port = 25}, "?:25", "?");
}

static void addresses_are_read(void **state) {
    static const struct {
        const char *text;
        unsigned size; /* 0: it is no address */
    } cases[] = {
        {"192.0.2.1", 4},    {"2001:db8::1", 16},
        {"::", 16},          {"::ffff:192.0.2.1", 16},
        {"192.0.2", 0},      {"192.0.2.256", 0},
        {"192.0.2.1 ", 0},   {"2001:db8::1::", 0},
        {"mx.example", 0},   {"", 0},
        {"192.0.2.1:25", 0}, {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct endpoint end = {.port = 25};
        char text[ENDPOINT_TEXT];
        bool read = endpoint_read_address(slice_string(cases[i].text), &end);
        assert_int_equal(read, cases[i].size > 0);
        assert_int_equal(end.size, cases[i].size);
        assert_int_equal(end.port, 25);
        endpoint_address_text(&end, text);
        if (read)
            assert_string_equal(text, cases[i].text);
    }
    struct endpoint end = {.size = 4, .address = {192, 0, 2, 1}};
    assert_false(endpoint_read_address(SLICE("192.0.2.1\0"), &end));
    assert_int_equal(end.size, 4);
}

static void a_word_is_what_is_there_of_eight_octets(void **state) {
    static const uint8_t octets[] = {0x81, 2, 3, 4, 5, 6, 7, 0xf8, 9};
    (void)state;
    for (size_t size = 0; size <= sizeof octets; size++) {
        uint64_t word = 0;
        for (size_t i = 0; i < size && i < sizeof word; i++)
            word |= (uint64_t)octets[i] << 8 * i;
        assert_true(read_word(slice_of(octets, size)) == word);
    }
    assert_true(read_word((struct slice){NULL, 0}) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read),
        cmocka_unit_test(ipv4_is_dotted),
        cmocka_unit_test(ipv6_is_shortened),
        cmocka_unit_test(an_unknown_address_is_a_question_mark),
        cmocka_unit_test(a_word_is_what_is_there_of_eight_octets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
