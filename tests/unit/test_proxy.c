/* PROXY headers in front of a session. */
#include "protocol/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "heard.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define INET      "\xc0\x00\x02\x01\xc0\x00\x02\x19\xc3\x50\x00\x19"
#define GREETING  "220 mx\r\n"

/* The client's octets up to `cut` come before the server's greeting, the others after it. */
static struct heard play(struct slice client, size_t cut, size_t piece) {
    const struct turn_said turns[] = {
        {SIDE_CLIENT, slice_first(client, cut), 0},
        {SIDE_SERVER, SLICE(GREETING), 0},
        {SIDE_CLIENT, slice_from(client, cut), 0},
    };
    return heard_play(&proxy_layer, turns, cut < client.size ? 3 : 2, piece);
}

/* Whole, and in pieces of every size up to 40: `header` becomes one event of the kind, `text` goes
 * to the protocol, and so does what the server says. */
static struct event check(enum event_kind kind, struct slice header, struct slice text) {
    struct buffer client = {0};
    struct event event = {0};
    assert_true(buffer_add(&client, header) && buffer_add(&client, text));
    for (size_t piece = 0; piece <= 40; piece++) {
        struct heard heard = play(buffer_slice(&client), SIZE_MAX, piece ? piece : SIZE_MAX);
        assert_int_equal(heard.count, 1);
        event = heard.events[0];
        assert_int_equal(event.kind, kind);
        assert_int_equal(event.side, SIDE_CLIENT);
        assert_int_equal(event.n, 0);
        assert_int_equal(event.octets, header.size);
        assert_int_equal(event.packet, 1);
        assert_int_equal(event.at.ns, 1);
        assert_int_equal(event.end.ns, 1);
        heard_check(&heard, SIDE_CLIENT, text);
        heard_check(&heard, SIDE_SERVER, SLICE(GREETING));
        bool line = kind == EVENT_PROXY && event.proxy.version == 1;
        if (line)
            assert_true(slice_equal(event.proxy.line, slice_first(header, header.size - 2)));
        if (kind == EVENT_JUNK)
            assert_true(slice_starts(header, event.junk.text));
        heard_free(&heard);
    }
    buffer_free(&client);
    return event;
}

static struct proxy_event check_proxy(struct slice header) {
    return check(EVENT_PROXY, header, SLICE("EHLO a\r\nQUIT\r\n")).proxy;
}

static void check_junk(struct slice header) {
    check(EVENT_JUNK, header, SLICE("EHLO a\r\nQUIT\r\n"));
}

static void assert_ends(const struct proxy_event *proxy, const char *client, const char *server) {
    char text[ENDPOINT_TEXT];
    endpoint_text(&proxy->client, text);
    assert_string_equal(text, client);
    endpoint_text(&proxy->server, text);
    assert_string_equal(text, server);
    assert_false(proxy->local);
}

/* ---- version 1 ---- */

static void lines(void **unused) {
    (void)unused;
    struct proxy_event proxy = check_proxy(SLICE("PROXY TCP4 192.0.2.1 192.0.2.25 50000 25\r\n"));
    assert_int_equal(proxy.version, 1);
    assert_ends(&proxy, "192.0.2.1:50000", "192.0.2.25:25");
    proxy = check_proxy(SLICE("PROXY TCP6 2001:db8::1 2001:db8::19 65535 0\r\n"));
    assert_ends(&proxy, "[2001:db8::1]:65535", "[2001:db8::19]:0");
    /* the longest of all: 107 octets */
    proxy = check_proxy(SLICE("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"));
    assert_true(proxy.local);
    assert_true(check_proxy(SLICE("PROXY UNKNOWN\r\n")).local);
}

static void broken_lines(void **unused) {
    (void)unused;
    check_junk(SLICE("PROXY \r\n"));
    check_junk(SLICE("PROXY TCP4\r\n"));
    check_junk(SLICE("PROXY UNKNOWN\n"));
    check_junk(SLICE("PROXY UNKNOWNS\r\n"));
    check_junk(SLICE("PROXY TCP5 192.0.2.1 192.0.2.25 50000 25\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.1 192.0.2.25 50000\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.1 192.0.2.25 50000 65536\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.1 192.0.2.25 50000 25 1\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.1  192.0.2.25 50000 25\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.256 192.0.2.25 50000 25\r\n"));
    check_junk(SLICE("PROXY TCP4 192.0.2.1\0 192.0.2.25 50000 25\r\n"));
    check_junk(SLICE("PROXY TCP4 2001:db8::1 2001:db8::19 50000 25\r\n"));
    check_junk(SLICE("PROXY TCP6 192.0.2.1 192.0.2.25 50000 25\r\n"));
}

/* No line end among the first 107 octets: what follows them is text again. */
static void endless_line(void **unused) {
    (void)unused;
    uint8_t octets[200];
    memset(octets, '1', sizeof octets);
    memcpy(octets, "PROXY ", 6);
    struct event event =
        check(EVENT_JUNK, slice_of(octets, 107), slice_of(octets + 107, sizeof octets - 107));
    assert_int_equal(event.octets, 107);
}

/* ---- version 2 ---- */

static void binary(void **unused) {
    (void)unused;
    struct proxy_event proxy = check_proxy(SLICE(SIGNATURE "\x21\x11\x00\x0c" INET));
    assert_int_equal(proxy.version, 2);
    assert_ends(&proxy, "192.0.2.1:50000", "192.0.2.25:25");
    assert_int_equal(proxy.authority.size + proxy.tls.size, 0);
    /* followed by a TLV (PP2_TYPE_NOOP) */
    proxy = check_proxy(SLICE(SIGNATURE "\x21\x11\x00\x11" INET "\x04\x00\x02\r\n"));
    assert_ends(&proxy, "192.0.2.1:50000", "192.0.2.25:25");
    proxy = check_proxy(SLICE(SIGNATURE "\x21\x21\x00\x24"
                                        "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
                                        "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x19"
                                        "\xc3\x50\x00\x19"));
    assert_ends(&proxy, "[2001:db8::1]:50000", "[2001:db8::19]:25");
}

/* What follows the addresses; of what is cut short or too long nothing is taken. */
static void check_extras(struct slice header, const char *expected) {
    struct buffer client = {0};
    char text[128];
    assert_true(buffer_add(&client, header) && buffer_add(&client, SLICE("QUIT\r\n")));
    struct heard heard = play(buffer_slice(&client), SIZE_MAX, SIZE_MAX);
    const struct proxy_event *proxy = &heard.events[0].proxy;
    assert_int_equal(heard.events[0].kind, EVENT_PROXY);
    (void)snprintf(text, sizeof text, "%.*s/%.*s/%.*s/%.*s", (int)proxy->authority.size,
                   (const char *)proxy->authority.data, (int)proxy->tls.size,
                   (const char *)proxy->tls.data, (int)proxy->cipher.size,
                   (const char *)proxy->cipher.data, (int)proxy->common_name.size,
                   (const char *)proxy->common_name.data);
    assert_string_equal(text, expected);
    heard_check(&heard, SIDE_CLIENT, SLICE("QUIT\r\n"));
    heard_free(&heard);
    buffer_free(&client);
}

static void extras(void **unused) {
    (void)unused;
    check_extras(SLICE(SIGNATURE "\x21\x11\x00\x11" INET "\x02\x00\x02mx"), "mx///");
    check_extras(SLICE(SIGNATURE "\x21\x11\x00\x11" INET "\x02\x00\x03mx"), "///");
    check_extras(SLICE(SIGNATURE "\x21\x11\x00\x0e" INET "\x02\x00"), "///");
    check_extras(SLICE(SIGNATURE "\x21\x11\x00\x24" INET
                                 "\x20\x00\x10\x01\0\0\0\0\x21\x00\x03TLS\x23\x00\x02"
                                 "Ci"
                                 "\x02\x00\x02mx"),
                 "mx/TLS/Ci/");
    check_extras(
        SLICE(SIGNATURE "\x21\x11\x00\x19" INET "\x20\x00\x0a\x01\0\0\0\0\x22\x00\x02\x63n"),
        "///cn");
    check_extras(SLICE(SIGNATURE "\x21\x11\x00\x13" INET "\x20\x00\x04\x01\0\0\0"), "///");
}

static void binary_without_addresses(void **unused) {
    (void)unused;
    assert_true(check_proxy(SLICE(SIGNATURE "\x20\x00\x00\x00")).local);
    assert_true(check_proxy(SLICE(SIGNATURE "\x20\xff\x00\x03"
                                            "abc"))
                    .local);
    assert_true(check_proxy(SLICE(SIGNATURE "\x21\x00\x00\x00")).local);
    uint8_t paths[16 + 216] = SIGNATURE "\x21\x31\x00\xd8/run/client";
    struct proxy_event proxy = check_proxy(slice_of(paths, sizeof paths));
    assert_false(proxy.local);
    assert_int_equal(proxy.client.size, 0);
}

static void longest_binary(void **unused) {
    (void)unused;
    enum { LONGEST = 16 + 65535 };
    uint8_t *header = calloc(1, LONGEST);
    assert_non_null(header);
    memcpy(header, SIGNATURE "\x21\x11\xff\xff" INET, 28);
    struct proxy_event proxy = check_proxy(slice_of(header, LONGEST));
    assert_ends(&proxy, "192.0.2.1:50000", "192.0.2.25:25");
    free(header);
}

/* A prefix that is wrong is not believed when it says how many octets follow. */
static void broken_binary(void **unused) {
    (void)unused;
    check_junk(SLICE(SIGNATURE "\x11\x11\x00\x0c"));
    check_junk(SLICE(SIGNATURE "\x22\x11\x00\x0c"));
    check_junk(SLICE(SIGNATURE "\x21\x41\x00\x0c"));
    check_junk(SLICE(SIGNATURE "\x21\x13\x00\x0c"));
    check_junk(SLICE(SIGNATURE "\x21\x11\x00\x0b"));
    check_junk(SLICE(SIGNATURE "\x21\x21\x00\x23"));
}

/* ---- around the header ---- */

/* What the server says in the middle of a header passes by it. */
static void server_in_between(void **unused) {
    (void)unused;
    struct slice client = SLICE("PROXY TCP4 192.0.2.1 192.0.2.25 50000 25\r\nQUIT\r\n");
    for (size_t cut = 6; cut < client.size - 6; cut++) {
        struct heard heard = play(client, cut, SIZE_MAX);
        assert_int_equal(heard.count, 1);
        assert_int_equal(heard.events[0].kind, EVENT_PROXY);
        assert_int_equal(heard.events[0].end.ns, 3);
        heard_check(&heard, SIDE_CLIENT, SLICE("QUIT\r\n"));
        heard_check(&heard, SIDE_SERVER, SLICE(GREETING));
        heard_free(&heard);
    }
}

static void unfinished(void **unused) {
    (void)unused;
    check(EVENT_JUNK, SLICE("PROXY TCP4 192.0.2.1"), SLICE(""));
    check(EVENT_JUNK, SLICE(SIGNATURE "\x21"), SLICE(""));
    check(EVENT_JUNK, SLICE(SIGNATURE "\x21\x11\x02\x00" INET), SLICE(""));
}

static void no_header(void **unused) {
    (void)unused;
    static const char *const TEXTS[] = {"EHLO a\r\n", "PROXYTCP4\r\n", "proxy TCP4\r\n",
                                        "\r\n\r\nQUIT\r\n", "P"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct slice text = slice_string(TEXTS[i]);
        for (size_t piece = 1; piece <= text.size; piece++) {
            struct heard heard = play(text, SIZE_MAX, piece);
            assert_int_equal(heard.count, 0);
            heard_check(&heard, SIDE_CLIENT, text);
            heard_free(&heard);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(broken_lines),
        cmocka_unit_test(endless_line),
        cmocka_unit_test(binary),
        cmocka_unit_test(extras),
        cmocka_unit_test(binary_without_addresses),
        cmocka_unit_test(longest_binary),
        cmocka_unit_test(broken_binary),
        cmocka_unit_test(server_in_between),
        cmocka_unit_test(unfinished),
        cmocka_unit_test(no_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
