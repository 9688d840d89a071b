/* IPv4 and IPv6 headers: lengths that are short, long, absent; extension headers; fragments. */
#include "capture_bytes.h"

#include "capture/ip.h"

/* missing: octets that the snap length cut; payload NULL: lengths that do not fit */
static const struct example {
    const char *packet;
    uint32_t missing;
    uint8_t protocol;
    const char *payload;
    uint32_t cut;
} ipv4[] =
    {
#define ADDRESSES "c0000201 c0000202"
        {"4500 0016 0001 0000 40 06 0000" ADDRESSES "abcd", 0, 6, "abcd", 0},
        {"4500 0015 0001 4000 40 06 0000" ADDRESSES "ab 000000", 0, 6, "ab", 0}, /* padding */
        {"4500 0014 0001 4000 40 06 0000" ADDRESSES "000000", 0, 6, "", 0},
        {"4600 001a 0001 4000 40 11 0000" ADDRESSES "01010101 abcd", 0, 17, "abcd",
         0},                                                                      /* options */
        {"4500 0020 0001 4000 40 06 0000" ADDRESSES "abcd", 10, 6, "abcd", 10},   /* snap length */
        {"4500 0000 0001 4000 40 06 0000" ADDRESSES "abcdef", 0, 6, "abcdef", 0}, /* offload */
        {"4500 0000 0001 4000 40 06 0000" ADDRESSES "abcdef", 7, 6, "abcdef", 7},
        {"4500 0022 0001 4000 40 33 0000" ADDRESSES "06 01 0000 00000001 00000001 abcd", 0, 6,
         "abcd", 0}, /* authentication header */
        {"4500 0014 0001 4000 40 06 0000 c0000201 c00002", 0, 0, NULL, 0},
        {"4400 0014 0001 4000 40 06 0000" ADDRESSES, 0, 0, NULL, 0},
        {"4600 0014 0001 4000 40 06 0000" ADDRESSES "01010101", 0, 0, NULL, 0},
        {"4600 0018 0001 4000 40 06 0000" ADDRESSES "010101", 0, 0, NULL, 0},
        {"4500 0013 0001 4000 40 06 0000" ADDRESSES, 0, 0, NULL, 0},
        {"6500 0014 0001 4000 40 06 0000" ADDRESSES, 0, 0, NULL, 0},
#undef ADDRESSES
},
  ipv6[] = {
#define ADDRESSES "20010db8000000000000000000000001 20010db8000000000000000000000002"
#define OPTIONS   "00 010400000000"
      {"60000000 0002 06 40" ADDRESSES "abcd 0000", 0, 6, "abcd", 0},
      {"60000000 0010 06 40" ADDRESSES "abcd", 14, 6, "abcd", 14},
      {"60000000 0000 06 40" ADDRESSES "abcdef", 5, 6, "abcdef", 5}, /* jumbogram, offload */
      {"60000000 000a 00 40" ADDRESSES "06" OPTIONS "abcd", 0, 6, "abcd", 0},
      {"60000000 001a 00 40" ADDRESSES "2b" OPTIONS "3c" OPTIONS "06" OPTIONS "abcd", 0, 6, "abcd",
       0},
      {"60000000 000e 33 40" ADDRESSES "06 01 0000 00000001 00000001 abcd", 0, 6, "abcd", 0},
      {"60000000 000a 2c 40" ADDRESSES "06 00 0000 00000001 abcd", 0, 6, "abcd", 0}, /* atomic */
      {"60000000 0002 3a 40" ADDRESSES "8000", 0, 58, "8000", 0},
      {"60000000 0008 00 40" ADDRESSES "06 01 010400000000", 0, 0, NULL, 0}, /* longer than there */
      {"60000000 0004 00 40" ADDRESSES "06 00 0104", 0, 0, NULL, 0},
      {"60000000 0004 2c 40" ADDRESSES "06 00 0001", 0, 0, NULL, 0},
      {"60000000 0000 06 40 20010db8", 0, 0, NULL, 0},
#undef OPTIONS
#undef ADDRESSES
};

static void check(const struct example *examples, size_t count, uint16_t ether_type) {
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &examples[i];
        struct buffer packet = {0};
        struct buffer expected = {0};
        struct ip_packet ip;
        add_hex(&packet, example->packet);
        struct carried payload = {ether_type, buffer_slice(&packet), BY_ETHER_TYPE};
        enum ip_result result = ip_parse(&payload, example->missing, &ip);
        assert_int_equal(result, example->payload ? IP_PACKET : IP_BAD);
        if (example->payload) {
            add_hex(&expected, example->payload);
            assert_int_equal(ip.protocol, example->protocol);
            assert_int_equal(ip.cut, example->cut);
            assert_false(ip.fragment);
            assert_octets(ip.payload, buffer_slice(&expected));
            assert_int_equal(ip.source[ip.address_size - 1], 1);
            assert_int_equal(ip.destination[ip.address_size - 1], 2);
        }
        buffer_free(&packet);
        buffer_free(&expected);
    }
}

static void test_ipv4(void **state) {
    (void)state;
    check(ipv4, sizeof ipv4 / sizeof *ipv4, ETHER_IPV4);
}

static void test_ipv6(void **state) {
    (void)state;
    check(ipv6, sizeof ipv6 / sizeof *ipv6, ETHER_IPV6);
}

static void test_other(void **state) {
    (void)state;
    struct carried arp = {0x0806, SLICE(""), BY_ETHER_TYPE};
    struct ip_packet ip;
    assert_int_equal(ip_parse(&arp, 0, &ip), IP_OTHER);
}

static void test_ipv4_fragment(void **state) {
    (void)state;
    struct buffer packet = {0};
    struct ip_packet ip;
    add_ipv4(&packet, IP_PROTOCOL_TCP, 8, 0xbeef, 0x2000 | 185);
    add(&packet, SLICE("8 octets"));
    struct carried payload = {ETHER_IPV4, buffer_slice(&packet), BY_ETHER_TYPE};
    assert_int_equal(ip_parse(&payload, 0, &ip), IP_PACKET);
    assert_true(ip.fragment);
    assert_true(ip.more);
    assert_int_equal(ip.fragment_offset, 1480);
    assert_int_equal(ip.identification, 0xbeef);
    assert_octets(ip.payload, SLICE("8 octets"));
    buffer_free(&packet);
}

/* What follows the header of a fragment is not read before the packet is put together. */
static void test_ipv6_fragment(void **state) {
    (void)state;
    struct buffer packet = {0};
    struct ip_packet ip;
    add_ipv6(&packet, 0, 18);
    add_hex(&packet, "2c 00 010400000000 3c 00 05c8 0000beef ffff");
    struct carried payload = {ETHER_IPV6, buffer_slice(&packet), BY_ETHER_TYPE};
    assert_int_equal(ip_parse(&payload, 0, &ip), IP_PACKET);
    assert_true(ip.fragment);
    assert_false(ip.more);
    assert_int_equal(ip.fragment_offset, 1480);
    assert_int_equal(ip.identification, 0xbeef);
    assert_int_equal(ip.protocol, 60);
    assert_true(ip_leads_to_tcp(&ip));
    assert_octets(ip.payload, SLICE("\xff\xff"));
    buffer_free(&packet);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipv4),          cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_other),         cmocka_unit_test(test_ipv4_fragment),
        cmocka_unit_test(test_ipv6_fragment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
