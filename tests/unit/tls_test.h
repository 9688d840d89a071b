/* tls_test.h: what the tests of the TLS layer share: flights, and a session that only writes down
 * what it is told. The flights are of OpenSSL 3.0 talking to itself; where a test says so, of a
 * public mail server.
 *
 * What tls/ asks of a session is defined here in place of session.c: the source of one program
 * alone can include it. */
#ifndef HELOISE_TESTS_TLS_TEST_H
#define HELOISE_TESTS_TLS_TEST_H

#include "tls/layer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "session/protocol.h"

#define CLIENT_12                                                                                  \
    "16030100a00100009c03036ec43a9cfe693c2b7a99f14078f027f89817332e787718c23b73b0672db8d1d9000004" \
    "c01900ff0100006f00000013001100000e6d782e6578616d706c652e6f7267000b000403000102000a000c000a00" \
    "1d0017001e00190018002300000016000000170000000d0030002e040305030603080708080809080a080b080408" \
    "050806040105010601030302030301020103020202040205020602"
#define SERVER_12                                                                                  \
    "160303004502000041030325dd830113729922ccf1fab8ece6e3b5e6f4407f8619f24023457acf4ccc30f700c019" \
    "000019ff01000100000b000403000102002300000016000000170000"
#define SERVER_12_MORE                                                                             \
    "16030300280c00002403001d20e8cf814d425acbf02e7e286d4eaea2b28bd0def40a29a176c3ff41997955804a"   \
    "16030300040e000000"
#define CLIENT_13                                                                                  \
    "16030100f3010000ef0303339b888efd39c67a3d32dbdfc6616e7bf0996a79e060eb21c5a48f5e2ff045cf208c50" \
    "315e1ce7746755156a39389da97a120e63c797a036a2ffdaa72bce0ff7bc000813021303130100ff0100009e0000" \
    "0013001100000e6d782e6578616d706c652e6f7267000b000403000102000a00160014001d0017001e0019001801" \
    "000101010201030104002300000016000000170000000d001e001c040305030603080708080809080a080b080408" \
    "050806040105010601002b0003020304002d00020101003300260024001d0020e835423746fd4cc184c5fe4ff21c" \
    "cbf5cd74be1eda12898a7b6e6742116d3803"
#define SERVER_13                                                                                  \
    "160303007a020000760303e68910d9086fb7e1da8d78552cb2c256a5da6429e7727388cb4433b74bf88854208c50" \
    "315e1ce7746755156a39389da97a120e63c797a036a2ffdaa72bce0ff7bc130200002e002b000203040033002400" \
    "1d00207adaa83d717fb98b0b7161b0624c4374818a50ae1c06bb5fe02c310155ada564"
#define CHANGE_CIPHER "140303000101"
#define CLIENT_WITH_ID                                                                             \
    "160301003001"                                                                                 \
    "00002c0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f03a1b2c30002c019"   \
    "0100"
#define SEALED_13 "1703030017a34f1d042a8a2e784d81f714ffbeece09e56d867105adb"
#define RETRY_13                                                                                   \
    "1603030058020000540303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c202abc" \
    "d098f7181ceda98206d0e54af8c2e1a244a1636e6290accd37bd32ad5e0f130200000c002b000203040033000200" \
    "18140303000101"

#define ANON    "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"
#define AES_256 "TLS_AES_256_GCM_SHA384"
#define NAME    "mx.example.org"

enum { FIRST_NUMBER = 7, PACKET = 3, MOMENT = 1000, STREAM_OFFSET = 40, NEVER = -1 };

/* The session of this test: what tls/ asks of the true one. */
struct session {
    uint32_t next_number;
    unsigned events; /* handshakes */
    struct event event;
    char version[16], cipher[64], server_name[256];
    char alerts[256]; /* "C fatal unknown_ca;" of each */
    uint64_t sealed[2];
};

uint32_t session_number(struct session *session) {
    return session->next_number++;
}

static inline void copy_text(char *text, size_t room, struct slice from) {
    assert_true(from.size < room);
    memcpy(text, from.size ? from.data : (const uint8_t *)"", from.size);
    text[from.size] = 0;
}

bool session_wants_details(const struct session *session) {
    (void)session;
    return false;
}

struct key_ring *session_keys(const struct session *session) {
    (void)session;
    return NULL;
}

void session_stay_sealed(struct session *session) {
    (void)session;
}

void session_note_rhythm(struct session *session, const struct tls_rhythm *rhythm) {
    (void)session, (void)rhythm;
    fail_msg("nobody looks");
}

void session_secured(struct session *session, struct moment moment) {
    (void)session, (void)moment;
}

void session_plain(struct session *session, enum side side, const struct chunk *chunk) {
    (void)session, (void)side, (void)chunk;
    fail_msg("nothing can be read without keys");
}

void session_plain_gap(struct session *session, enum side side, struct moment moment,
                       uint64_t count) {
    (void)session, (void)side, (void)moment, (void)count;
    fail_msg("nothing can be read without keys");
}

static inline void emit_alert(struct session *session, const struct event *event) {
    const struct tls_event *tls = &event->tls;
    size_t size = strlen(session->alerts);
    snprintf(session->alerts + size, sizeof session->alerts - size, "%c %s %.*s;",
             event->side == SIDE_CLIENT ? 'C' : 'S',
             tls->supposed          ? "supposed"
             : tls->alert.size == 0 ? "sealed"
             : tls->fatal           ? "fatal"
                                    : "warning",
             (int)tls->alert.size, (const char *)tls->alert.data);
}

void session_emit(struct session *session, struct event *event) {
    if (event->tls.what == TLS_ALERT) {
        emit_alert(session, event);
        return;
    }
    session->events++;
    session->event = *event;
    copy_text(session->version, sizeof session->version, event->tls.version);
    copy_text(session->cipher, sizeof session->cipher, event->tls.cipher);
    copy_text(session->server_name, sizeof session->server_name, event->tls.server_name);
}

void session_sealed(struct session *session, enum side side, struct moment moment, uint64_t count) {
    (void)moment;
    session->sealed[side] += count;
}

void session_debug(struct session *session, const char *format, ...) {
    (void)session;
    (void)format;
}

/* ---- a dialogue ---- */

enum what { SAY, GAP, END };

struct turn {
    enum what what;
    enum side side;
    const char *hex;
};

#define C(hex)                                                                                     \
    { SAY, SIDE_CLIENT, hex }
#define S(hex)                                                                                     \
    { SAY, SIDE_SERVER, hex }
#define C_GAP                                                                                      \
    { GAP, SIDE_CLIENT, NULL }
#define S_GAP                                                                                      \
    { GAP, SIDE_SERVER, NULL }
#define C_END                                                                                      \
    { END, SIDE_CLIENT, NULL }
#define S_END                                                                                      \
    { END, SIDE_SERVER, NULL }

static inline uint8_t digit(char c) {
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static inline struct slice octets_of(struct buffer *buffer, const char *hex) {
    buffer->size = 0;
    for (; hex[0]; hex += 2) {
        uint8_t octet = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
        assert_true(buffer_add(buffer, slice_of(&octet, 1)));
    }
    return buffer_slice(buffer);
}

/* Hands over octets in pieces of their own, so that a sanitizer sees who reads past one. The n-th
 * turn is heard at MOMENT + n, whatever its pieces. */
static inline void say(void *state, struct session *session, enum side side, struct slice octets,
                       size_t piece, unsigned turn) {
    struct chunk chunk = {
        .at = {MOMENT + turn}, .place = {PACKET + turn, 0}, .offset = STREAM_OFFSET};
    while (octets.size > 0) {
        struct slice part = slice_first(octets, piece);
        uint8_t *copy = malloc(part.size);
        assert_non_null(copy);
        memcpy(copy, part.data, part.size);
        chunk.octets = slice_of(copy, part.size);
        tls_layer.bytes(state, session, side, &chunk);
        free(copy);
        chunk.offset += part.size;
        octets = slice_from(octets, part.size);
    }
}

static inline struct session play_pieces(const struct turn *turns, size_t count, size_t piece) {
    struct session session = {.next_number = FIRST_NUMBER};
    struct buffer octets = {0};
    void *state = calloc(1, tls_layer.state_size);
    assert_non_null(state);
    tls_layer.begin(state, &session, true, (struct moment){MOMENT});
    for (unsigned i = 0; i < count; i++) {
        struct moment at = {MOMENT + i};
        if (turns[i].what == GAP)
            tls_layer.gap(state, &session, turns[i].side, at, 1);
        else if (turns[i].what == END)
            tls_layer.end(state, &session, turns[i].side, at);
        else
            say(state, &session, turns[i].side, octets_of(&octets, turns[i].hex), piece, i);
    }
    tls_layer.clear(state);
    free(state);
    buffer_free(&octets);
    return session;
}

static inline void assert_same(const struct session *a, const struct session *b) {
    assert_int_equal(a->events, b->events);
    assert_int_equal(a->event.n, b->event.n);
    assert_int_equal(a->event.at.ns, b->event.at.ns);
    assert_int_equal(a->event.end.ns, b->event.end.ns);
    assert_int_equal(a->event.offset, b->event.offset);
    assert_int_equal(a->event.packet, b->event.packet);
    assert_string_equal(a->version, b->version);
    assert_string_equal(a->cipher, b->cipher);
    assert_string_equal(a->server_name, b->server_name);
    assert_string_equal(a->alerts, b->alerts);
    assert_int_equal(a->event.tls.finished, b->event.tls.finished);
    assert_int_equal(a->event.tls.resumed, b->event.tls.resumed);
    assert_int_equal(a->sealed[SIDE_CLIENT], b->sealed[SIDE_CLIENT]);
    assert_int_equal(a->sealed[SIDE_SERVER], b->sealed[SIDE_SERVER]);
}

/* Whole, and in pieces of every size up to 70: the same comes of it. */
static inline struct session play_turns(const struct turn *turns, size_t count) {
    struct session whole = play_pieces(turns, count, SIZE_MAX);
    for (size_t piece = 1; piece <= 70; piece++) {
        struct session session = play_pieces(turns, count, piece);
        assert_same(&session, &whole);
    }
    return whole;
}

#define play(...)                                                                                  \
    play_turns((const struct turn[]){__VA_ARGS__},                                                 \
               sizeof((const struct turn[]){__VA_ARGS__}) / sizeof(struct turn))

/* `told_in`: the turn in which the event became certain; NEVER: it did not. */
static inline void assert_told(struct session session, const char *version, const char *cipher,
                               const char *server_name, int told_in) {
    assert_int_equal(session.events, told_in == NEVER ? 0 : 1);
    if (told_in == NEVER)
        return;
    assert_int_equal(session.event.kind, EVENT_TLS);
    assert_int_equal(session.event.side, SIDE_CLIENT);
    assert_int_equal(session.event.n, FIRST_NUMBER);
    assert_int_equal(session.event.at.ns, MOMENT);
    assert_int_equal(session.event.end.ns, MOMENT + told_in);
    assert_int_equal(session.event.packet, PACKET);
    assert_true(session.event.tls.implicit);
    assert_string_equal(session.version, version);
    assert_string_equal(session.cipher, cipher);
    assert_string_equal(session.server_name, server_name);
}

static inline void assert_sealed(struct session session, uint64_t client, uint64_t server) {
    assert_int_equal(session.sealed[SIDE_CLIENT], client);
    assert_int_equal(session.sealed[SIDE_SERVER], server);
}

#endif
