#include "tests/unit/visitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void listen(struct visitor *visitor) {
    for (;;) {
        struct slice ready = conversation_ready(visitor->conversation, visitor->now);
        if (ready.size == 0 || visitor->heard.size > 1024 * 1024)
            return;
        ready = slice_first(ready, visitor->piece ? visitor->piece : ready.size);
        assert_true(buffer_add(&visitor->heard, ready));
        conversation_sent(visitor->conversation, ready.size, visitor->now);
    }
}

static const char *heard(struct visitor *visitor) {
    assert_true(buffer_add(&visitor->heard, slice_of("", 1)));
    visitor->heard.size--;
    return (const char *)visitor->heard.data;
}

/* Offers what is left until nothing more is taken. */
static void offer(struct visitor *visitor) {
    size_t taken = 1;
    while (visitor->left.size > 0 && taken > 0) {
        struct slice text = buffer_slice(&visitor->left);
        taken = conversation_take(visitor->conversation, text, visitor->now);
        buffer_drop(&visitor->left, taken);
        listen(visitor);
    }
}

static void say_piece(struct visitor *visitor, struct slice piece) {
    assert_true(buffer_add(&visitor->left, piece));
    offer(visitor);
}

const char *visitor_say(struct visitor *visitor, struct slice octets) {
    visitor->heard.size = 0;
    while (octets.size > 0) {
        struct slice piece = slice_first(octets, visitor->piece ? visitor->piece : octets.size);
        say_piece(visitor, piece);
        octets = slice_from(octets, piece.size);
    }
    return heard(visitor);
}

const char *visitor_wait(struct visitor *visitor, duration span) {
    visitor->heard.size = 0;
    visitor->now.ns += span;
    listen(visitor);
    offer(visitor);
    return heard(visitor);
}

void visitor_again(struct visitor *visitor, enum service service) {
    struct endpoint client = {.address = {192, 0, 2, 1}, .size = 4, .port = 40000};
    conversation_free(visitor->conversation);
    visitor->conversation = conversation_new(&visitor->house, service, &client);
    visitor->left.size = visitor->heard.size = 0;
    assert_non_null(visitor->conversation);
    conversation_begin(visitor->conversation, visitor->now);
    listen(visitor);
    (void)heard(visitor);
}

void visitor_begin(struct visitor *visitor, enum service service, const char *rules) {
    struct error error = {0};
    struct house *house = &visitor->house;
    *visitor = (struct visitor){.now = {INT64_C(1700000000) * DURATION_SECOND}};
    assert_true(accounts_fill(&house->accounts, &error));
    house->host = accounts_host(&house->accounts);
    house->store = store_new(NULL, house->host, &error);
    house->scenario = scenario_new(&error);
    house->mechanisms = mechanism_library_new(&error);
    house->size_most = 10000;
    house->tls = true;
    assert_non_null(house->store);
    assert_non_null(house->mechanisms);
    assert_true(scenario_add(house->scenario, slice_string(rules), "test", &error));
    visitor_again(visitor, service);
}

void visitor_end(struct visitor *visitor) {
    conversation_free(visitor->conversation);
    assert_int_equal(visitor->house.receiving, 0);
    mechanism_library_free(visitor->house.mechanisms);
    scenario_free(visitor->house.scenario);
    store_free(visitor->house.store);
    accounts_free(&visitor->house.accounts);
    buffer_free(&visitor->heard);
    buffer_free(&visitor->left);
}
