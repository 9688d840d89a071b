/* What lies behind each header of the table. */
#include "capture_bytes.h"

#include "capture/encapsulation.h"
#include "capture/segment.h"

#define THREE  "020000000001 020000000002 020000000003" /* addresses */
#define FRAME  "020000000002 020000000001 0800 45"
#define COOKED "0000 0338 00000000000000000000"
#define LOGGED(size, type)                                                                         \
    size type "0000 00000000 00000000" /* the header of a netlink message                          \
                                        */

#define FILTERED(begin)                                                                            \
    begin "0000 656d30 00"                                                                         \
          "000000000000000000000000"                                                               \
          "00000000000000000000000000000000"                                                       \
          "00000003 ffffffff 00000000"
#define TAPPED(next, link) "10000000" next link "656e3000"

/* frame: hexadecimal; payload: what must be left of it, NULL: it is too short or contradicts itself
 */
static const struct example {
    uint16_t number, type;
    const char *frame;
    const char *payload;
} links[] = {
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
    {109, ETHER_IPV4, "02000000 00001234 00000c00 4501", "4501"},
    {109, ETHER_IPV6, "00000018 00001234 00000c00 6001", "6001"},
    {109, 0, "02000000 00001234 00000c", NULL},
    {117, ETHER_IPV4, FILTERED("3d02") "00000000 000000000000000002 000000 4502", "4502"},
    {117, ETHER_IPV6, FILTERED("3018") "6002", "6002"},
    {117, 0, FILTERED("3d02") "00000000", NULL},
    {117, 0, FILTERED("0402"), NULL},
    {258, ETHER_NONE, TAPPED("00000000", "01000000") "00", "00"},
    {12, ETHER_IPV4, "450a", "450a"},
    {14, ETHER_IPV6, "6008", "6008"},
    {101, ETHER_IPV4, "450b", "450b"},
    {101, ETHER_IPV6, "6009", "6009"},
    {101, ETHER_NONE, "7000", "7000"},
    {101, 0, "", NULL},
    {228, ETHER_IPV4, "450c", "450c"},
    {229, ETHER_IPV6, "600a", "600a"},
    /* PPP */
    {9, ETHER_IPV4, "0021 4501", "4501"},
    {9, ETHER_IPV6, "57 6001", "6001"},
    {9, ETHER_IPV4, "ff03 0021 4502", "4502"},
    {9, ETHER_MPLS, "ff03 0281 00064140", "00064140"},
    {9, ETHER_NONE, "c021 01", "01"},
    {9, 0, "", NULL},
    {9, 0, "ff03 00", NULL},
    {50, ETHER_IPV4, "ff03 21 4503", "4503"},
    {50, ETHER_IPV4, "0f00 0800 4504", "4504"},
    {50, ETHER_IPV6, "8f00 86dd 6002", "6002"},
    {104, ETHER_IPV4, "0f00 0800 4505", "4505"},
    {104, 0, "0f00 08", NULL},
    {166, ETHER_IPV4, "0003 0021 4506", "4506"},
    {166, ETHER_IPV4, "0103 21 4507", "4507"},
    {166, 0, "0003", NULL},
    {204, ETHER_IPV4, "01 ff03 0021 4508", "4508"},
    {204, ETHER_IPV6, "00 0057 6003", "6003"},
    {204, 0, "00", NULL},
    {51, ETHER_IPV4, "1100 0001 0004 0021 4509 0000", "4509"},
    {51, ETHER_NONE, "1109 0000 0004 01010000", "01010000"},
    {51, 0, "2100 0001 0004 0021 4509", NULL},
    {51, 0, "1100 0001 00", NULL},
    /* IEEE 802.11: three addresses, four, QoS, HT control */
    {105, ETHER_IPV4, "0801 0000" THREE "1000 aaaa03000000 0800 4501", "4501"},
    {105, ETHER_IPV4, "0803 0000" THREE "1000 020000000004 aaaa03000000 0800 4502", "4502"},
    {105, ETHER_IPV6, "8802 0000" THREE "1000 0000 aaaa03000000 86dd 6001", "6001"},
    {105, ETHER_IPV4, "8803 0000" THREE "1000 020000000004 0000 aaaa030000f8 0800 4503", "4503"},
    {105, ETHER_IPV4, "8882 0000" THREE "1000 0000 00000000 aaaa03000000 0800 4504", "4504"},
    /* the first of several packets */
    {105, ETHER_IPV4,
     "8802 0000" THREE "1000 8000 020000000002 020000000001 000a aaaa03000000 0800 4505 0000",
     "4505"},
    {105, 0, "8802 0000" THREE "1000 8000 020000000002 020000000001 00", NULL},
    /* protected, a fragment, its last one, a null frame, a beacon, another version, an
       acknowledgement */
    {105, ETHER_NONE, "0841 0000" THREE "1000 aaaa", "0841 0000" THREE "1000 aaaa"},
    {105, ETHER_NONE, "0805 0000" THREE "1000 aaaa", "0805 0000" THREE "1000 aaaa"},
    {105, ETHER_NONE, "0801 0000" THREE "1100 aaaa", "0801 0000" THREE "1100 aaaa"},
    {105, ETHER_NONE, "4801 0000" THREE "1000", "4801 0000" THREE "1000"},
    {105, ETHER_NONE, "8000 0000" THREE "1000 aaaa", "8000 0000" THREE "1000 aaaa"},
    {105, ETHER_NONE, "0901 0000" THREE "1000 aaaa", "0901 0000" THREE "1000 aaaa"},
    {105, ETHER_NONE, "d400 0000 020000000001", "d400 0000 020000000001"},
    {105, 0, "0801 0000 020000000001", NULL},
    {105, 0, "0803 0000" THREE "1000 0200", NULL},
    {105, 0, "", NULL},
    /* radiotap: empty; flags alone; time stamp, padding, a second word of what is present */
    {127, ETHER_IPV4, "0000 0800 00000000 0801 0000" THREE "1000 aaaa03000000 0800 4501", "4501"},
    {127, ETHER_IPV4,
     "0000 0900 02000000 20 8802 0000" THREE "1000 0000 0000 aaaa03000000 0800 4502", "4502"},
    {127, ETHER_IPV4,
     "0000 1900 03000080 00000000 00000000 0102030405060708 20"
     "8802 0000" THREE "1000 0000 0000 aaaa03000000 0800 4503",
     "4503"},
    {127, ETHER_IPV4, "0000 0800 02000000 0801 0000" THREE "1000 aaaa03000000 0800 4504", "4504"},
    {127, ETHER_IPV4, "0000 0800 03000080 0801 0000" THREE "1000 aaaa03000000 0800 4505", "4505"},
    {127, 0, "0000 0700 00000000", NULL},
    {127, 0, "0000 0c00 00000000", NULL},
    {127, 0, "0000 0800", NULL},
    /* Prism of both byte orders, AVS under either number */
    {119, ETHER_IPV4, "44000000 0c000000 00000000 0801 0000" THREE "1000 aaaa03000000 0800 4501",
     "4501"},
    {119, ETHER_IPV4, "00000044 0000000c 00000000 0801 0000" THREE "1000 aaaa03000000 0800 4502",
     "4502"},
    {119, ETHER_IPV4, "80211001 0000000c 00000000 0801 0000" THREE "1000 aaaa03000000 0800 4503",
     "4503"},
    {163, ETHER_IPV4, "80211001 0000000c 00000000 0801 0000" THREE "1000 aaaa03000000 0800 4504",
     "4504"},
    {119, 0, "44000000 04000000 00", NULL},
    {119, 0, "44000000 40000000 00", NULL},
    {119, 0, "44000000", NULL},
    /* netfilter: both byte orders, an attribute before the packet, none at all, lengths that lie */
    {239, ETHER_IPV4, "02000005 0800 0100 08000300 0600 0900 4501 0000", "4501"},
    {239, ETHER_IPV6, "0a000005 0008 0001 08000300 0006 0009 6001", "6001"},
    {239, ETHER_IPV4, "02000005 0500 0a00 6d 000000 0600 0900 4502", "4502"},
    {239, ETHER_IPV4, "02000005 ff00 0900 4503", "4503"},
    {239, ETHER_NONE, "02000005 0800 0100 08000300", ""},
    {239, ETHER_NONE, "02000005 0300 0900 4504", ""},
    {239, ETHER_NONE, "02000005", ""},
    {239, 0, "0200", NULL},
    /* netlink: a logged packet; a queued one behind a message that holds none; other families */
    {253, ETHER_IPV4, COOKED "000c" LOGGED("1a000000", "0004") "02000005 0600 0900 4501 0000",
     "4501"},
    {253, ETHER_IPV4, COOKED "000c" LOGGED("0000001a", "0400") "02000005 0006 0009 4502", "4502"},
    {253, ETHER_IPV6,
     COOKED "000c" LOGGED("14000000", "0200") "00000000" LOGGED(
         "1a000000", "0003") "0a000005 0600 0a00 6001 0000",
     "6001"},
    {253, ETHER_NONE, COOKED "000c" LOGGED("1a000000", "0104") "02000005 0600 0900 4503 0000", ""},
    {253, ETHER_NONE, COOKED "0000" LOGGED("1a000000", "0004") "02000005 0600 0900 4504 0000", ""},
    {253, ETHER_NONE, COOKED "000c", ""},
    {253, 0, COOKED "000c" LOGGED("0f000000", "0004"), NULL},
    {253, 0, COOKED "00", NULL},
};

static const struct example ether_types[] = {
    {ETHER_BRIDGED, ETHER_IPV4, "020000000002 020000000001 0800 4501", "4501"},
    {ETHER_VLAN, ETHER_IPV4, "0007 0800 4502", "4502"},
    {ETHER_QINQ, ETHER_IPV6, "0007 8100 0008 86dd 6001", "6001"},
    {ETHER_VLAN, 0, "0007 08", NULL},
    {ETHER_PPP, ETHER_IPV4, "ff03 0021 4503", "4503"},
    {ETHER_PPPOE, ETHER_IPV4, "1100 0001 0004 0021 4504", "4504"},
    /* MPLS: stacks, and what the first half octet below them says */
    {ETHER_MPLS, ETHER_IPV4, "00064140 4505", "4505"},
    {0x8848, ETHER_IPV6, "00064040 00065140 6002", "6002"},
    {ETHER_MPLS, ETHER_NONE, "00064140 1000 0021", "1000 0021"},
    {ETHER_MPLS, ETHER_BRIDGED, "000c8140 00000001" FRAME, FRAME},
    {ETHER_MPLS, ETHER_BRIDGED, "000c8140" FRAME, FRAME},
    {ETHER_MPLS, ETHER_BRIDGED, "000c8140 00000001 0200", "0200"},
    {ETHER_MPLS, ETHER_BRIDGED, "000c8140 a2" FRAME, "a2" FRAME},
    {ETHER_MPLS, 0, "00064040 000641", NULL},
    {ETHER_MPLS, 0, "00064140", NULL},
    /* ERSPAN */
    {ETHER_ERSPAN, ETHER_BRIDGED, "1007 0009 00000005" FRAME, FRAME},
    {0x22eb, ETHER_BRIDGED, "2007 0009 00000001 0000 0000" FRAME, FRAME},
    {0x22eb, ETHER_BRIDGED, "2007 0009 00000001 0000 0001 0000000000000000" FRAME, FRAME},
    {0x22eb, ETHER_IPV4, "2007 0009 00000001 0000 0800 4506", "4506"},
    {0x22eb, ETHER_NONE, "2007 0009 00000001 0000 0400 4506", "4506"},
    {ETHER_ERSPAN, ETHER_NONE, "3007 0009 00000005", "3007 0009 00000005"},
    {ETHER_ERSPAN, 0, "1007 0009 000000", NULL},
    {0x22eb, 0, "2007 0009 00000001 0000 00", NULL},
    {0x22eb, 0, "2007 0009 00000001 0000 0001 00000000000000", NULL},
};

static const struct example ip_protocols[] = {
    {4, ETHER_IPV4, "4501", "4501"},
    {41, ETHER_IPV6, "6001", "6001"},
    {137, ETHER_IPV4, "00064140 4502", "4502"},
    /* GRE: each field alone and all of them */
    {47, ETHER_IPV4, "0000 0800 4503", "4503"},
    {47, ETHER_IPV4, "8000 0800 12340000 4504", "4504"},
    {47, ETHER_IPV6, "2000 86dd 0000004d 6002", "6002"},
    {47, ETHER_MPLS, "1000 8847 00000001 00064140", "00064140"},
    {47, ETHER_BRIDGED, "b000 6558 12340000 0000004d 00000001" FRAME, FRAME},
    {47, ETHER_NONE, "4000 0800 00000000", "4000 0800 00000000"},
    {47, ETHER_NONE, "0002 0800 4505", "0002 0800 4505"},
    {47, 0, "b000 6558 12340000 0000004d 000000", NULL},
    {47, 0, "0000 08", NULL},
    /* without a sequence number ERSPAN has no header */
    {47, ETHER_BRIDGED, "0000 88be" FRAME, FRAME},
    {47, ETHER_ERSPAN, "1000 88be 00000001 1007", "1007"},
    /* PPTP: with an acknowledgement, without, an acknowledgement alone */
    {47, ETHER_PPP, "3081 880b 0004 0009 00000001 00000002 0021 4506 0000", "0021 4506"},
    {47, ETHER_PPP, "3001 880b 0004 0009 00000001 0021 4507", "0021 4507"},
    {47, ETHER_NONE, "2081 880b 0000 0009 00000002", ""},
    {47, 0, "3081 880b 0004 0009 00000001 000000", NULL},
};

/* What these carry has a port. */
static const struct example datagrams[] = {
    {17, 4789, "c000 12b5 000a 0000 0800 0000", "0800"},
    {17, 53, "c000 0035 0000 0000 0800", "0800"},
    {17, 53, "c000 0035 ffff 0000 0800", "0800"},
    {17, 0, "c000 0035 0007 0000 0800", NULL},
    {17, 0, "c000 0035 0008 00", NULL},
};

static const struct example udp_ports[] = {
    {4789, ETHER_BRIDGED, "08000000 00002a00" FRAME, FRAME},
    {8472, ETHER_BRIDGED, "88000001 00002a00" FRAME, FRAME},
    {4789, ETHER_NONE, "00000000 00002a00 4501", "4501"},
    {4789, 0, "08000000 00002a", NULL},
    {4790, ETHER_IPV4, "0c000001 00002a00 4502", "4502"},
    {4790, ETHER_IPV6, "0c000002 00002a00 6001", "6001"},
    {4790, ETHER_BRIDGED, "0c000003 00002a00" FRAME, FRAME},
    {4790, ETHER_NONE, "0c000004 00002a00 00", "00"},
    {4790, ETHER_MPLS, "0c000005 00002a00 00064140", "00064140"},
    {4790, ETHER_NONE, "0c0000ff 00002a00 00", "00"},
    {6081, ETHER_BRIDGED, "0000 6558 00002a00" FRAME, FRAME},
    {6081, ETHER_IPV4, "0200 0800 00002a00 0108010100000007 4503", "4503"},
    {6081, ETHER_NONE, "0080 0800 00002a00", "0080 0800 00002a00"},
    {6081, ETHER_NONE, "4000 0800 00002a00", "4000 0800 00002a00"},
    {6081, 0, "0200 0800 00002a00 01080101000000", NULL},
    {6081, 0, "0000 0800 00002a", NULL},
    {2152, ETHER_IPV4, "30ff 0002 0000002a 4504 0000", "4504"},
    {2152, ETHER_IPV4, "32ff 0006 0000002a 0001 00 85 4505", "4505"},
    {2152, ETHER_IPV4, "34ff 000e 0000002a 0000 00 85 01 0900 c0 01 0900 00 4506", "4506"},
    {2152, ETHER_NONE, "3001 0002 0000002a 4507", "3001 0002 0000002a 4507"},
    {2152, ETHER_NONE, "48ff 0002 0000002a 4507", "48ff 0002 0000002a 4507"},
    {2152, 0, "34ff 0008 0000002a 0000 00 85 00 0900 00", NULL},
    {2152, 0, "34ff 0008 0000002a 0000 00 85 02 0900 00", NULL},
    {2152, 0, "34ff 0004 0000002a 0000 00 85", NULL},
    {2152, 0, "32ff 0003 0000002a 0000 00", NULL},
    {2152, 0, "30ff 0002 000000", NULL},
};

/* Every example; what is left lies inside what it came from. */
static void check(const struct example *examples, size_t count, enum numbering by,
                  enum numbering inside) {
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &examples[i];
        struct buffer frame = {0};
        struct buffer expected = {0};
        struct carried inner;
        const struct encapsulation *row = encapsulation_find(by, example->number);
        assert_non_null(row);
        add_hex(&frame, example->frame);
        bool stripped = row->strip(buffer_slice(&frame), &inner);
        assert_int_equal(stripped, example->payload != NULL);
        if (example->payload) {
            add_hex(&expected, example->payload);
            assert_int_equal(inner.by, inside);
            assert_int_equal(inner.type, example->type);
            assert_octets(inner.octets, buffer_slice(&expected));
        }
        buffer_free(&frame);
        buffer_free(&expected);
    }
}

#define CHECK(examples, by, inside)                                                                \
    check(examples, sizeof(examples) / sizeof *(examples), by, inside)

static void test_links(void **state) {
    (void)state;
    CHECK(links, BY_LINK_TYPE, BY_ETHER_TYPE);
}

static void test_tunnels(void **state) {
    (void)state;
    CHECK(ether_types, BY_ETHER_TYPE, BY_ETHER_TYPE);
    CHECK(ip_protocols, BY_IP_PROTOCOL, BY_ETHER_TYPE);
    CHECK(datagrams, BY_IP_PROTOCOL, BY_UDP_PORT);
    CHECK(udp_ports, BY_UDP_PORT, BY_ETHER_TYPE);
}

/* Per-packet information and the packet tap have another link type within. */
static void test_links_within(void **state) {
    static const struct example examples[] = {
        {192, 105, "0000 0800 69000000 0801", "0801"},
        {192, 1, "0000 0c00 01000000 00000000 0200", "0200"},
        {192, 0, "0000 0800 00000100 0801", NULL},
        {192, 0, "0000 0700 69000000 0801", NULL},
        {192, 0, "0000 0900 69000000", NULL},
        {192, 0, "0000 0800 690000", NULL},
        {258, 1, TAPPED("01000000", "01000000") FRAME, FRAME},
        {149, 101, TAPPED("01000000", "65000000") "4501", "4501"},
        {258, 0, "ffffffff 01000000 01000000 00", NULL},
        {258, 0, "04000000 01000000 01000000 00", NULL},
        {258, 0, "0c000000 01000000 010000", NULL},
    };
    (void)state;
    CHECK(examples, BY_LINK_TYPE, BY_LINK_TYPE);
}

/* What a row takes off can have any length: a header that is cut is never read past its end, and
 * what is left lies within. */
static void check_cuts(const struct example *examples, size_t count, enum numbering by) {
    for (size_t i = 0; i < count; i++) {
        struct buffer frame = {0};
        add_hex(&frame, examples[i].frame);
        for (size_t size = 0; size < frame.size; size++) {
            struct carried inner;
            uint8_t *copy =
                malloc(size + 1); /* so that a sanitizer sees what is read past its end */
            assert_non_null(copy);
            memcpy(copy, frame.data, size);
            struct slice octets = slice_of(realloc(copy, size ? size : 1), size);
            if (encapsulation_find(by, examples[i].number)->strip(octets, &inner)) {
                assert_true(inner.octets.size <= size);
                assert_true(inner.octets.size == 0 ||
                            (inner.octets.data >= octets.data &&
                             inner.octets.data + inner.octets.size <= octets.data + size));
            }
            free((void *)(uintptr_t)octets.data);
        }
        buffer_free(&frame);
    }
}

static void test_cuts(void **state) {
    (void)state;
    check_cuts(links, sizeof links / sizeof *links, BY_LINK_TYPE);
    check_cuts(ether_types, sizeof ether_types / sizeof *ether_types, BY_ETHER_TYPE);
    check_cuts(ip_protocols, sizeof ip_protocols / sizeof *ip_protocols, BY_IP_PROTOCOL);
    check_cuts(udp_ports, sizeof udp_ports / sizeof *udp_ports, BY_UDP_PORT);
}

/* The table is searched by halves: each row must be found. */
static void test_order(void **state) {
    static const struct {
        enum numbering by;
        uint16_t number;
        const char *name;
    } rows[] = {
#define ENCAPSULATION(by, number, name, strip) {by, number, name},
#include "capture/encapsulations.def"
#undef ENCAPSULATION
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct encapsulation *row = encapsulation_find(rows[i].by, rows[i].number);
        assert_non_null(row);
        assert_string_equal(row->name, rows[i].name);
    }
    assert_null(encapsulation_find(BY_UDP_PORT, 53));
    assert_null(encapsulation_find(BY_UDP_PORT, UINT16_MAX));
}

static void test_names(void **state) {
    (void)state;
    assert_string_equal(link_type_name(107), "Frame Relay");
    assert_false(link_type_supported(107));
    assert_string_equal(link_type_name(276), "Linux cooked, version 2");
    assert_true(link_type_supported(276));
    assert_null(link_type_name(65535));
    assert_false(link_type_supported(65535));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links),        cmocka_unit_test(test_tunnels),
        cmocka_unit_test(test_links_within), cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
