/* Deliveries as JSON lines: heloise.delivery/1, one object a message and recipient. */
#include "index/deliveries.h"
#include "report/format.h"
#include "report/json_report.h"

static void write_try(struct json *json, const struct delivery_try *one) {
    json_object(json, NULL);
    json_number(json, "session", one->session);
    json_moment(json, "start", one->at);
    json_word(json, "verdict", verdict_name(one->verdict));
    json_optional_number(json, "code", one->code);
    json_optional_text(json, "reply", one->reply);
    json_optional_text(json, "queue_id", one->queue_id);
    json_object_end(json);
}

static void write_delivery(struct json *json, const struct delivery *delivery) {
    duration delay = delivery_delay(delivery);
    json_object(json, NULL);
    json_word(json, "schema", "heloise.delivery/1");
    json_text(json, "sender", delivery->sender);
    json_text(json, "recipient", delivery->recipient);
    json_optional_text(json, "message_id", delivery->message_id);
    json_optional_text(json, "subject", delivery->subject);
    json_word(json, "verdict", verdict_name(delivery->verdict));
    if (delay != DURATION_UNKNOWN)
        json_seconds(json, "delay", delay);
    json_array(json, "attempts");
    for (size_t i = 0; i < delivery->try_count; i++)
        write_try(json, &delivery->tries[i]);
    json_array_end(json);
    json_object_end(json);
    json_line(json);
}

static void take_session(struct report_page *page, const struct index_row *row, const char *file) {
    (void)file;
    deliveries_take(page->state, row);
}

static void end_json(struct report_page *page, const struct report_totals *totals) {
    const struct deliveries *deliveries = page->state;
    struct json json = {.writer = page->writer};
    (void)totals;
    for (size_t i = 0; i < deliveries->count; i++)
        write_delivery(&json, &deliveries->items[i]);
}

static void clear_json(struct report_page *page) {
    deliveries_clear(page->state);
}

const struct report_functions deliveries_json = {
    .state_size = sizeof(struct deliveries),
    .session = take_session,
    .end = end_json,
    .clear = clear_json,
};
