/* SOCKS and HTTP CONNECT in front of a session: opened, refused, asked again, something else. */
#include "protocol/connect.h"
#include "protocol/socks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "heard.h"

#define CLIENT(text)                                                                               \
    { SIDE_CLIENT, SLICE(text), 0 }
#define SERVER(text)                                                                               \
    { SIDE_SERVER, SLICE(text), 0 }
#define LOST(side, count)                                                                          \
    { side, {NULL, 0}, count }
#define COUNT(turns) (sizeof(turns) / sizeof *(turns))

enum { PIECES = 30 };

/* What every way to cut the turns must give. */
struct expected {
    size_t count; /* events */
    const char *client, *server;
};

static void assert_same(const struct event *a, const struct event *b) {
    assert_int_equal(a->at.ns, b->at.ns);
    assert_int_equal(a->end.ns, b->end.ns);
    assert_int_equal(a->offset, b->offset);
    assert_int_equal(a->octets, b->octets);
    assert_int_equal(a->packet, b->packet);
    assert_int_equal(a->proxy.outcome, b->proxy.outcome);
    assert_int_equal(a->proxy.code, b->proxy.code);
    assert_true(slice_equal(a->proxy.name, b->proxy.name));
    assert_true(slice_equal(a->proxy.secret, b->proxy.secret));
}

/* Plays the turns whole and in pieces; returns what was heard of them whole. */
static struct heard check(const struct layer *layer, const struct turn_said *turns, size_t count,
                          struct expected expected) {
    struct heard whole = heard_play(layer, turns, count, SIZE_MAX);
    assert_int_equal(whole.count, expected.count);
    for (size_t piece = 1; piece <= PIECES; piece++) {
        struct heard heard = heard_play(layer, turns, count, piece);
        assert_int_equal(heard.count, expected.count);
        heard_check(&heard, SIDE_CLIENT, slice_string(expected.client));
        heard_check(&heard, SIDE_SERVER, slice_string(expected.server));
        for (size_t i = 0; i < heard.count; i++)
            assert_same(&heard.events[i], &whole.events[i]);
        heard_free(&heard);
    }
    return whole;
}

#define CHECK(layer, turns, count, client, server)                                                 \
    check(layer, turns, COUNT(turns), (struct expected){count, client, server})

static void assert_text(struct slice text, const char *expected) {
    assert_true(slice_equal(text, slice_string(expected)));
}

static void assert_target(const struct proxy_event *proxy, const char *expected) {
    char text[ENDPOINT_TEXT];
    endpoint_text(&proxy->target, text);
    assert_string_equal(text, expected);
}

/* ---- SOCKS ---- */

#define ASK_NAME "\x05\x01\x00\x03\x02mx\x00\x19"
#define GRANTED  "\x05\x00\x00\x01\xc0\x00\x02\x50\x9c\x40"

static void socks5(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("\x05\x02\x00\x01"),   SERVER("\x05\x00"), CLIENT(ASK_NAME),
        SERVER(GRANTED "220 mx\r\n"), CLIENT("QUIT\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&socks_layer, turns, 1, "QUIT\r\n", "220 mx\r\n");
    const struct event *event = &heard.events[0];
    assert_int_equal(event->kind, EVENT_PROXY);
    assert_int_equal(event->proxy.protocol, PROXY_SOCKS5);
    assert_int_equal(event->proxy.version, 5);
    assert_int_equal(event->proxy.outcome, OUTCOME_OK);
    assert_int_equal(event->octets, 4 + 9);
    assert_int_equal(event->packet, 1);
    assert_int_equal(event->at.ns, 1);
    assert_int_equal(event->end.ns, 4);
    assert_text(event->proxy.name, "mx");
    assert_target(&event->proxy, "?:25");
    assert_int_equal(event->proxy.secret.size, 0);
    heard_free(&heard);
}

static void socks5_login(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("\x05\x01\x02"),
        SERVER("\x05\x02"),
        CLIENT("\x01\x03joe\x06secret"),
        SERVER("\x01\x00"),
        CLIENT("\x05\x01\x00\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x00\x19"),
        SERVER("\x05\x00\x00\x03\x01x\x00\x00"),
        CLIENT("QUIT\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&socks_layer, turns, 1, "QUIT\r\n", "");
    assert_text(heard.events[0].proxy.user, "joe");
    assert_text(heard.events[0].proxy.secret, "secret");
    assert_target(&heard.events[0].proxy, "[2001:db8::1]:25");
    heard_free(&heard);
}

/* All at once, without waiting for the proxy: what follows the request waits for the answer. */
static void socks5_in_a_hurry(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("\x05\x01\x00" ASK_NAME "EHLO a\r\n"),
        SERVER("\x05\x00" GRANTED "220 mx\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&socks_layer, turns, 1, "EHLO a\r\n", "220 mx\r\n");
    assert_int_equal(heard.events[0].octets, 3 + 9);
    heard_free(&heard);
}

static void check_refused(const struct turn_said *turns, size_t count, unsigned code,
                          const char *text) {
    struct heard heard = check(&socks_layer, turns, count, (struct expected){1, "", ""});
    assert_int_equal(heard.events[0].proxy.outcome, OUTCOME_REFUSED);
    assert_int_equal(heard.events[0].proxy.code, code);
    assert_text(heard.events[0].proxy.text, text);
    heard_free(&heard);
}

#define REFUSED(code, text, ...)                                                                   \
    do {                                                                                           \
        const struct turn_said turns[] = {__VA_ARGS__};                                            \
        check_refused(turns, COUNT(turns), code, text);                                            \
    } while (0)

/* What is said after a refusal is nobody's. */
static void socks_refused(void **unused) {
    (void)unused;
    REFUSED(255, "no acceptable methods", CLIENT("\x05\x01\x00"), SERVER("\x05\xff"));
    REFUSED(1, "log-in refused", CLIENT("\x05\x01\x02"), SERVER("\x05\x02"),
            CLIENT("\x01\x01j\x01p"), SERVER("\x01\x01"));
    REFUSED(5, "Connection refused", CLIENT("\x05\x01\x00"), SERVER("\x05\x00"), CLIENT(ASK_NAME),
            SERVER("\x05\x05\x00\x01\0\0\0\0\0\0more"), CLIENT("more"));
    REFUSED(5, "Connection refused", CLIENT("\x05\x01\x00" ASK_NAME "more"),
            SERVER("\x05\x00\x05\x05"));
    REFUSED(9, "", CLIENT("\x05\x01\x00"), SERVER("\x05\x00"), CLIENT(ASK_NAME),
            SERVER("\x05\x09"));
    REFUSED(91, "request rejected or failed", CLIENT("\x04\x01\x00\x19\xc0\x00\x02\x19\0"),
            SERVER("\0\x5b\0\0\0\0\0\0"));
    REFUSED(7, "", CLIENT("\x04\x01\x00\x19\xc0\x00\x02\x19\0"), SERVER("\0\x07\0\0\0\0\0\0"));
}

static void socks4(void **unused) {
    const struct turn_said to_address[] = {
        CLIENT("\x04\x01\x00\x19\xc0\x00\x02\x19joe\0"),
        SERVER("\0\x5a\0\0\0\0\0\0"
               "220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    const struct turn_said to_name[] = {
        CLIENT("\x04\x01\x00\x19\0\0\0\x07\0mx\0"),
        SERVER("\0\x5a\0\0\0\0\0\0"),
    };
    (void)unused;
    struct heard heard = CHECK(&socks_layer, to_address, 1, "QUIT\r\n", "220 mx\r\n");
    assert_int_equal(heard.events[0].proxy.version, 4);
    assert_int_equal(heard.events[0].proxy.code, 90);
    assert_text(heard.events[0].proxy.user, "joe");
    assert_target(&heard.events[0].proxy, "192.0.2.25:25");
    heard_free(&heard);
    heard = CHECK(&socks_layer, to_name, 1, "", "");
    assert_text(heard.events[0].proxy.name, "mx");
    heard_free(&heard);
}

/* What begins like SOCKS and is none is handed on as it came. */
static void no_socks(void **unused) {
    const struct turn_said odd_answer[] = {CLIENT("\x05\x01\x09"), SERVER("220 mx\r\n")};
    const struct turn_said unread_method[] = {CLIENT("\x05\x01\x01"), SERVER("\x05\x01")};
    const struct turn_said bind[] = {CLIENT("\x05\x01\x09"), SERVER("\x05\x09x")};
    const struct turn_said no_request[] = {CLIENT("\x04\x01\x01\x02\x03\x04\x05\x06yes")};
    const struct turn_said other[] = {CLIENT("\x04\x02more"), SERVER("x")};
    (void)unused;
    struct heard heard = CHECK(&socks_layer, odd_answer, 0, "\x05\x01\x09", "220 mx\r\n");
    heard_free(&heard);
    heard = CHECK(&socks_layer, bind, 0, "\x05\x01\x09", "\x05\x09x");
    heard_free(&heard);
    heard = CHECK(&socks_layer, unread_method, 0, "\x05\x01\x01", "\x05\x01");
    heard_free(&heard);
    heard = CHECK(&socks_layer, no_request, 0, "\x04\x01\x01\x02\x03\x04\x05\x06yes", "");
    heard_free(&heard);
    heard = CHECK(&socks_layer, other, 0, "\x04\x02more", "x");
    heard_free(&heard);
}

/* ---- HTTP CONNECT ---- */

static void connect_at_once(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("CONNECT mx:25 HTTP/1.1\r\nHost: mx\r\n\r\n"),
        SERVER("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Opened \r\nVia: x\r\n\r\n220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, turns, 1, "QUIT\r\n", "220 mx\r\n");
    const struct proxy_event *proxy = &heard.events[0].proxy;
    assert_int_equal(proxy->protocol, PROXY_CONNECT);
    assert_int_equal(proxy->outcome, OUTCOME_OK);
    assert_int_equal(proxy->code, 200);
    assert_text(proxy->text, "Opened");
    assert_text(proxy->line, "CONNECT mx:25 HTTP/1.1");
    assert_text(proxy->name, "mx");
    heard_free(&heard);
}

/* The body of the refusal is left out, however it is cut; lone LFs end lines. */
static void connect_again(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("CONNECT [2001:db8::1]:25 HTTP/1.1\n\n"),
        SERVER("HTTP/1.1 407 Who are you?\nContent-Length: 23\n\nHTTP/1.1 200 no header"),
        CLIENT("CONNECT [2001:db8::1]:25 HTTP/1.1\nX: y\nproxy-authorization:  Basic eA== \n\n"),
        SERVER("HTTP/1.0 200 Yes\n\n220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, turns, 2, "QUIT\r\n", "220 mx\r\n");
    assert_int_equal(heard.events[0].proxy.outcome, OUTCOME_REFUSED);
    assert_int_equal(heard.events[0].proxy.code, 407);
    assert_int_equal(heard.events[0].proxy.secret.size, 0);
    assert_int_equal(heard.events[1].proxy.outcome, OUTCOME_OK);
    assert_int_equal(heard.events[1].packet, 3);
    assert_int_equal(heard.events[1].n, 1);
    assert_text(heard.events[1].proxy.secret, "Basic eA==");
    assert_target(&heard.events[1].proxy, "[2001:db8::1]:25");
    heard_free(&heard);
}

/* Two requests in one go: the second refusal is the second's, and nothing more is read. */
static void connect_twice_at_once(void **unused) {
    const struct turn_said turns[] = {
        CLIENT("CONNECT a:25 HTTP/1.1\r\n\r\nCONNECT b:25 HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 403 No\r\n\r\nHTTP/1.1 502 Neither\r\n\r\nbody"),
        CLIENT("GET / HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\n\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, turns, 2, "", "");
    assert_text(heard.events[1].proxy.name, "b");
    assert_int_equal(heard.events[1].proxy.code, 502);
    heard_free(&heard);
}

/* A mail server is asked, too; what it says to it is mail. */
static void no_connect(void **unused) {
    const struct turn_said to_mail[] = {
        CLIENT("CONNECT mx:25 HTTP/1.0\r\n\r\n"),
        SERVER("220 mx\r\n500 what?\r\n"),
    };
    static const char *const heads[] = {
        "CONNECT mx HTTP/1.1\r\n\r\n",     "CONNECT mx:65536 HTTP/1.1\r\n\r\n",
        "CONNECT :25 HTTP/1.1\r\n\r\n",    "CONNECT mx:25 SMTP\r\n\r\n",
        "CONNECT mx:25 HTTP/1.1\r\nHost:", "CONNECTED\r\n",
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, to_mail, 0, "CONNECT mx:25 HTTP/1.0\r\n\r\n",
                               "220 mx\r\n500 what?\r\n");
    heard_free(&heard);
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct turn_said turns[] = {{SIDE_CLIENT, slice_string(heads[i]), 0}, SERVER("x")};
        heard = CHECK(&connect_layer, turns, 0, heads[i], "x");
        heard_free(&heard);
    }
}

/* ---- what is missing ---- */

static void unanswered(void **unused) {
    const struct turn_said ends[] = {
        CLIENT("CONNECT mx:25 HTTP/1.1\r\n\r\nEHLO a\r\n"),
    };
    const struct turn_said answer_lost[] = {
        CLIENT("\x05\x01\x00"), SERVER("\x05\x00"),   CLIENT(ASK_NAME "EHLO a\r\n"),
        LOST(SIDE_SERVER, 20),  SERVER("250 mx\r\n"),
    };
    const struct turn_said request_lost[] = {
        CLIENT("\x05\x01\x09"),
        LOST(SIDE_CLIENT, 9),
        CLIENT("EHLO a\r\n"),
        SERVER("250 mx\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, ends, 1, "EHLO a\r\n", "");
    assert_int_equal(heard.events[0].proxy.outcome, OUTCOME_NONE);
    assert_int_equal(heard.events[0].end.ns, 2);
    heard_free(&heard);
    heard = CHECK(&socks_layer, answer_lost, 1, "EHLO a\r\n", "250 mx\r\n");
    assert_int_equal(heard.events[0].proxy.outcome, OUTCOME_NONE);
    assert_text(heard.events[0].proxy.name, "mx");
    heard_free(&heard);
    heard = CHECK(&socks_layer, request_lost, 0,
                  "\x05\x01\x09"
                  "EHLO a\r\n",
                  "250 mx\r\n");
    heard_free(&heard);
}

#define REFUSAL CLIENT("CONNECT mx:25 HTTP/1.1\r\n\r\n"), SERVER("HTTP/1.1 407 Who?\r\n\r\nbody")

/* The request that follows a refusal is lost: its answer tells what became of it. What comes before
 * that answer may be the rest of the request, credentials among it. */
static void second_request_lost(void **unused) {
    const struct turn_said opened[] = {
        REFUSAL,
        LOST(SIDE_CLIENT, 40),
        CLIENT("eA==\r\n\r\n"),
        SERVER("HTTP/1.1 200 Yes\r\n\r\n220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    const struct turn_said begun[] = {
        REFUSAL,
        CLIENT("CONNECT mx:25 HTTP/1.1\r\nProxy-Authorization: "),
        LOST(SIDE_CLIENT, 10),
        SERVER("HTTP/1.1 200 Yes\r\n\r\n220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, opened, 2, "QUIT\r\n", "220 mx\r\n");
    const struct event *event = &heard.events[1];
    assert_int_equal(event->side, SIDE_SERVER);
    assert_int_equal(event->packet, 5);
    assert_int_equal(event->offset, 25);
    assert_int_equal(event->octets, 20);
    assert_int_equal(event->proxy.outcome, OUTCOME_OK);
    assert_int_equal(event->proxy.code, 200);
    assert_int_equal(event->proxy.name.size, 0);
    heard_free(&heard);
    heard = CHECK(&connect_layer, begun, 2, "QUIT\r\n", "220 mx\r\n");
    assert_int_equal(heard.events[1].proxy.outcome, OUTCOME_OK);
    heard_free(&heard);
}

/* A lost request may be refused as well, and the next one is read. */
static void second_request_lost_and_refused(void **unused) {
    const struct turn_said turns[] = {
        REFUSAL,
        LOST(SIDE_CLIENT, 40),
        SERVER("HTTP/1.1 403 No\r\n\r\nbody"),
        CLIENT("CONNECT mx:587 HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 Yes\r\n\r\n220 mx\r\n"),
    };
    (void)unused;
    struct heard heard = CHECK(&connect_layer, turns, 3, "", "220 mx\r\n");
    assert_int_equal(heard.events[1].proxy.outcome, OUTCOME_REFUSED);
    assert_int_equal(heard.events[1].proxy.code, 403);
    assert_int_equal(heard.events[1].side, SIDE_SERVER);
    assert_int_equal(heard.events[2].side, SIDE_CLIENT);
    assert_int_equal(heard.events[2].proxy.outcome, OUTCOME_OK);
    assert_target(&heard.events[2].proxy, "?:587");
    heard_free(&heard);
}

/* The body of a refusal may have a hole; and where the answer to a lost request is lost, too, what
 * comes next is whatever it is. */
static void hole_after_refusal(void **unused) {
    const struct turn_said body[] = {
        REFUSAL,
        LOST(SIDE_SERVER, 40),
        CLIENT("CONNECT mx:25 HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 Yes\r\n\r\n220 mx\r\n"),
    };
    const struct turn_said both[] = {
        REFUSAL,
        LOST(SIDE_CLIENT, 40),
        LOST(SIDE_SERVER, 40),
        CLIENT("QUIT\r\n"),
        SERVER("221 mx\r\n"),
    };
    const struct turn_said both_turned[] = {
        REFUSAL,
        LOST(SIDE_SERVER, 40),
        LOST(SIDE_CLIENT, 40),
        SERVER("220 mx\r\n"),
        CLIENT("QUIT\r\n"),
    };
    const struct turn_said nothing_more[] = {REFUSAL, LOST(SIDE_CLIENT, 40)};
    (void)unused;
    struct heard heard = CHECK(&connect_layer, body, 2, "", "220 mx\r\n");
    assert_int_equal(heard.events[1].proxy.outcome, OUTCOME_OK);
    heard_free(&heard);
    heard = CHECK(&connect_layer, both, 1, "QUIT\r\n", "221 mx\r\n");
    heard_free(&heard);
    heard = CHECK(&connect_layer, both_turned, 1, "QUIT\r\n", "220 mx\r\n");
    heard_free(&heard);
    heard = CHECK(&connect_layer, nothing_more, 1, "", "");
    heard_free(&heard);
}

/* More than is kept: told as unanswered when the request is known, else handed on. */
static void too_much(void **unused) {
    enum { MUCH = 70 * 1024, HEAD = 20 * 1024 };
    (void)unused;
    struct buffer filler = {0};
    assert_true(buffer_add(&filler, SLICE("CONNECT mx:25 HTTP/1.1\r\n\r\n")));
    for (size_t i = 0; i < MUCH; i++)
        assert_true(buffer_add(&filler, SLICE("x")));
    struct turn_said turns[] = {{SIDE_CLIENT, buffer_slice(&filler), 0}};
    struct heard heard = heard_play(&connect_layer, turns, 1, 1000);
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.events[0].proxy.outcome, OUTCOME_NONE);
    heard_check(&heard, SIDE_CLIENT, slice_from(buffer_slice(&filler), 26));
    heard_free(&heard);
    memset(filler.data + 10, 'y', 20); /* a head without end */
    turns[0].octets = slice_first(buffer_slice(&filler), HEAD);
    heard = heard_play(&connect_layer, turns, 1, 1000);
    assert_int_equal(heard.count, 0);
    heard_check(&heard, SIDE_CLIENT, turns[0].octets);
    heard_free(&heard);
    buffer_free(&filler);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(socks5),
        cmocka_unit_test(socks5_login),
        cmocka_unit_test(socks5_in_a_hurry),
        cmocka_unit_test(socks_refused),
        cmocka_unit_test(socks4),
        cmocka_unit_test(no_socks),
        cmocka_unit_test(connect_at_once),
        cmocka_unit_test(connect_again),
        cmocka_unit_test(connect_twice_at_once),
        cmocka_unit_test(no_connect),
        cmocka_unit_test(unanswered),
        cmocka_unit_test(second_request_lost),
        cmocka_unit_test(second_request_lost_and_refused),
        cmocka_unit_test(hole_after_refusal),
        cmocka_unit_test(too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
