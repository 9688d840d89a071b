#include "index/deliveries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A session with one transaction from `sender` to bob that got `code`. */
static void take(struct deliveries *deliveries, uint64_t session, const char *sender,
                 const char *message_id, uint16_t code) {
    struct recipient recipient = {.address = SLICE("bob@example.org"),
                                  .code = 250,
                                  .verdict = code < 400   ? VERDICT_ACCEPTED
                                             : code < 500 ? VERDICT_DEFERRED
                                                          : VERDICT_REFUSED};
    struct transaction transaction = {.has_sender = true,
                                      .sender = slice_string(sender),
                                      .recipients = &recipient,
                                      .recipient_count = 1,
                                      .message.message_id = slice_string(message_id),
                                      .code = code};
    struct summary summary = {.start = {(int64_t)session * 60 * DURATION_SECOND},
                              .transactions = &transaction,
                              .transaction_count = 1};
    deliveries_take(deliveries, &(struct index_row){.id = session, .summary = &summary});
}

static void an_attempt_that_was_put_off_is_followed_to_its_end(void **state) {
    (void)state;
    struct deliveries deliveries = {0};
    take(&deliveries, 1, "ann@example.net", "", 450);
    take(&deliveries, 2, "cyd@example.net", "<c@x>", 250);
    take(&deliveries, 3, "ANN@Example.net", "<a@x>", 451);
    take(&deliveries, 9, "ann@example.net", "<a@x>", 250);
    assert_int_equal(deliveries.count, 2);
    const struct delivery *first = &deliveries.items[0];
    assert_int_equal(first->try_count, 3);
    assert_int_equal(first->tries[2].session, 9);
    assert_int_equal(first->verdict, VERDICT_ACCEPTED);
    assert_true(slice_equal(first->message_id, SLICE("<a@x>")));
    assert_true(delivery_delay(first) == 8 * 60 * DURATION_SECOND);
    deliveries_clear(&deliveries);
}

static void another_message_is_another_delivery(void **state) {
    (void)state;
    struct deliveries deliveries = {0};
    take(&deliveries, 1, "ann@example.net", "<a@x>", 450);
    take(&deliveries, 2, "ann@example.net", "<b@x>", 450);
    assert_int_equal(deliveries.count, 2);
    assert_true(delivery_delay(&deliveries.items[0]) == DURATION_UNKNOWN);
    deliveries_clear(&deliveries);
}

static void what_was_accepted_is_over_but_for_a_copy(void **state) {
    (void)state;
    struct deliveries deliveries = {0};
    take(&deliveries, 1, "ann@example.net", "<a@x>", 250);
    take(&deliveries, 2, "ann@example.net", "<a@x>", 550);
    assert_int_equal(deliveries.count, 1);
    assert_int_equal(deliveries.items[0].try_count, 2);
    assert_int_equal(deliveries.items[0].verdict, VERDICT_ACCEPTED);
    take(&deliveries, 3, "ann@example.net", "", 250);
    take(&deliveries, 4, "ann@example.net", "", 250);
    assert_int_equal(deliveries.count, 3);
    deliveries_clear(&deliveries);
}

static void a_reply_after_the_dot_counts_for_its_recipient(void **state) {
    (void)state;
    struct deliveries deliveries = {0};
    struct recipient recipients[] = {
        {.address = SLICE("a@x"),
         .code = 250,
         .final_code = 250,
         .final_reply = 8,
         .verdict = VERDICT_ACCEPTED},
        {.address = SLICE("b@x"),
         .code = 250,
         .final_code = 552,
         .final_reply = 9,
         .verdict = VERDICT_REFUSED,
         .answer = SLICE("full")},
    };
    struct transaction transaction = {
        .recipients = recipients, .recipient_count = 2, .code = 250, .reply = SLICE("full")};
    struct summary summary = {.transactions = &transaction, .transaction_count = 1};
    deliveries_take(&deliveries, &(struct index_row){.summary = &summary});
    assert_int_equal(deliveries.count, 2);
    assert_int_equal(deliveries.items[0].tries[0].code, 250);
    assert_int_equal(deliveries.items[0].tries[0].reply.size, 0);
    assert_int_equal(deliveries.items[1].tries[0].code, 552);
    assert_true(slice_equal(deliveries.items[1].tries[0].reply, SLICE("full")));
    deliveries_clear(&deliveries);
}

static void thousands_of_envelopes_are_kept_apart(void **state) {
    (void)state;
    enum { SENDERS = 5000 };
    struct deliveries deliveries = {0};
    char sender[32];
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < SENDERS; i++) {
            snprintf(sender, sizeof sender, "s%u@example.net", i);
            take(&deliveries, i, sender, "", round == 0 ? 450 : 250);
        }
    assert_int_equal(deliveries.count, SENDERS);
    assert_int_equal(deliveries.tries, 2 * SENDERS);
    for (size_t i = 0; i < deliveries.count; i++)
        assert_int_equal(deliveries.items[i].verdict, VERDICT_ACCEPTED);
    deliveries_clear(&deliveries);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attempt_that_was_put_off_is_followed_to_its_end),
        cmocka_unit_test(another_message_is_another_delivery),
        cmocka_unit_test(what_was_accepted_is_over_but_for_a_copy),
        cmocka_unit_test(a_reply_after_the_dot_counts_for_its_recipient),
        cmocka_unit_test(thousands_of_envelopes_are_kept_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
