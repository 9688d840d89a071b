#include "index/deliveries.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1024, TEXT_KEPT = 512 };

static struct slice keep(struct deliveries *deliveries, struct slice text) {
    return arena_copy(&deliveries->arena, slice_first(text, TEXT_KEPT));
}

/* ---- by envelope ---- */

/* FNV-1a over both addresses, letters of domains and names alike in any case. */
static uint64_t hash_envelope(struct slice sender, struct slice recipient) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const struct slice both[] = {slice_first(sender, TEXT_KEPT), slice_first(recipient, TEXT_KEPT)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < both[i].size; j++)
            hash = (hash ^ octet_upper(both[i].data[j])) * UINT64_C(0x100000001b3);
        hash = (hash ^ 0xff) * UINT64_C(0x100000001b3);
    }
    return hash ^ hash >> 32;
}

static bool same_envelope(const struct delivery *delivery, struct slice sender,
                          struct slice recipient) {
    return slice_equal_nocase(delivery->sender, slice_first(sender, TEXT_KEPT)) &&
           slice_equal_nocase(delivery->recipient, slice_first(recipient, TEXT_KEPT));
}

/* The slot of this envelope: taken by its latest delivery, or free. */
static size_t *slot_of(struct deliveries *deliveries, uint64_t hash, struct slice sender,
                       struct slice recipient) {
    size_t mask = deliveries->slot_count - 1, at = (size_t)hash & mask;
    while (deliveries->slots[at] != 0) {
        const struct delivery *delivery = &deliveries->items[deliveries->slots[at] - 1];
        if (delivery->hash == hash && same_envelope(delivery, sender, recipient))
            break;
        at = (at + 1) & mask;
    }
    return &deliveries->slots[at];
}

/* At most half of the slots are taken, so that a free one is found soon. */
static bool make_slots(struct deliveries *deliveries) {
    if (deliveries->count * 2 < deliveries->slot_count)
        return true;
    size_t count = deliveries->slot_count ? deliveries->slot_count * 2 : FIRST_SLOTS;
    size_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(deliveries->slots);
    deliveries->slots = slots;
    deliveries->slot_count = count;
    for (size_t i = 0; i < deliveries->count; i++) {
        const struct delivery *delivery = &deliveries->items[i];
        *slot_of(deliveries, delivery->hash, delivery->sender, delivery->recipient) = i + 1;
    }
    return true;
}

/* ---- which delivery ---- */

/* Whether what is known of both says that they are different. */
static bool differ(struct slice a, struct slice b) {
    return a.size > 0 && b.size > 0 && !slice_equal(a, slice_first(b, TEXT_KEPT));
}

static bool continues(const struct delivery *delivery, const struct transaction *transaction) {
    struct slice id = transaction->message.message_id;
    if (delivery->verdict == VERDICT_ACCEPTED)
        return delivery->message_id.size > 0 && id.size > 0 && !differ(delivery->message_id, id);
    return !differ(delivery->message_id, id) &&
           !differ(delivery->subject, transaction->message.subject);
}

static struct delivery *add_delivery(struct deliveries *deliveries, size_t *slot,
                                     const struct transaction *transaction,
                                     const struct recipient *recipient) {
    struct delivery *items =
        arena_grow(&deliveries->arena, deliveries->items, deliveries->count, sizeof *items);
    if (!items)
        return NULL;
    deliveries->items = items;
    struct delivery *delivery = &items[deliveries->count];
    *delivery = (struct delivery){.sender = keep(deliveries, transaction->sender),
                                  .recipient = keep(deliveries, recipient->address)};
    *slot = ++deliveries->count;
    return delivery;
}

/* The delivery that the attempt belongs to, made where there is none. */
static struct delivery *delivery_of(struct deliveries *deliveries,
                                    const struct transaction *transaction,
                                    const struct recipient *recipient) {
    if (!make_slots(deliveries))
        return NULL;
    uint64_t hash = hash_envelope(transaction->sender, recipient->address);
    size_t *slot = slot_of(deliveries, hash, transaction->sender, recipient->address);
    if (*slot != 0 && continues(&deliveries->items[*slot - 1], transaction))
        return &deliveries->items[*slot - 1];
    struct delivery *delivery = add_delivery(deliveries, slot, transaction, recipient);
    if (delivery)
        delivery->hash = hash;
    return delivery;
}

/* ---- attempts ---- */

static bool is_refusal(uint16_t code) {
    return code >= 400;
}

/* LMTP and PRDR: recipients got replies of their own after the dot. */
static bool answered_apart(const struct transaction *transaction) {
    uint32_t first = EVENT_NOTHING;
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        uint32_t reply = transaction->recipients[i].final_reply;
        if (first != EVENT_NOTHING && reply != EVENT_NOTHING && reply != first)
            return true;
        if (reply != EVENT_NOTHING)
            first = reply;
    }
    return false;
}

/* The reply that decided for this recipient: its own, or that of the message. */
static struct delivery_try try_of(struct deliveries *deliveries, const struct index_row *row,
                                  const struct transaction *transaction,
                                  const struct recipient *recipient) {
    bool own = is_refusal(recipient->code) || answered_apart(transaction);
    uint16_t code = is_refusal(recipient->code)  ? recipient->code
                    : recipient->final_code != 0 ? recipient->final_code
                                                 : transaction->code;
    struct slice reply = own ? recipient->answer : transaction->reply;
    return (struct delivery_try){.session = row->id,
                                 .at = row->summary->start,
                                 .verdict = recipient->verdict,
                                 .code = code,
                                 .reply = keep(deliveries, reply),
                                 .queue_id = keep(deliveries, transaction->queue_id)};
}

static void add_try(struct deliveries *deliveries, struct delivery *delivery,
                    const struct delivery_try *new) {
    struct delivery_try *tries =
        arena_grow(&deliveries->arena, delivery->tries, delivery->try_count, sizeof *tries);
    if (!tries) {
        deliveries->more++;
        return;
    }
    delivery->tries = tries;
    tries[delivery->try_count++] = *new;
    deliveries->tries++;
    if (delivery->verdict != VERDICT_ACCEPTED)
        delivery->verdict = new->verdict;
}

static void take_recipient(struct deliveries *deliveries, const struct index_row *row,
                           const struct transaction *transaction,
                           const struct recipient *recipient) {
    struct delivery *delivery = deliveries->tries < DELIVERY_TRIES_MOST
                                    ? delivery_of(deliveries, transaction, recipient)
                                    : NULL;
    if (!delivery) {
        deliveries->more++;
        return;
    }
    if (delivery->message_id.size == 0)
        delivery->message_id = keep(deliveries, transaction->message.message_id);
    if (delivery->subject.size == 0)
        delivery->subject = keep(deliveries, transaction->message.subject);
    struct delivery_try new = try_of(deliveries, row, transaction, recipient);
    add_try(deliveries, delivery, &new);
}

void deliveries_take(struct deliveries *deliveries, const struct index_row *row) {
    const struct summary *summary = row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        for (size_t j = 0; j < transaction->recipient_count; j++)
            take_recipient(deliveries, row, transaction, &transaction->recipients[j]);
    }
}

duration delivery_delay(const struct delivery *delivery) {
    for (size_t i = 0; i < delivery->try_count; i++)
        if (delivery->tries[i].verdict == VERDICT_ACCEPTED)
            return moment_since(delivery->tries[i].at, delivery->tries[0].at);
    return DURATION_UNKNOWN;
}

void deliveries_clear(struct deliveries *deliveries) {
    free(deliveries->slots);
    arena_free(&deliveries->arena);
    *deliveries = (struct deliveries){0};
}
