/* What lies in frames of each link type. */
#include "capture_bytes.h"

#include "capture/link.h"
#include "capture/segment.h"

/* frame: hexadecimal; payload: what must be left of it, NULL: too short */
static const struct example {
    uint16_t link_type;
    const char *frame;
    uint16_t ether_type;
    const char *payload;
} examples[] = {
    {1, "020000000002 020000000001 0800 4501", ETHER_IPV4, "4501"},
    {1, "020000000002 020000000001 86dd 6001", ETHER_IPV6, "6001"},
    {1, "020000000002 020000000001 0806 0001", 0x0806, "0001"},
    {1, "020000000002 020000000001 0800", ETHER_IPV4, ""},
    {1, "020000000002 020000000001 08", 0, NULL},
    {1, "020000000002 020000000001 8100 0007 0800 4502", ETHER_IPV4, "4502"},
    {1, "020000000002 020000000001 88a8 0007 8100 0008 86dd 6002", ETHER_IPV6, "6002"},
    {1, "020000000002 020000000001 9100 0007 8100 0008 8100 0009 0800 4503", ETHER_IPV4, "4503"},
    {1, "020000000002 020000000001 8100 0007 08", 0, NULL},
    {1, "020000000002 020000000001 0024 aaaa03 000000 0800 4504", ETHER_IPV4, "4504"},
    {1, "020000000002 020000000001 0024 424203 00 00", ETHER_NONE, "424203 00 00"},
    {1, "020000000002 020000000001 0006 aaaa03 000000", ETHER_NONE, "aaaa03 000000"},
    {113, "0000 0001 0006 020000000001 0000 0800 4505", ETHER_IPV4, "4505"},
    {113, "0000 0001 0006 020000000001 0000 8100 0007 86dd 6003", ETHER_IPV6, "6003"},
    {113, "0000 0001 0006 020000000001 0000 08", 0, NULL},
    {276, "0800 0000 00000002 0001 00 06 0200000000010000 4506", ETHER_IPV4, "4506"},
    {276, "86dd 0000 00000002 0001 00 06 02000000000100", 0, NULL},
    {0, "02000000 4507", ETHER_IPV4, "4507"},
    {0, "00000002 4508", ETHER_IPV4, "4508"},
    {0, "18000000 6004", ETHER_IPV6, "6004"},
    {0, "1c000000 6005", ETHER_IPV6, "6005"},
    {0, "0000001e 6006", ETHER_IPV6, "6006"},
    {0, "07000000 00", ETHER_NONE, "00"},
    {0, "020000", 0, NULL},
    {108, "00000002 4509", ETHER_IPV4, "4509"},
    {108, "00000018 6007", ETHER_IPV6, "6007"},
    {12, "450a", ETHER_IPV4, "450a"},
    {14, "6008", ETHER_IPV6, "6008"},
    {101, "450b", ETHER_IPV4, "450b"},
    {101, "6009", ETHER_IPV6, "6009"},
    {101, "7000", ETHER_NONE, "7000"},
    {101, "", 0, NULL},
    {228, "450c", ETHER_IPV4, "450c"},
    {229, "600a", ETHER_IPV6, "600a"},
};

static void test_examples(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *example = &examples[i];
        struct buffer frame = {0};
        struct buffer expected = {0};
        struct link_payload payload;
        const struct link *link = link_find(example->link_type);
        assert_non_null(link);
        add_hex(&frame, example->frame);
        bool stripped = link->strip(buffer_slice(&frame), &payload);
        assert_int_equal(stripped, example->payload != NULL);
        if (example->payload) {
            add_hex(&expected, example->payload);
            assert_int_equal(payload.ether_type, example->ether_type);
            assert_octets(payload.octets, buffer_slice(&expected));
        }
        buffer_free(&frame);
        buffer_free(&expected);
    }
}

static void test_names(void **state) {
    (void)state;
    assert_string_equal(link_type_name(105), "IEEE 802.11");
    assert_false(link_type_supported(105));
    assert_string_equal(link_type_name(276), "Linux cooked, version 2");
    assert_true(link_type_supported(276));
    assert_null(link_type_name(65535));
    assert_false(link_type_supported(65535));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
