#include "index/gather_inside.h"
#include "index/verdict.h"

/* ---- unique ids ---- */

/* One line of a UIDL listing: number, blank, id (RFC 1939 7). */
static void keep_unique_id(struct gatherer *gatherer, struct slice line) {
    struct unique_id found = {0};
    struct slice word = slice_word(&line);
    if (!slice_number(word, UINT64_MAX, &found.number) ||
        gatherer->maildrop.unique_id_count >= UNIQUE_IDS_KEPT)
        return;
    struct unique_id *ids = arena_grow(&gatherer->summary->arena, gatherer->maildrop.unique_ids,
                                       gatherer->maildrop.unique_id_count, sizeof *ids);
    if (!ids)
        return;
    found.id = gather_keep(gatherer, slice_word(&line), TEXT_KEPT);
    gatherer->maildrop.unique_ids = ids;
    ids[gatherer->maildrop.unique_id_count++] = found;
}

/* Servers list in ascending order from 1, so that the id is mostly where the number says. */
static struct slice unique_id_of(const struct gatherer *gatherer, uint64_t number) {
    const struct unique_id *ids = gatherer->maildrop.unique_ids;
    if (number > 0 && number <= gatherer->maildrop.unique_id_count &&
        ids[number - 1].number == number)
        return ids[number - 1].id;
    for (size_t i = 0; i < gatherer->maildrop.unique_id_count; i++)
        if (ids[i].number == number)
            return ids[i].id;
    return slice_of(NULL, 0);
}

/* A whole listing replaces the one before; the answer for one message is a single line. */
void settle_identify(struct gatherer *gatherer, const struct asked *asked,
                     const struct event *reply) {
    (void)asked;
    if (!reply || reply->reply.outcome != OUTCOME_OK || gatherer->brief)
        return;
    if (reply->reply.line_count == 1) {
        keep_unique_id(gatherer, reply->reply.lines[0]);
        return;
    }
    gatherer->maildrop.unique_id_count = 0;
    gatherer->maildrop.unique_ids = NULL;
    for (size_t i = 1; i < reply->reply.line_count; i++)
        keep_unique_id(gatherer, reply->reply.lines[i]);
}

/* ---- transactions ---- */

static struct transaction *add(struct gatherer *gatherer, enum transaction_kind kind,
                               uint64_t number, const struct event *reply) {
    struct transaction *transaction = gather_add(gatherer, kind);
    if (!transaction)
        return NULL;
    transaction->number = number;
    transaction->unique_id = unique_id_of(gatherer, number);
    transaction->decided = EVENT_NOTHING;
    if (!reply)
        return transaction;
    transaction->verdict = verdict_of(reply->reply.outcome);
    transaction->code = reply->reply.code;
    transaction->reply = gather_reply_text(gatherer, reply);
    transaction->decided = reply->n;
    return transaction;
}

/* Granted or not seen, the reply lets a message follow; its content decides. */
void settle_retrieve(struct gatherer *gatherer, const struct asked *asked,
                     const struct event *reply) {
    gatherer->maildrop.retrieval = NO_TRANSACTION;
    struct transaction *transaction = add(gatherer, TRANSACTION_RETRIEVAL, asked->number, reply);
    if (!transaction || (reply && reply->reply.outcome != OUTCOME_OK))
        return;
    transaction->verdict = reply ? VERDICT_ABORTED : VERDICT_UNKNOWN;
    gatherer->maildrop.retrieval = gather_last(gatherer);
}

void settle_delete(struct gatherer *gatherer, const struct asked *asked,
                   const struct event *reply) {
    (void)add(gatherer, TRANSACTION_DELETION, asked->number, reply);
}

void maildrop_reset(struct gatherer *gatherer, enum cut_by cut, uint32_t event) {
    struct summary *summary = gatherer->summary;
    for (size_t i = summary->transaction_count; i > gatherer->maildrop.settled; i--) {
        struct transaction *transaction = &summary->transactions[i - 1];
        if (transaction->kind != TRANSACTION_DELETION || transaction->verdict != VERDICT_ACCEPTED)
            continue;
        transaction->verdict = VERDICT_ABORTED;
        transaction->cut = cut;
        transaction->decided = event;
    }
    gatherer->maildrop.settled = summary->transaction_count;
}

/* How many lines of a listing are a number and a size. */
static uint64_t count_listed(const struct reply_event *reply) {
    uint64_t count = 0, number;
    for (size_t i = 1; i < reply->line_count; i++) {
        struct slice line = reply->lines[i];
        count += slice_number(slice_word(&line), UINT32_MAX, &number) &&
                 slice_number(slice_word(&line), UINT64_MAX, &number);
    }
    return count + reply->lines_lost;
}

/* "+OK 2 320", or a listing with a line for each (RFC 1939 5). */
void settle_count(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    struct summary *summary = gatherer->summary;
    bool whole = asked->number == 0 && reply && reply->reply.outcome == OUTCOME_OK;
    if (!whole || summary->has_maildrop || reply->reply.line_count == 0)
        return;
    struct slice line = reply->reply.lines[0];
    summary->maildrop = count_listed(&reply->reply);
    summary->has_maildrop =
        asked->act == ACT_LIST || slice_number(slice_word(&line), UINT32_MAX, &summary->maildrop);
}

/* Whether the retrieval that awaits its content is of this message. */
static bool is_awaited(const struct gatherer *gatherer, uint64_t number) {
    uint32_t which = gatherer->maildrop.retrieval;
    return which != NO_TRANSACTION && gatherer->summary->transactions[which].number == number;
}

/* A message whose reply was lost answers the retrieval that waits; one that nobody was seen to ask
 * for is a retrieval all the same. A hole in the content is the capture's: the client read on. */
void maildrop_message(struct gatherer *gatherer, const struct message_event *event,
                      const struct message *message) {
    if (!is_awaited(gatherer, event->number) && !asked_settle_retrieval(gatherer, event->number))
        settle_retrieve(gatherer, &(struct asked){.number = event->number}, NULL);
    if (gatherer->maildrop.retrieval == NO_TRANSACTION)
        return;
    struct transaction *transaction =
        &gatherer->summary->transactions[gatherer->maildrop.retrieval];
    transaction->has_message = true;
    transaction->message = *message;
    transaction->announced = event->announced;
    transaction->verdict = message->end != END_NONE ? VERDICT_ACCEPTED : VERDICT_ABORTED;
    transaction->decided = message->event;
    gatherer->maildrop.retrieval = NO_TRANSACTION;
}
