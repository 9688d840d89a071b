/* ICMP errors: what they say, what they quote, and what is none. */
#include "capture_bytes.h"

#include "capture/icmp.h"

#define FOUR   "c0000201 c0000202"
#define SIX    "20010db8000000000000000000000001 20010db8000000000000000000000002"
#define QUOTE4 "4500 05dc 0001 4000 40 06 0000" FOUR
#define QUOTE6 "60000000 0014 06 40" SIX
#define TCP8   "9c40 0019 00000009"
#define TCP20  TCP8 "00000000 5002 0400 0000 0000"

/* icmp: from the ICMP header on; text NULL: no error that speaks of a TCP segment */
static const struct example {
    uint8_t size;
    const char *icmp;
    enum icmp_kind kind;
    const char *text;
    uint32_t mtu;
    bool whole;
} examples[] = {
    {4, "0300 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE, "network unreachable", 0, false},
    {4, "0301 0000 00000000" QUOTE4 TCP20, ICMP_UNREACHABLE, "host unreachable", 0, true},
    {4, "0303 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE, "port unreachable", 0, false},
    {4, "0304 0000 00000514" QUOTE4 TCP8, ICMP_FRAGMENTATION_NEEDED,
     "packet too big and not to be fragmented", 1300, false},
    {4, "0304 0000 ffff0000" QUOTE4 TCP8, ICMP_FRAGMENTATION_NEEDED,
     "packet too big and not to be fragmented", 0, false},
    {4, "0309 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE,
     "network unreachable (administratively prohibited)", 0, false},
    {4, "030a 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE,
     "host unreachable (administratively prohibited)", 0, false},
    {4, "030d 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE, "administratively prohibited", 0,
     false},
    {4, "0363 0000 00000000" QUOTE4 TCP8, ICMP_UNREACHABLE, "destination unreachable", 0, false},
    {4, "0b00 0000 00000000" QUOTE4 TCP8, ICMP_TIME_EXCEEDED, "time to live exceeded in transit", 0,
     false},
    {4, "0b01 0000 00000000" QUOTE4 TCP8, ICMP_TIME_EXCEEDED, "not all fragments arrived in time",
     0, false},
    {4, "0c00 0000 14000000" QUOTE4 TCP8, ICMP_PARAMETER_PROBLEM, "bad field in the IP header", 0,
     false},
    /* options in the quoted header; the first of its fragments */
    {4, "0301 0000 00000000 4600 05dc 0001 4000 40 06 0000" FOUR "01010101" TCP8, ICMP_UNREACHABLE,
     "host unreachable", 0, false},
    {4, "0301 0000 00000000 4500 05dc 0001 2000 40 06 0000" FOUR TCP8, ICMP_UNREACHABLE,
     "host unreachable", 0, false},
    {16, "0100 0000 00000000" QUOTE6 TCP8, ICMP_UNREACHABLE, "no route to destination", 0, false},
    {16, "0101 0000 00000000" QUOTE6 TCP8, ICMP_UNREACHABLE, "administratively prohibited", 0,
     false},
    {16, "0103 0000 00000000" QUOTE6 TCP8, ICMP_UNREACHABLE, "address unreachable", 0, false},
    {16, "0104 0000 00000000" QUOTE6 TCP20, ICMP_UNREACHABLE, "port unreachable", 0, true},
    {16, "01ff 0000 00000000" QUOTE6 TCP8, ICMP_UNREACHABLE, "destination unreachable", 0, false},
    {16, "0200 0000 00000500" QUOTE6 TCP8, ICMP_PACKET_TOO_BIG, "packet too big", 1280, false},
    {16, "0300 0000 00000000" QUOTE6 TCP8, ICMP_TIME_EXCEEDED, "hop limit exceeded in transit", 0,
     false},
    {16, "0401 0000 00000006" QUOTE6 TCP8, ICMP_PARAMETER_PROBLEM, "bad field in the IPv6 header",
     0, false},
    /* an extension header before the quoted TCP */
    {16, "0100 0000 00000000 60000000 001c 00 40" SIX "06 00 010400000000" TCP8, ICMP_UNREACHABLE,
     "no route to destination", 0, false},
    /* echo, redirect, neighbour discovery; no such type */
    {4, "0800 0000 00010001" QUOTE4 TCP8, 0, NULL, 0, false},
    {4, "0500 0000 c0000201" QUOTE4 TCP8, 0, NULL, 0, false},
    {16, "8700 0000 00000000" QUOTE6 TCP8, 0, NULL, 0, false},
    {4, "ffff 0000 00000000" QUOTE4 TCP8, 0, NULL, 0, false},
    /* of UDP, of a later fragment, of the other family */
    {4, "0303 0000 00000000 4500 05dc 0001 4000 40 11 0000" FOUR TCP8, 0, NULL, 0, false},
    {4, "0301 0000 00000000 4500 05dc 0001 2001 40 06 0000" FOUR TCP8, 0, NULL, 0, false},
    {4, "0301 0000 00000000" QUOTE6 TCP8, 0, NULL, 0, false},
    {16, "0100 0000 00000000" QUOTE4 TCP8, 0, NULL, 0, false},
    /* cut anywhere before the sequence number ends */
    {4, "", 0, NULL, 0, false},
    {4, "0301 0000 000000", 0, NULL, 0, false},
    {4, "0301 0000 00000000", 0, NULL, 0, false},
    {4, "0301 0000 00000000 4500 05dc 0001 4000 40 06", 0, NULL, 0, false},
    {4, "0301 0000 00000000" QUOTE4 "9c40 0019 000000", 0, NULL, 0, false},
    {4, "0301 0000 00000000 4f00 05dc 0001 4000 40 06 0000" FOUR TCP20, 0, NULL, 0, false},
    {16, "0100 0000 00000000" QUOTE6 "9c40 0019 000000", 0, NULL, 0, false},
    {16, "0100 0000 00000000 60000000 001c 00 40" SIX "06 ff 010400000000" TCP8, 0, NULL, 0, false},
};

static const uint8_t router[16] = {192, 0, 2, 254};

static void check_quote(const struct example *example, const struct icmp_quote *quote) {
    char source[ENDPOINT_TEXT], destination[ENDPOINT_TEXT];
    endpoint_text(&quote->source, source);
    endpoint_text(&quote->destination, destination);
    assert_string_equal(source, example->size == 4 ? "192.0.2.1:40000" : "[2001:db8::1]:40000");
    assert_string_equal(destination, example->size == 4 ? "192.0.2.2:25" : "[2001:db8::2]:25");
    assert_int_equal(quote->sequence, 9);
}

static void check(const struct example *example) {
    struct buffer icmp = {0};
    struct icmp_error error;
    struct icmp_quote quote;
    add_hex(&icmp, example->icmp);
    struct ip_packet ip = {.source = router,
                           .destination = router,
                           .address_size = example->size,
                           .protocol = example->size == 4 ? IP_PROTOCOL_ICMP : IP_PROTOCOL_ICMPV6,
                           .payload = buffer_slice(&icmp)};
    bool read = icmp_parse(&ip, &error, &quote);
    if (read != (example->text != NULL))
        fail_msg("%s: %s", example->icmp, read ? "is no error" : "is an error");
    if (read) {
        check_quote(example, &quote);
        assert_int_equal(error.kind, example->kind);
        assert_string_equal(error.text, example->text);
        assert_int_equal(error.mtu, example->mtu);
        assert_int_equal(error.whole, example->whole);
        assert_int_equal(error.from.size, example->size);
        assert_memory_equal(error.from.address, router, 16);
        assert_int_equal(error.from.port, 0);
    }
    /* The number of the other family means nothing. */
    ip.protocol = example->size == 4 ? IP_PROTOCOL_ICMPV6 : IP_PROTOCOL_ICMP;
    assert_false(icmp_parse(&ip, &error, &quote));
    buffer_free(&icmp);
}

static void errors_are_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        check(&examples[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(errors_are_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
