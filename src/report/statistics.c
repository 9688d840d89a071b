#include "report/statistics.h"

#include "session/protocol.h"

static void tally_add(struct tally *tally, const char *word) {
    for (size_t i = 0; i < TALLY_WORDS; i++) {
        if (i == tally->size) {
            tally->words[i] = word;
            tally->size++;
        }
        if (strcmp(tally->words[i], word) != 0)
            continue;
        tally->counts[i]++;
        return;
    }
}

static void count_transaction(struct statistics *statistics,
                              const struct transaction *transaction) {
    tally_add(&statistics->transactions, transaction_kind_name(transaction->kind));
    statistics->recipients += transaction->recipient_count;
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        enum verdict verdict = transaction->recipients[i].verdict;
        statistics->recipients_refused += verdict == VERDICT_REFUSED;
        statistics->recipients_deferred += verdict == VERDICT_DEFERRED;
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

void statistics_add(struct statistics *statistics, const struct summary *summary) {
    count_time(statistics, summary);
    tally_add(&statistics->protocols, summary->protocol ? summary->protocol->name : "unknown");
    statistics->sessions++;
    statistics->packets += summary->packets;
    for (int side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        statistics->octets[side] += summary->octets[side];
        statistics->lost[side] += summary->lost[side];
    }
    tally_add(&statistics->tls, tls_use_name(summary->tls));
    tally_add(&statistics->endings, ending_name(summary->ending));
    tally_add(&statistics->verdicts, verdict_name(summary->verdict));
    for (size_t i = 0; i < summary->transaction_count; i++)
        count_transaction(statistics, &summary->transactions[i]);
}
