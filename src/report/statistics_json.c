/* Totals as one object: heloise.statistics/1. */
#include "base/json.h"
#include "report/format.h"
#include "report/statistics.h"

static void write_tally(struct json *json, const char *key, const struct tally *tally) {
    json_object(json, key);
    for (size_t i = 0; i < tally->size; i++)
        json_number(json, tally->words[i], tally->counts[i]);
    json_object_end(json);
}

static void write_read(struct json *json, const struct report_totals *totals) {
    json_number(json, "files", totals->files);
    json_number(json, "packets", totals->packets);
    json_number(json, "flows", totals->flows);
    json_number(json, "sessions", totals->sessions);
    json_number(json, "attempts", totals->attempts);
    json_number(json, "not_mail", totals->not_mail);
}

static void write_sides(struct json *json, const char *key, const uint64_t counts[2]) {
    json_object(json, key);
    json_number(json, "client", counts[SIDE_CLIENT]);
    json_number(json, "server", counts[SIDE_SERVER]);
    json_object_end(json);
}

static void write_sessions(struct json *json, const struct statistics *statistics) {
    json_moment(json, "start", statistics->start);
    json_moment(json, "end", statistics->end);
    json_seconds(json, "longest", statistics->longest);
    write_sides(json, "octets", statistics->octets);
    write_sides(json, "lost", statistics->lost);
    write_tally(json, "protocols", &statistics->protocols);
    write_tally(json, "tls", &statistics->tls);
    write_tally(json, "endings", &statistics->endings);
    write_tally(json, "verdicts", &statistics->verdicts);
    write_tally(json, "transactions", &statistics->transactions);
    json_object(json, "recipients");
    json_number(json, "count", statistics->recipients);
    json_number(json, "refused", statistics->recipients_refused);
    json_number(json, "deferred", statistics->recipients_deferred);
    json_object_end(json);
    json_object(json, "messages");
    json_number(json, "count", statistics->messages);
    json_number(json, "octets", statistics->message_octets);
    json_number(json, "incomplete", statistics->messages_incomplete);
    json_object_end(json);
}

static void add_session(struct report_page *page, const struct index_row *row, const char *file) {
    (void)file;
    statistics_add(page->state, row->summary);
}

static void end_statistics(struct report_page *page, const struct report_totals *totals) {
    const struct statistics *statistics = page->state;
    struct json json = {.writer = page->writer};
    json_object(&json, NULL);
    json_word(&json, "schema", "heloise.statistics/1");
    write_read(&json, totals);
    if (statistics->sessions > 0)
        write_sessions(&json, statistics);
    json_object_end(&json);
    json_line(&json);
}

const struct report_functions statistics_json = {
    .state_size = sizeof(struct statistics),
    .session = add_session,
    .end = end_statistics,
};
