#include "base/rare.h"
#include "index/gather_inside.h"
#include "index/verdict.h"
#include "protocol/queue_id.h"

static enum outcome outcome_of(const struct event *reply) {
    return reply ? reply->reply.outcome : OUTCOME_NONE;
}

static struct transaction *open_delivery(const struct gatherer *gatherer) {
    if (gatherer->talk.delivery == NO_TRANSACTION)
        return NULL;
    return &gatherer->summary->transactions[gatherer->talk.delivery];
}

/* What decided a transaction, so far. */
static void set_reply(struct gatherer *gatherer, struct transaction *transaction,
                      const struct event *reply) {
    transaction->code = reply->reply.code;
    transaction->reply = gather_reply_text(gatherer, reply);
    transaction->decided = reply->n;
}

/* What went on behind a greeting that let nobody in decided nothing (RFC 5321 3.1). */
static void turn_away(const struct gatherer *gatherer, struct transaction *transaction) {
    const struct milestones *milestones = &gatherer->milestones;
    bool in_vain =
        transaction->verdict == VERDICT_UNKNOWN || transaction->verdict == VERDICT_ABORTED;
    if (!in_vain || !outcome_is_refusal(milestones->greeting))
        return;
    transaction->verdict = verdict_of(milestones->greeting);
    transaction->code = milestones->greeting_code;
    transaction->decided = milestones->greeting_n;
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        transaction->recipients[i].verdict = transaction->verdict;
        transaction->recipients[i].decided = milestones->greeting_n;
    }
}

void delivery_close(struct gatherer *gatherer, enum cut_by cut, uint32_t event) {
    struct transaction *transaction = open_delivery(gatherer);
    if (transaction) {
        transaction_judge(transaction, cut, event);
        turn_away(gatherer, transaction);
    }
    gatherer->talk.delivery = NO_TRANSACTION;
    gatherer->talk.final = false;
}

void settle_reset(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    if (was_refused(reply))
        return;
    delivery_close(gatherer, CUT_BY_RESET, asked->n);
    maildrop_reset(gatherer, CUT_BY_RESET, asked->n);
}

/* ---- the envelope ---- */

/* `by`: the event that begins it. */
static struct transaction *begin_delivery(struct gatherer *gatherer, uint32_t by) {
    delivery_close(gatherer, CUT_BY_MAIL, by);
    struct transaction *transaction = gather_add(gatherer, TRANSACTION_DELIVERY);
    if (!transaction)
        return NULL;
    transaction->forwarded = party_of_delivery(gatherer);
    transaction->turned = gatherer->talk.commander == SIDE_SERVER;
    transaction->decided = EVENT_NOTHING;
    gatherer->talk.delivery = gather_last(gatherer);
    return transaction;
}

static void set_sender(struct transaction *transaction, const struct asked *asked) {
    transaction->sender = asked->text;
    transaction->has_sender = true;
    transaction->parameters = asked->parameters;
    transaction->parameter_count = asked->parameter_count;
}

/* A MAIL that is refused inside an open delivery (503) leaves that as it was. */
void settle_sender(struct gatherer *gatherer, const struct asked *asked,
                   const struct event *reply) {
    enum outcome outcome = outcome_of(reply);
    if (gatherer->talk.final)
        delivery_close(gatherer, CUT_BY_MAIL, asked->n);
    if (outcome_is_refusal(outcome) && open_delivery(gatherer))
        return;
    struct transaction *transaction = begin_delivery(gatherer, asked->n);
    if (!transaction)
        return;
    set_sender(transaction, asked);
    if (!outcome_is_refusal(outcome))
        return;
    transaction->verdict = verdict_of(outcome);
    set_reply(gatherer, transaction, reply);
    gatherer->talk.delivery = NO_TRANSACTION;
}

static struct recipient *add_recipient(struct gatherer *gatherer, struct transaction *transaction) {
    struct summary *summary = gatherer->summary;
    struct recipient *recipients = NULL;
    if (summary->arena.held <= SUMMARY_KEPT)
        recipients = arena_grow(&summary->arena, transaction->recipients,
                                transaction->recipient_count, sizeof *recipients);
    if (!recipients) {
        summary->whole = false;
        return NULL;
    }
    transaction->recipients = recipients;
    return &recipients[transaction->recipient_count++];
}

/* Outside a delivery a refused RCPT is nothing; one that is taken belongs to a MAIL that nobody
 * saw. */
void settle_recipient(struct gatherer *gatherer, const struct asked *asked,
                      const struct event *reply) {
    enum outcome outcome = outcome_of(reply);
    struct transaction *transaction = open_delivery(gatherer);
    if (!transaction && outcome == OUTCOME_OK)
        transaction = begin_delivery(gatherer, asked->n);
    struct recipient *recipient = transaction ? add_recipient(gatherer, transaction) : NULL;
    if (!recipient)
        return;
    *recipient = (struct recipient){
        .address = asked->text,
        .parameters = asked->parameters,
        .parameter_count = asked->parameter_count,
        .code = reply ? reply->reply.code : 0,
        .reply = reply ? reply->n : EVENT_NOTHING,
        .final_reply = EVENT_NOTHING,
        .decided = outcome_is_refusal(outcome) ? reply->n : EVENT_NOTHING,
        .outcome = outcome,
        .answer =
            outcome_is_refusal(outcome) ? gather_reply_text(gatherer, reply) : slice_of(NULL, 0)};
    if (outcome_is_refusal(outcome) && transaction->code == 0)
        set_reply(gatherer, transaction, reply);
}

/* ---- the message ---- */

/* DATA was refused, or a chunk that is not the last: nothing is delivered unless the client tries
 * again. */
RARE static void refuse_content(struct gatherer *gatherer, struct transaction *transaction,
                                const struct event *reply) {
    enum verdict verdict = verdict_of(reply->reply.outcome);
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct recipient *recipient = &transaction->recipients[i];
        recipient->verdict = verdict;
        if (!outcome_is_refusal(recipient->outcome))
            recipient->decided = reply->n;
    }
    transaction->verdict = verdict;
    gatherer->delivery.refusal = reply->n;
    set_reply(gatherer, transaction, reply);
}

/* What a reply to the whole message says. */
static struct early_reply final_of(struct gatherer *gatherer, const struct event *reply) {
    return (struct early_reply){.to = reply->reply.to,
                                .n = reply->n,
                                .recipient = reply->reply.recipient,
                                .code = reply->reply.code,
                                .outcome = reply->reply.outcome,
                                .text = gather_reply_text(gatherer, reply)};
}

static void set_final(struct recipient *recipient, const struct early_reply *final) {
    recipient->final_code = final->code;
    recipient->final_reply = final->n;
    recipient->final_outcome = final->outcome;
    if (outcome_is_refusal(final->outcome))
        recipient->answer = final->text;
}

/* With one reply for all, those get it that RCPT did not refuse and that have none of their own. */
static void set_finals(struct transaction *transaction, const struct early_reply *final) {
    if (final->recipient < transaction->recipient_count) {
        set_final(&transaction->recipients[final->recipient], final);
        return;
    }
    for (size_t i = 0; i < transaction->recipient_count; i++)
        if (!outcome_is_refusal(transaction->recipients[i].outcome) &&
            transaction->recipients[i].final_reply == EVENT_NOTHING)
            set_final(&transaction->recipients[i], final);
}

/* Of several replies (LMTP, PRDR) the first refusal is the one to tell. */
static void set_deciding(struct transaction *transaction, const struct early_reply *final,
                         bool first) {
    bool refusal = outcome_is_refusal(final->outcome);
    if (first || (refusal && transaction->code < 400)) {
        transaction->code = final->code;
        transaction->reply = final->text;
        transaction->decided = final->n;
    }
    if (!refusal && transaction->queue_id.size == 0 && final->text.size > 0)
        transaction->queue_id = queue_id_find(final->text);
}

static void finish_message(struct gatherer *gatherer, uint32_t which,
                           const struct early_reply *final) {
    struct transaction *transaction = &gatherer->summary->transactions[which];
    bool is_open = which == gatherer->talk.delivery;
    set_deciding(transaction, final, is_open && !gatherer->talk.final);
    set_finals(transaction, final);
    if (transaction->recipient_count == 0)
        transaction->verdict = verdict_of(final->outcome);
    if (!is_open)
        transaction_judge(transaction, CUT_BY_NOTHING, EVENT_NOTHING);
    else if (final->recipient == EVENT_NOTHING)
        delivery_close(gatherer, CUT_BY_NOTHING, EVENT_NOTHING);
    else
        gatherer->talk.final = true;
}

void settle_content(struct gatherer *gatherer, const struct asked *asked,
                    const struct event *reply) {
    struct transaction *transaction = open_delivery(gatherer);
    gatherer->delivery.content_command = asked->n;
    gatherer->delivery.content_transaction = gatherer->talk.delivery;
    if (!transaction || !reply)
        return;
    if (reply->reply.final) {
        struct early_reply final = final_of(gatherer, reply);
        finish_message(gatherer, gatherer->talk.delivery, &final);
    } else if (outcome_is_refusal(reply->reply.outcome)) {
        refuse_content(gatherer, transaction, reply);
    } else {
        transaction->promised = true;
    }
}

RARE static void add_chunk(struct message *message, const struct message *chunk) {
    message->octets += chunk->octets;
    message->complete &= chunk->complete;
    message->assumed |= chunk->assumed;
    message->end = chunk->end;
    message->sha256 = NULL; /* it is of the first chunk alone */
}

/* Of a DATA that was refused before, and tried again. */
static void forget_refusal(struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct recipient *recipient = &transaction->recipients[i];
        recipient->verdict = VERDICT_UNKNOWN;
        if (!outcome_is_refusal(recipient->outcome))
            recipient->decided = EVENT_NOTHING;
    }
}

void delivery_message(struct gatherer *gatherer, const struct asked *asked) {
    struct transaction *transaction = open_delivery(gatherer);
    if (!transaction || gatherer->talk.final)
        transaction = begin_delivery(gatherer, asked->n);
    if (!transaction)
        return;
    if (transaction->has_message)
        add_chunk(&transaction->message, asked->message);
    else
        transaction->message = *asked->message;
    transaction->has_message = true;
    if (asked->n > gatherer->delivery.refusal)
        forget_refusal(transaction);
    if (gatherer->delivery.early.to != asked->n)
        return;
    gatherer->delivery.early.to = EVENT_NOTHING;
    finish_message(gatherer, gatherer->talk.delivery, &gatherer->delivery.early);
}

/* The delivery whose message has this number, or NO_TRANSACTION. */
static uint32_t delivery_of(const struct gatherer *gatherer, uint32_t message) {
    const struct summary *summary = gatherer->summary;
    for (uint32_t i = (uint32_t)summary->transaction_count; i > 0; i--)
        if (summary->transactions[i - 1].has_message &&
            summary->transactions[i - 1].message.event <= message)
            return summary->transactions[i - 1].message.event == message ? i - 1 : NO_TRANSACTION;
    return NO_TRANSACTION;
}

void delivery_reply(struct gatherer *gatherer, const struct event *reply) {
    uint32_t to = reply->reply.to;
    if (reply->reply.outcome == OUTCOME_MORE)
        return;
    bool chunk = to == gatherer->delivery.content_command && reply->reply.final;
    uint32_t which = chunk ? gatherer->delivery.content_transaction : delivery_of(gatherer, to);
    bool early = to >= gatherer->talk.heard;
    if (which == NO_TRANSACTION && !early)
        return;
    struct early_reply final = final_of(gatherer, reply);
    if (early)
        gatherer->delivery.early = final;
    else
        finish_message(gatherer, which, &final);
}
