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

unsigned verdict_weight(enum verdict verdict) {
    static const uint8_t weights[VERDICTS] = {
        [VERDICT_UNKNOWN] = 0,  [VERDICT_ACCEPTED] = 1, [VERDICT_PARTIAL] = 2,
        [VERDICT_DEFERRED] = 3, [VERDICT_ABORTED] = 4,  [VERDICT_REFUSED] = 5,
    };
    return weights[verdict];
}

/* Without an answer: a message whose end was sent may have been taken, anything else was not. */
static enum verdict unanswered(const struct transaction *transaction) {
    bool sent = transaction->has_message && transaction->message.end != END_NONE;
    return sent ? VERDICT_UNKNOWN : VERDICT_ABORTED;
}

static enum verdict judge_recipient(const struct recipient *recipient,
                                    const struct transaction *transaction) {
    if (outcome_is_refusal(recipient->outcome))
        return verdict_of(recipient->outcome);
    if (outcome_is_refusal(recipient->final_outcome))
        return verdict_of(recipient->final_outcome);
    if (recipient->final_outcome == OUTCOME_OK) /* but what RCPT got may have been lost */
        return verdict_of(recipient->outcome);
    if (recipient->verdict != VERDICT_UNKNOWN)
        return recipient->verdict;
    return unanswered(transaction);
}

/* The event that decided: what RCPT got, what refused the content, or what came after it. */
static uint32_t recipient_decided(const struct recipient *recipient, uint32_t cut_by) {
    if (recipient->decided != EVENT_NOTHING)
        return recipient->decided;
    if (recipient->verdict == VERDICT_ABORTED)
        return cut_by;
    return recipient->verdict == VERDICT_UNKNOWN ? EVENT_NOTHING : recipient->final_reply;
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

static enum verdict judge_recipients(struct transaction *transaction, uint32_t event) {
    struct tally tally = {0};
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct recipient *recipient = &transaction->recipients[i];
        recipient->verdict = judge_recipient(recipient, transaction);
        recipient->decided = recipient_decided(recipient, event);
        count(&tally, recipient->verdict);
    }
    return common(&tally);
}

/* The first recipient who is as the whole is; of a partial one the first who did not get it. */
static const struct recipient *typical(const struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        enum verdict verdict = transaction->recipients[i].verdict;
        if (transaction->verdict == VERDICT_PARTIAL ? verdict != VERDICT_ACCEPTED
                                                    : verdict == transaction->verdict)
            return &transaction->recipients[i];
    }
    return NULL;
}

/* Where all were refused at RCPT, what DATA got decided nothing. */
static void take_decision(struct transaction *transaction) {
    const struct recipient *recipient = typical(transaction);
    if (!recipient || recipient->decided == EVENT_NOTHING)
        return;
    transaction->decided = recipient->decided;
    if (transaction->verdict == VERDICT_PARTIAL || recipient->decided != recipient->reply)
        return;
    transaction->code = recipient->code;
    transaction->reply = recipient->answer;
}

void transaction_judge(struct transaction *transaction, enum cut_by cut, uint32_t event) {
    if (transaction->recipient_count > 0) {
        transaction->verdict = judge_recipients(transaction, event);
        take_decision(transaction);
    }
    if (transaction->recipient_count == 0 && transaction->verdict == VERDICT_UNKNOWN)
        transaction->verdict = unanswered(transaction);
    bool in_vain =
        transaction->verdict == VERDICT_ABORTED || transaction->verdict == VERDICT_UNKNOWN;
    if (!in_vain)
        return;
    transaction->cut = cut;
    transaction->decided = transaction->verdict == VERDICT_ABORTED ? event : EVENT_NOTHING;
}

enum verdict session_verdict(const struct summary *summary, uint32_t *decided) {
    struct tally tally = {0};
    for (size_t i = 0; i < summary->transaction_count; i++)
        count(&tally, summary->transactions[i].verdict);
    enum verdict verdict = common(&tally);
    for (size_t i = summary->transaction_count; i > 0; i--) {
        const struct transaction *transaction = &summary->transactions[i - 1];
        bool decides = verdict == VERDICT_PARTIAL ? transaction->verdict != VERDICT_ACCEPTED
                                                  : transaction->verdict == verdict;
        if (decides)
            *decided = transaction->decided;
    }
    return verdict;
}
