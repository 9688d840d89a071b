/* Totals as one object: heloise.statistics/1. */
#include "base/json.h"
#include "report/format.h"
#include "report/statistics.h"

enum { WORDS_WRITTEN = 100 }; /* of each kind, the most frequent ones */

/* Our own words as keys, in the order in which they came up. */
static void write_words(struct json *json, const char *key, const struct tally *tally) {
    json_object(json, key);
    for (size_t i = 0; i < tally->count; i++)
        json_number(json, (const char *)tally->entries[i].word.data, tally->entries[i].count);
    json_object_end(json);
}

/* Words from the wire, the most frequent first. */
static void write_tally(struct json *json, const char *key, const struct tally *tally) {
    const struct tally_entry *top[WORDS_WRITTEN];
    size_t count = tally_top(tally, top, WORDS_WRITTEN);
    if (count == 0)
        return;
    json_array(json, key);
    for (size_t i = 0; i < count; i++) {
        json_object(json, NULL);
        json_text(json, "word", top[i]->word);
        json_number(json, "count", top[i]->count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_latencies(struct json *json, const struct statistics *statistics) {
    if (statistics->latency_count == 0)
        return;
    json_array(json, "latencies");
    for (size_t i = 0; i < statistics->latency_count; i++) {
        const struct spread *spread = statistics->latencies[i].spread;
        json_object(json, NULL);
        json_text(json, "command", statistics->latencies[i].verb);
        json_number(json, "count", spread->count);
        json_seconds(json, "p50", spread_percentile(spread, 50));
        json_seconds(json, "p95", spread_percentile(spread, 95));
        json_seconds(json, "p99", spread_percentile(spread, 99));
        json_seconds(json, "longest", spread->most);
        json_object_end(json);
    }
    json_array_end(json);
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
    const struct tally *counted = statistics->counted;
    write_words(json, "protocols", &counted[COUNTED_protocols]);
    write_words(json, "tls", &counted[COUNTED_tls]);
    write_words(json, "endings", &counted[COUNTED_endings]);
    write_words(json, "verdicts", &counted[COUNTED_verdicts]);
    write_words(json, "transactions", &counted[COUNTED_transactions]);
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
    write_tally(json, "codes", &counted[COUNTED_codes]);
    write_tally(json, "indicators", &counted[COUNTED_indicators]);
    write_tally(json, "enhanced", &counted[COUNTED_enhanced]);
    write_tally(json, "findings", &counted[COUNTED_findings]);
    write_tally(json, "senders", &counted[COUNTED_senders]);
    write_tally(json, "receivers", &counted[COUNTED_receivers]);
    write_tally(json, "clients", &counted[COUNTED_clients]);
    write_tally(json, "servers", &counted[COUNTED_servers]);
    write_tally(json, "tls_versions", &counted[COUNTED_tls_versions]);
    write_tally(json, "ciphers", &counted[COUNTED_ciphers]);
    write_tally(json, "mechanisms", &counted[COUNTED_mechanisms]);
    write_latencies(json, statistics);
}

static void add_session(struct report_page *page, const struct index_row *row, const char *file) {
    (void)file;
    statistics_add(page->state, row->summary);
    if (row->transcript)
        statistics_hear(page->state, row->transcript);
}

static void clear_statistics(struct report_page *page) {
    statistics_clear(page->state);
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
    .clear = clear_statistics,
};
