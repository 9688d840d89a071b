#include "index/guess.h"
#include "index/story.h"
#include "report/format.h"
#include "report/json_report.h"
#include "session/protocol.h"

void json_endpoint(struct json *json, const char *key, const struct endpoint *endpoint) {
    char address[ENDPOINT_TEXT];
    json_object(json, key);
    if (endpoint->size) {
        endpoint_address_text(endpoint, address);
        json_word(json, "address", address);
    }
    json_number(json, "port", endpoint->port);
    json_object_end(json);
}

void json_party(struct json *json, const char *key, const struct party *party) {
    char address[ENDPOINT_TEXT];
    if (!party)
        return;
    json_object(json, key);
    if (party->end.size) {
        endpoint_address_text(&party->end, address);
        json_word(json, "address", address);
    }
    if (party->has_port)
        json_number(json, "port", party->end.port);
    json_optional_text(json, "name", party->name);
    json_optional_text(json, "hello", party->hello);
    json_optional_text(json, "protocol", party->protocol);
    json_optional_text(json, "user", party->user);
    json_optional_text(json, "ident", party->ident);
    json_optional_text(json, "source", party->source);
    json_object_end(json);
}

void json_target(struct json *json, const struct endpoint *target, struct slice name) {
    char address[ENDPOINT_TEXT];
    json_object(json, "target");
    json_optional_text(json, "name", name);
    if (target->size) {
        endpoint_address_text(target, address);
        json_word(json, "address", address);
    }
    json_number(json, "port", target->port);
    json_object_end(json);
}

/* The proxy on the way to the server. */
static void passage(struct json *json, const struct passage_taken *passage) {
    if (!passage)
        return;
    json_object(json, "proxy");
    json_word(json, "protocol", proxy_protocol_name(passage->protocol));
    if (passage->name.size || passage->target.size)
        json_target(json, &passage->target, passage->name);
    json_optional_number(json, "code", passage->code);
    if (passage->outcome != OUTCOME_NONE)
        json_word(json, "outcome", outcome_name(passage->outcome));
    json_object_end(json);
}

static void sides(struct json *json, const char *key, const uint64_t counts[2]) {
    json_object(json, key);
    json_number(json, "client", counts[SIDE_CLIENT]);
    json_number(json, "server", counts[SIDE_SERVER]);
    json_object_end(json);
}

/* What the sizes of sealed records show, and what it probably means. */
static void rhythm(struct json *json, const struct summary *summary) {
    const struct tls_rhythm *shown = summary->rhythm;
    if (!shown)
        return;
    struct guess guess = guess_of(summary);
    json_object(json, "rhythm");
    json_number(json, "turns", shown->turns);
    sides(json, "records", shown->records);
    sides(json, "octets", shown->octets);
    sides(json, "longest", shown->longest);
    json_truth(json, "exact", shown->exact);
    if (guess.kind != GUESS_NOTHING) {
        json_word(json, "probably", guess_name(guess.kind));
        json_number(json, "probable_octets", guess.octets);
    }
    if (guess.kind == GUESS_CONTENT)
        json_number(json, "probable_messages", guess.flights);
    json_object_end(json);
}

/* What the packets tell. */
static void connection(struct json *json, const struct summary *summary) {
    json_endpoint(json, "client", &summary->client);
    json_endpoint(json, "server", &summary->server);
    json_moment(json, "start", summary->start);
    json_seconds(json, "duration", moment_since(summary->end, summary->start));
    json_number(json, "packets", summary->packets);
    sides(json, "octets", summary->octets);
    sides(json, "lost", summary->lost);
    if (summary->sealed[SIDE_CLIENT] + summary->sealed[SIDE_SERVER] > 0)
        sides(json, "sealed", summary->sealed);
    rhythm(json, summary);
    json_word(json, "tls", tls_use_name(summary->tls));
    json_truth(json, "decrypted", summary->decrypted);
    json_word(json, "ending", ending_name(summary->ending));
    json_truth(json, "midstream", summary->midstream);
}

/* How often the client asked for a connection, and what came of it. */
static void attempt(struct json *json, const struct attempt *attempt) {
    json_object(json, "attempt");
    json_connect(json, &attempt->connect);
    if (attempt->complaint.text)
        json_word(json, "what", notice_name(attempt->complaint.kind));
    json_complaint(json, &attempt->complaint);
    json_object_end(json);
}

/* What the two sides said of themselves. */
static void identities(struct json *json, const struct summary *summary) {
    json_optional_text(json, "hello", summary->hello);
    json_optional_text(json, "user", summary->user);
    json_party(json, "proxied", summary->proxied);
    json_party(json, "forwarded", summary->forwarded);
    passage(json, summary->passage);
    json_optional_text(json, "software", summary->software);
    json_optional_texts(json, "extensions", summary->extensions, summary->extension_count);
    json_optional_texts(json, "extensions_before_tls", summary->extensions_before_tls,
                        summary->extension_before_tls_count);
}

/* As it was said: not escaped for a terminal, that is JSON's own business. */
static void story(struct json *json, const struct summary *summary) {
    struct writer text = writer_to(WRITER_MEMORY);
    story_write(&text, summary);
    json_optional_text(json, "story", buffer_slice(&text.buffer));
    writer_free(&text);
}

/* Seconds of each stage, by owner; stages that took no time are left out. */
static void timing(struct json *json, const struct timing *timing) {
    if (!timing)
        return;
    json_array(json, "timing");
    for (int stage = 0; stage < STAGES; stage++) {
        if (timing_of_stage(timing, (enum stage)stage) == 0)
            continue;
        json_object(json, NULL);
        json_word(json, "stage", stage_name((enum stage)stage));
        for (int owner = 0; owner < TIME_OWNERS; owner++)
            if (timing->spent[stage][owner] > 0)
                json_seconds(json, time_owner_name((enum time_owner)owner),
                             timing->spent[stage][owner]);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The longest waits that have a time-out which matters, with their events. */
static void waits(struct json *json, const struct summary *summary) {
    const struct timing *timing = summary->timing;
    bool begun = false;
    for (int wait = 0; timing && wait < WAITS; wait++) {
        duration limit = 0;
        const struct timeout_fact *timeout = wait_timeout((enum wait)wait, &limit);
        if (!timeout || !wait_matters(timing, (enum wait)wait, summary_protocol(summary)))
            continue;
        if (!begun)
            json_array(json, "waits");
        begun = true;
        json_object(json, NULL);
        json_word(json, "for", timeout->name);
        json_seconds(json, "longest", timing->waits[wait].span);
        json_seconds(json, "timeout", limit);
        json_truth(json, "gave_up", timing->waits[wait].gave_up);
        json_number(json, "event", timing->waits[wait].event);
        json_object_end(json);
    }
    if (begun)
        json_array_end(json);
}

static void transactions(struct json *json, const struct json_view *view) {
    const struct summary *summary = view->row->summary;
    json_array(json, "transactions");
    for (size_t i = 0; i < summary->transaction_count; i++) {
        json_object(json, NULL);
        json_transaction(json, view, &summary->transactions[i]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void events(struct json *json, const struct json_view *view) {
    const struct transcript *transcript = view->row->transcript;
    json_array(json, "events");
    for (size_t n = 0; n < transcript_count(transcript); n++)
        json_event(json, view, transcript_at(transcript, n));
    json_array_end(json);
}

void json_session(struct json *json, const struct json_view *view) {
    const struct summary *summary = view->row->summary;
    json_object(json, NULL);
    json_word(json, "schema", "heloise.session/1");
    json_number(json, "id", view->row->id);
    if (view->file)
        json_text(json, "file", slice_string(view->file));
    json_number(json, "stream", view->row->stream);
    json_word(json, "protocol", summary->protocol ? summary->protocol->name : "unknown");
    if (summary->attempt)
        json_word(json, "hint", summary->attempt->hint->name);
    connection(json, summary);
    if (summary->attempt)
        attempt(json, summary->attempt);
    identities(json, summary);
    json_word(json, "verdict", verdict_name(summary->verdict));
    json_decided(json, summary->decided);
    story(json, summary);
    transactions(json, view);
    timing(json, summary->timing);
    waits(json, summary);
    json_findings(json, summary);
    if (view->row->transcript)
        events(json, view);
    json_object_end(json);
}

static void write_session(struct report_page *page, const struct index_row *row, const char *file) {
    struct json json = {.writer = page->writer};
    json_session(&json, &(struct json_view){.row = row,
                                            .file = file,
                                            .show_secrets = page->options->show_secrets,
                                            .explainer = page->options->explainer,
                                            .depth = page->options->depth,
                                            .comments = page->options});
    json_line(&json);
}

/* Without what was said, though a filter may have asked for it. */
static void write_row(struct report_page *page, const struct index_row *row, const char *file) {
    struct index_row alone = *row;
    alone.transcript = NULL;
    write_session(page, &alone, file);
}

const struct report_functions list_json = {.session = write_row};
const struct report_functions show_json = {.session = write_session};
