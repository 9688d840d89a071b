#include "index/verdict.h"

enum { VERDICTS = VERDICT_ABORTED + 1 };

/* How often each verdict was given. */
struct tally {
    size_t of[VERDICTS], total;
};

enum verdict verdict_of(enum outcome outcome) {
    static const enum verdict verdicts[] = {
        [OUTCOME_NONE] = VERDICT_UNKNOWN,    [OUTCOME_OK] = VERDICT_ACCEPTED,
        [OUTCOME_MORE] = VERDICT_UNKNOWN,    [OUTCOME_DEFERRED] = VERDICT_DEFERRED,
        [OUTCOME_REFUSED] = VERDICT_REFUSED,
    };
    return verdicts[outcome];
}

static bool was_refused(enum outcome outcome) {
    return outcome == OUTCOME_DEFERRED || outcome == OUTCOME_REFUSED;
}

/* Without an answer: a message whose end was sent may have been taken, anything else was not. */
static enum verdict unanswered(const struct transaction *transaction) {
    bool sent = transaction->has_message && transaction->message.end != END_NONE;
    return sent ? VERDICT_UNKNOWN : VERDICT_ABORTED;
}

static enum verdict judge_recipient(const struct recipient *recipient,
                                    const struct transaction *transaction) {
    if (was_refused(recipient->outcome))
        return verdict_of(recipient->outcome);
    if (was_refused(recipient->final_outcome))
        return verdict_of(recipient->final_outcome);
    if (recipient->final_outcome == OUTCOME_OK) /* but what RCPT got may have been lost */
        return verdict_of(recipient->outcome);
    if (recipient->verdict != VERDICT_UNKNOWN)
        return recipient->verdict;
    return unanswered(transaction);
}

static void count(struct tally *tally, enum verdict verdict) {
    tally->of[verdict]++;
    tally->total++;
}

static enum verdict common(const struct tally *tally) {
    static const enum verdict order[] = {VERDICT_UNKNOWN, VERDICT_ABORTED, VERDICT_DEFERRED,
                                         VERDICT_REFUSED};
    if (tally->total > 0 && tally->of[VERDICT_ACCEPTED] == tally->total)
        return VERDICT_ACCEPTED;
    if (tally->of[VERDICT_ACCEPTED] + tally->of[VERDICT_PARTIAL] > 0)
        return VERDICT_PARTIAL;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (tally->of[order[i]] > 0)
            return order[i];
    return VERDICT_UNKNOWN;
}

void transaction_judge(struct transaction *transaction) {
    struct tally tally = {0};
    if (transaction->recipient_count == 0) {
        if (transaction->verdict == VERDICT_UNKNOWN)
            transaction->verdict = unanswered(transaction);
        return;
    }
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct recipient *recipient = &transaction->recipients[i];
        recipient->verdict = judge_recipient(recipient, transaction);
        count(&tally, recipient->verdict);
    }
    transaction->verdict = common(&tally);
}

enum verdict session_verdict(const struct summary *summary) {
    struct tally tally = {0};
    for (size_t i = 0; i < summary->transaction_count; i++)
        count(&tally, summary->transactions[i].verdict);
    return common(&tally);
}
