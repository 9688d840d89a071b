/* What lies in frames of each link type. */
#include "capture_bytes.h"

#include "capture/link.h"
#include "capture/segment.h"

/* frame: hexadecimal; payload: what must be left of it, NULL: too short */
static const struct example {
    uint16_t link_type, ether_type;
    const char *frame;
    const char *payload;
} examples[] = {
    {1, ETHER_IPV4, "020000000002 020000000001 0800 4501", "4501"},
    {1, ETHER_IPV6, "020000000002 020000000001 86dd 6001", "6001"},
    {1, 0x0806, "020000000002 020000000001 0806 0001", "0001"},
    {1, ETHER_IPV4, "020000000002 020000000001 0800", ""},
    {1, 0, "020000000002 020000000001 08", NULL},
    {1, ETHER_IPV4, "020000000002 020000000001 8100 0007 0800 4502", "4502"},
    {1, ETHER_IPV6, "020000000002 020000000001 88a8 0007 8100 0008 86dd 6002", "6002"},
    {1, ETHER_IPV4, "020000000002 020000000001 9100 0007 8100 0008 8100 0009 0800 4503", "4503"},
    {1, 0, "020000000002 020000000001 8100 0007 08", NULL},
    {1, ETHER_IPV4, "020000000002 020000000001 0024 aaaa03 000000 0800 4504", "4504"},
    {1, ETHER_NONE, "020000000002 020000000001 0024 424203 00 00", "424203 00 00"},
    {1, ETHER_NONE, "020000000002 020000000001 0006 aaaa03 000000", "aaaa03 000000"},
    {113, ETHER_IPV4, "0000 0001 0006 020000000001 0000 0800 4505", "4505"},
    {113, ETHER_IPV6, "0000 0001 0006 020000000001 0000 8100 0007 86dd 6003", "6003"},
    {113, 0, "0000 0001 0006 020000000001 0000 08", NULL},
    {276, ETHER_IPV4, "0800 0000 00000002 0001 00 06 0200000000010000 4506", "4506"},
    {276, 0, "86dd 0000 00000002 0001 00 06 02000000000100", NULL},
    {0, ETHER_IPV4, "02000000 4507", "4507"},
    {0, ETHER_IPV4, "00000002 4508", "4508"},
    {0, ETHER_IPV6, "18000000 6004", "6004"},
    {0, ETHER_IPV6, "1c000000 6005", "6005"},
    {0, ETHER_IPV6, "0000001e 6006", "6006"},
    {0, ETHER_NONE, "07000000 00", "00"},
    {0, 0, "020000", NULL},
    {108, ETHER_IPV4, "00000002 4509", "4509"},
    {108, ETHER_IPV6, "00000018 6007", "6007"},
    {12, ETHER_IPV4, "450a", "450a"},
    {14, ETHER_IPV6, "6008", "6008"},
    {101, ETHER_IPV4, "450b", "450b"},
    {101, ETHER_IPV6, "6009", "6009"},
    {101, ETHER_NONE, "7000", "7000"},
    {101, 0, "", NULL},
    {228, ETHER_IPV4, "450c", "450c"},
    {229, ETHER_IPV6, "600a", "600a"},
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
