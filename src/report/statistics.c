#include "report/statistics.h"

#include "session/protocol.h"

#include <stdio.h>
#include <stdlib.h>

static void count_word(struct statistics *statistics, enum counted_kind kind, const char *word) {
    tally_add(&statistics->counted[kind], slice_string(word));
}

/* Where a word may be empty, that is no word. */
static void count_text(struct statistics *statistics, enum counted_kind kind, struct slice text) {
    if (text.size > 0)
        tally_add(&statistics->counted[kind], text);
}

/* ---- of the summary ---- */

static void count_transaction(struct statistics *statistics,
                              const struct transaction *transaction) {
    count_word(statistics, COUNTED_transactions, transaction_kind_name(transaction->kind));
    if (transaction->has_sender)
        tally_add(&statistics->counted[COUNTED_senders], transaction->sender);
    statistics->recipients += transaction->recipient_count;
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct recipient *recipient = &transaction->recipients[i];
        count_text(statistics, COUNTED_receivers, recipient->address);
        statistics->recipients_refused += recipient->verdict == VERDICT_REFUSED;
        statistics->recipients_deferred += recipient->verdict == VERDICT_DEFERRED;
    }
    if (!transaction->has_message)
        return;
    statistics->messages++;
    statistics->messages_incomplete += !transaction->message.complete;
    statistics->message_octets += transaction->message.octets;
}

static void count_time(struct statistics *statistics, const struct summary *summary) {
    duration length = moment_since(summary->end, summary->start);
    bool first = statistics->sessions == 0;
    if (first || moment_before(summary->start, statistics->start))
        statistics->start = summary->start;
    if (first || moment_before(statistics->end, summary->end))
        statistics->end = summary->end;
    if (first || length > statistics->longest)
        statistics->longest = length;
}

static void count_end(struct statistics *statistics, enum counted_kind kind,
                      const struct endpoint *end) {
    char text[ENDPOINT_TEXT];
    endpoint_address_text(end, text);
    if (end->size > 0)
        count_word(statistics, kind, text);
}

void statistics_add(struct statistics *statistics, const struct summary *summary) {
    count_time(statistics, summary);
    statistics->sessions++;
    statistics->packets += summary->packets;
    for (int side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        statistics->octets[side] += summary->octets[side];
        statistics->lost[side] += summary->lost[side];
    }
    count_word(statistics, COUNTED_protocols,
               summary->protocol ? summary->protocol->name : "unknown");
    count_word(statistics, COUNTED_tls, tls_use_name(summary->tls));
    count_word(statistics, COUNTED_endings, ending_name(summary->ending));
    count_word(statistics, COUNTED_verdicts, verdict_name(summary->verdict));
    count_end(statistics, COUNTED_clients, &summary->client);
    count_end(statistics, COUNTED_servers, &summary->server);
    for (size_t i = 0; i < summary->finding_count; i++)
        count_word(statistics, COUNTED_findings, summary->findings[i].fact->fact.id);
    for (size_t i = 0; i < summary->transaction_count; i++)
        count_transaction(statistics, &summary->transactions[i]);
}

/* ---- of events ---- */

static struct spread *spread_of(struct statistics *statistics, struct slice verb) {
    for (size_t i = 0; i < statistics->latency_count; i++)
        if (slice_equal(statistics->latencies[i].verb, verb))
            return statistics->latencies[i].spread;
    struct spread *spread =
        statistics->latency_count < LATENCY_KINDS ? calloc(1, sizeof *spread) : NULL;
    if (spread)
        statistics->latencies[statistics->latency_count++] =
            (struct latencies){arena_copy(&statistics->arena, verb), spread};
    return spread;
}

/* What a reply or challenge answers: a known command by its verb, or the end of a message. */
static void count_latency(struct statistics *statistics, const struct transcript *transcript,
                          uint32_t to, duration latency) {
    if (latency == DURATION_UNKNOWN || to >= transcript_count(transcript))
        return;
    const struct transcript_entry *asked = transcript_at(transcript, to);
    struct slice verb = {NULL, 0};
    if (asked->present && asked->event.kind == EVENT_COMMAND && asked->event.command.known)
        verb = asked->event.command.verb;
    else if (asked->present && asked->event.kind == EVENT_MESSAGE)
        verb = SLICE("message");
    struct spread *spread = verb.size > 0 ? spread_of(statistics, verb) : NULL;
    if (spread)
        spread_add(spread, latency);
}

static void count_code(struct statistics *statistics, unsigned code) {
    char text[8];
    (void)snprintf(text, sizeof text, "%03u", code % 1000);
    if (code > 0)
        count_word(statistics, COUNTED_codes, text);
}

static void count_reply(struct statistics *statistics, const struct transcript *transcript,
                        const struct reply_event *reply) {
    const struct enhanced_code *enhanced = &reply->enhanced;
    char text[24];
    count_code(statistics, reply->code);
    count_text(statistics, COUNTED_indicators, reply->status);
    (void)snprintf(text, sizeof text, "%u.%u.%u", enhanced->class, enhanced->subject,
                   enhanced->detail);
    if (enhanced->class > 0)
        count_word(statistics, COUNTED_enhanced, text);
    count_latency(statistics, transcript, reply->to, reply->latency);
}

static void count_tls(struct statistics *statistics, const struct tls_event *tls) {
    count_text(statistics, COUNTED_tls_versions, tls->version);
    count_text(statistics, COUNTED_ciphers, tls->cipher);
}

static void count_event(struct statistics *statistics, const struct transcript *transcript,
                        const struct event *event) {
    switch (event->kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        count_reply(statistics, transcript, &event->reply);
        break;
    case EVENT_COMMAND:
        count_text(statistics, COUNTED_mechanisms, event->command.mechanism);
        break;
    case EVENT_CONTINUATION:
        if (event->side == SIDE_SERVER)
            count_code(statistics, event->continuation.code);
        break;
    case EVENT_TLS:
        count_tls(statistics, &event->tls);
        break;
    default:
        break;
    }
}

void statistics_hear(struct statistics *statistics, const struct transcript *transcript) {
    statistics->heard++;
    for (size_t i = 0; i < transcript_count(transcript); i++)
        if (transcript_at(transcript, i)->present)
            count_event(statistics, transcript, &transcript_at(transcript, i)->event);
}

void statistics_clear(struct statistics *statistics) {
    for (size_t i = 0; i < COUNTED_KINDS; i++)
        tally_clear(&statistics->counted[i]);
    for (size_t i = 0; i < statistics->latency_count; i++)
        free(statistics->latencies[i].spread);
    arena_free(&statistics->arena);
    *statistics = (struct statistics){0};
}
