/* Orders and news between the screens and the process that talks. */
#include "live/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct ends {
    int screens, talker;
    struct order order;
};

static int connect_both(void **state) {
    struct ends *ends = calloc(1, sizeof *ends);
    int pair[2];
    assert_non_null(ends);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    ends->screens = pair[0];
    ends->talker = pair[1];
    *state = ends;
    return 0;
}

static int close_both(void **state) {
    struct ends *ends = *state;
    (void)close(ends->screens);
    (void)close(ends->talker);
    free(ends);
    return 0;
}

static void orders_come_one_by_one(void **state) {
    struct ends *ends = *state;
    assert_int_equal(order_take(ends->talker, &ends->order), ORDER_NONE_YET);
    assert_true(order_send(ends->screens, ORDER_SAY, SLICE("> EHLO me")));
    assert_true(order_send(ends->screens, ORDER_INTERRUPT, slice_of(NULL, 0)));
    assert_int_equal(order_take(ends->talker, &ends->order), ORDER_CAME);
    assert_int_equal(ends->order.kind, ORDER_SAY);
    assert_string_equal(ends->order.text, "> EHLO me");
    assert_int_equal(ends->order.size, 9);
    assert_int_equal(order_take(ends->talker, &ends->order), ORDER_CAME);
    assert_int_equal(ends->order.kind, ORDER_INTERRUPT);
    assert_int_equal(ends->order.size, 0);
}

static void what_is_too_long_is_not_sent(void **state) {
    struct ends *ends = *state;
    char *text = calloc(1, ORDER_TEXT + 1);
    assert_non_null(text);
    assert_false(order_send(ends->screens, ORDER_SAY, slice_of(text, ORDER_TEXT + 1)));
    assert_true(order_send(ends->screens, ORDER_SAY, slice_of(text, ORDER_TEXT)));
    assert_int_equal(order_take(ends->talker, &ends->order), ORDER_CAME);
    assert_int_equal(ends->order.size, ORDER_TEXT);
    free(text);
}

static void the_latest_news_counts(void **state) {
    struct ends *ends = *state;
    struct talk_news news = {.state = TALK_CONNECTING}, heard = {.state = TALK_APART};
    assert_int_equal(talk_news_take(ends->screens, &heard), ORDER_NONE_YET);
    assert_int_equal(heard.state, TALK_APART);
    assert_true(talk_news_send(ends->talker, &news));
    news.state = TALK_WAITING;
    news.done = 3;
    assert_true(talk_news_send(ends->talker, &news));
    assert_int_equal(talk_news_take(ends->screens, &heard), ORDER_CAME);
    assert_int_equal(heard.state, TALK_WAITING);
    assert_int_equal(heard.done, 3);
}

static void who_has_gone_is_noticed(void **state) {
    struct ends *ends = *state;
    struct talk_news news = {.done = 1}, heard = {.done = 0};
    assert_true(talk_news_send(ends->talker, &news));
    (void)close(ends->talker);
    assert_int_equal(talk_news_take(ends->screens, &heard), ORDER_NO_MORE);
    assert_int_equal(heard.done, 1); /* the last news was heard */
    assert_false(order_send(ends->screens, ORDER_SAY, SLICE("> NOOP")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(orders_come_one_by_one, connect_both, close_both),
        cmocka_unit_test_setup_teardown(what_is_too_long_is_not_sent, connect_both, close_both),
        cmocka_unit_test_setup_teardown(the_latest_news_counts, connect_both, close_both),
        cmocka_unit_test_setup_teardown(who_has_gone_is_noticed, connect_both, close_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
