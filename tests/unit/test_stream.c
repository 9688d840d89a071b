/* A client's and a server's stream in one loop, over a real connection of this machine. */
#include "net/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "net/listener.h"

/* One end, and what it was told. */
struct end {
    struct loop *loop;
    struct stream *stream;
    struct buffer heard;
    size_t take;  /* octets taken of what is offered at a time; 0: all */
    bool patient; /* the rest is not asked for */
    struct buffer wire[2];
    unsigned secrets;
    unsigned alerts[2]; /* close_notify: ours, the peer's */
    bool opened, secured, drained, ended, in_order, failed, reset;
    struct error error;
};

static void opened(void *context) {
    ((struct end *)context)->opened = true;
}

static size_t text(void *context, struct slice text) {
    struct end *end = context;
    struct slice taken = slice_first(text, end->take ? end->take : text.size);
    assert_true(buffer_add(&end->heard, taken));
    if (taken.size < text.size && !end->patient)
        stream_go_on(end->stream);
    return taken.size;
}

static void secured(void *context) {
    ((struct end *)context)->secured = true;
}

static void drained(void *context) {
    ((struct end *)context)->drained = true;
}

static void ended(void *context, bool in_order) {
    struct end *end = context;
    end->ended = true;
    end->in_order = in_order;
}

static void failed(void *context, const struct error *error, bool reset) {
    struct end *end = context;
    end->failed = true;
    end->error = *error;
    end->reset = reset;
}

static void wire(void *context, bool by_peer, struct slice octets) {
    assert_true(buffer_add(&((struct end *)context)->wire[by_peer], octets));
}

static void secret(void *context, const char *line) {
    (void)line;
    ((struct end *)context)->secrets++;
}

static void alert(void *context, bool by_peer, const struct tls_event *told) {
    if (slice_equal(told->alert, SLICE("close_notify")))
        ((struct end *)context)->alerts[by_peer]++;
}

static const struct stream_calls calls = {opened, text, secured, drained, ended,
                                          failed, wire, secret,  alert};

struct pair {
    struct loop *loop;
    struct listener *listener;
    struct end client, server;
};

static void take(void *context, int descriptor, const struct endpoint *client,
                 const struct endpoint *server) {
    struct pair *pair = context;
    struct error error = {0};
    assert_int_equal(client->size, 4);
    assert_int_equal(server->port, listener_at(pair->listener).port);
    pair->server.stream = stream_new(pair->loop, descriptor, &calls, &pair->server, &error);
    assert_non_null(pair->server.stream);
}

static void turns(struct pair *pair, const bool *until) {
    struct error error = {0};
    for (int i = 0; i < 2000 && !*until; i++)
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    assert_true(*until);
}

static int make_pair(void **state) {
    struct pair *pair = calloc(1, sizeof *pair);
    struct endpoint at = {.address = {127, 0, 0, 1}, .size = 4};
    struct error error = {0};
    pair->loop = loop_new(&error);
    pair->listener = listener_new(pair->loop, &at, take, pair, &error);
    assert_non_null(pair->listener);
    at = listener_at(pair->listener);
    pair->client.stream = stream_connect(pair->loop, &at, NULL, &calls, &pair->client, &error);
    assert_non_null(pair->client.stream);
    turns(pair, &pair->client.opened);
    for (int i = 0; i < 100 && !pair->server.stream; i++)
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    assert_non_null(pair->server.stream);
    *state = pair;
    return 0;
}

static void clear_end(struct end *end) {
    stream_free(end->stream);
    buffer_free(&end->heard);
    buffer_free(&end->wire[0]);
    buffer_free(&end->wire[1]);
}

static int drop_pair(void **state) {
    struct pair *pair = *state;
    clear_end(&pair->client);
    clear_end(&pair->server);
    listener_free(pair->listener);
    loop_free(pair->loop);
    free(pair);
    return 0;
}

static void hear(struct pair *pair, struct end *end, size_t size) {
    struct error error = {0};
    for (int i = 0; i < 2000 && end->heard.size < size; i++)
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    assert_int_equal(end->heard.size, size);
}

static void test_text_arrives_in_any_pieces(void **state) {
    struct pair *pair = *state;
    pair->server.take = 1;
    assert_true(stream_write(pair->client.stream, SLICE("EHLO ")));
    assert_true(stream_write(pair->client.stream, SLICE("client.example\r\n")));
    hear(pair, &pair->server, 21);
    assert_memory_equal(pair->server.heard.data, "EHLO client.example\r\n", 21);
    assert_true(
        slice_equal(buffer_slice(&pair->client.wire[0]), buffer_slice(&pair->server.wire[1])));
}

static void test_text_that_is_held_back_comes_later(void **state) {
    struct pair *pair = *state;
    stream_hold(pair->server.stream, true);
    assert_true(stream_write(pair->client.stream, SLICE("NOOP\r\n")));
    struct error error = {0};
    for (int i = 0; i < 5; i++)
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    assert_int_equal(pair->server.heard.size, 0);
    stream_hold(pair->server.stream, false);
    hear(pair, &pair->server, 6);
}

static void test_a_half_close_lets_the_other_half_go_on(void **state) {
    struct pair *pair = *state;
    assert_true(stream_write(pair->client.stream, SLICE("QUIT\r\n")));
    stream_finish(pair->client.stream, false);
    assert_false(stream_write(pair->client.stream, SLICE("more")));
    turns(pair, &pair->server.ended);
    assert_true(pair->server.in_order);
    assert_int_equal(pair->server.heard.size, 6);
    assert_true(stream_write(pair->server.stream, SLICE("221 bye\r\n")));
    hear(pair, &pair->client, 9);
}

static void test_what_may_wait_is_bounded(void **state) {
    struct pair *pair = *state;
    static const uint8_t much[STREAM_WAITING + 1];
    assert_false(stream_write(pair->client.stream, slice_of(much, sizeof much)));
    stream_hold(pair->server.stream, true);
    unsigned written = 0;
    while (written < 100 && stream_write(pair->client.stream, slice_of(much, STREAM_WAITING / 2)))
        written++;
    assert_in_range(written, 1, 99);
    assert_true(stream_room(pair->client.stream) < STREAM_WAITING / 2);
    stream_hold(pair->server.stream, false);
    turns(pair, &pair->client.drained);
    hear(pair, &pair->server, (size_t)written * (STREAM_WAITING / 2));
}

static void test_a_reset_is_told(void **state) {
    struct pair *pair = *state;
    stream_reset(pair->server.stream);
    pair->server.stream = NULL;
    turns(pair, &pair->client.failed);
    assert_true(pair->client.reset);
    assert_int_equal(pair->client.error.kind, ERROR_TEMPORARY);
}

static void test_writing_to_one_who_left_is_told_later(void **state) {
    struct pair *pair = *state;
    stream_free(pair->server.stream);
    pair->server.stream = NULL;
    turns(pair, &pair->client.ended);
    struct error error = {0};
    for (int i = 0; i < 20 && !pair->client.failed; i++) {
        (void)stream_write(pair->client.stream, SLICE("NOOP\r\n"));
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    }
    assert_true(pair->client.failed);
}

static void test_nobody_listening_is_told(void **state) {
    struct pair *pair = *state;
    struct endpoint at = listener_at(pair->listener);
    struct end alone = {.loop = pair->loop};
    struct error error = {0};
    listener_free(pair->listener);
    pair->listener = NULL;
    alone.stream = stream_connect(pair->loop, &at, NULL, &calls, &alone, &error);
    if (alone.stream)
        turns(pair, &alone.failed);
    assert_int_equal(alone.stream ? alone.error.kind : error.kind, ERROR_TEMPORARY);
    clear_end(&alone);
}

struct contexts {
    struct tls_context *client, *server;
};

static struct contexts make_contexts(enum tls_version most) {
    struct error error = {0};
    struct contexts made = {
        tls_context_new(&(struct tls_settings){.side = SIDE_CLIENT}, &error),
        tls_context_new(
            &(struct tls_settings){.side = SIDE_SERVER, .most = most, .name = "mail.example.org"},
            &error)};
    assert_non_null(made.client);
    assert_non_null(made.server);
    return made;
}

static void shake_hands(struct pair *pair, const struct contexts *contexts) {
    struct error error = {0};
    assert_true(stream_secure(pair->server.stream, contexts->server, NULL, &error));
    assert_true(stream_secure(pair->client.stream, contexts->client, "mail.example.org", &error));
    turns(pair, &pair->client.secured);
    turns(pair, &pair->server.secured);
}

static void free_contexts(struct pair *pair, const struct contexts *contexts) {
    stream_free(pair->client.stream);
    stream_free(pair->server.stream);
    pair->client.stream = pair->server.stream = NULL;
    tls_context_free(contexts->client);
    tls_context_free(contexts->server);
}

static void test_tls(void **state) {
    struct pair *pair = *state;
    struct contexts contexts = make_contexts(TLS_ANY_VERSION);
    uint8_t ours[TLS_BINDING], theirs[TLS_BINDING];
    shake_hands(pair, &contexts);
    struct tls *client = stream_tls(pair->client.stream);
    struct tls *server = stream_tls(pair->server.stream);
    struct tls_event of_client = {.finished = true}, of_server = {.finished = true};
    tls_describe(client, &of_client);
    tls_describe(server, &of_server);
    assert_true(slice_equal(of_client.version, SLICE("TLSv1.3")));
    assert_true(slice_equal(of_client.version, of_server.version));
    assert_true(slice_equal(of_client.cipher, of_server.cipher));
    assert_true(slice_equal(of_client.server_name, SLICE("mail.example.org")));
    assert_true(slice_equal(of_server.server_name, SLICE("mail.example.org")));
    assert_int_equal(of_client.certificate_count, 1);
    assert_true(slice_equal(of_client.certificates[0].subject, SLICE("CN=mail.example.org")));
    assert_true(of_client.named);
    assert_non_null(of_client.offer);
    assert_string_equal(tls_distrust(client), "self-signed certificate");
    assert_int_equal(of_client.verification->count, 1);
    assert_int_equal(of_client.verification->faults[0].kind, TLS_FAULT_SELF_SIGNED);
    assert_null(of_server.verification);
    assert_true(pair->client.secrets >= 4);
    assert_int_equal(tls_exporter(client, ours), 32);
    assert_int_equal(tls_exporter(server, theirs), 32);
    assert_memory_equal(ours, theirs, 32);
    assert_int_equal(tls_server_end_point(client, ours), 32);
    assert_int_equal(tls_server_end_point(server, theirs), 32);
    assert_memory_equal(ours, theirs, 32);
    assert_true(stream_write(pair->client.stream, SLICE("EHLO client.example\r\n")));
    hear(pair, &pair->server, 21);
    stream_finish(pair->client.stream, false);
    turns(pair, &pair->server.ended);
    assert_true(pair->server.in_order);
    assert_int_equal(pair->client.alerts[0], 1);
    assert_int_equal(pair->server.alerts[1], 1);
    assert_true(stream_write(pair->server.stream, SLICE("250 hello\r\n")));
    hear(pair, &pair->client, 11);
    free_contexts(pair, &contexts);
}

static void test_tls_without_an_orderly_end(void **state) {
    struct pair *pair = *state;
    struct contexts contexts = make_contexts(TLS_1_2);
    shake_hands(pair, &contexts);
    struct tls_event event = {.finished = true};
    tls_describe(stream_tls(pair->client.stream), &event);
    assert_true(slice_equal(event.version, SLICE("TLSv1.2")));
    assert_int_equal(event.resumed, TLS_RESUMED_NOTHING);
    stream_finish(pair->client.stream, true);
    turns(pair, &pair->server.ended);
    assert_false(pair->server.in_order);
    free_contexts(pair, &contexts);
}

static void test_what_is_no_tls_is_told(void **state) {
    struct pair *pair = *state;
    struct contexts contexts = make_contexts(TLS_ANY_VERSION);
    struct error error = {0};
    assert_true(stream_secure(pair->server.stream, contexts.server, NULL, &error));
    assert_true(stream_write(pair->client.stream, SLICE("EHLO client.example\r\n")));
    turns(pair, &pair->server.failed);
    assert_int_equal(pair->server.error.kind, ERROR_PROTOCOL);
    free_contexts(pair, &contexts);
}

static void test_text_before_the_handshake_is_dropped(void **state) {
    struct pair *pair = *state;
    struct contexts contexts = make_contexts(TLS_ANY_VERSION);
    pair->server.take = 10;
    pair->server.patient = true;
    assert_true(stream_write(pair->client.stream, SLICE("STARTTLS\r\nRSET\r\n")));
    struct error error = {0};
    while (pair->server.heard.size == 0)
        assert_true(loop_turn(pair->loop, DURATION_SECOND / 100, &error));
    pair->server.take = 0;
    shake_hands(pair, &contexts);
    assert_true(stream_write(pair->client.stream, SLICE("NOOP\r\n")));
    hear(pair, &pair->server, 16);
    assert_memory_equal(pair->server.heard.data, "STARTTLS\r\nNOOP\r\n", 16);
    free_contexts(pair, &contexts);
}

#define ON_A_PAIR(test) cmocka_unit_test_setup_teardown(test, make_pair, drop_pair)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_PAIR(test_text_arrives_in_any_pieces),
        ON_A_PAIR(test_text_that_is_held_back_comes_later),
        ON_A_PAIR(test_a_half_close_lets_the_other_half_go_on),
        ON_A_PAIR(test_what_may_wait_is_bounded),
        ON_A_PAIR(test_a_reset_is_told),
        ON_A_PAIR(test_writing_to_one_who_left_is_told_later),
        ON_A_PAIR(test_nobody_listening_is_told),
        ON_A_PAIR(test_tls),
        ON_A_PAIR(test_tls_without_an_orderly_end),
        ON_A_PAIR(test_what_is_no_tls_is_told),
        ON_A_PAIR(test_text_before_the_handshake_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
