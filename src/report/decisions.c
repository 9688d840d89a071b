#include "report/decisions.h"

#include <stdlib.h>

static void add(struct decisions *decisions, const struct decision *decision) {
    if (decision->event == EVENT_NOTHING)
        return;
    struct decision *items =
        arena_grow(&decisions->arena, decisions->items, decisions->count, sizeof *items);
    if (!items)
        return;
    decisions->items = items;
    items[decisions->count++] = *decision;
}

static void add_transaction(struct decisions *decisions, const struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct recipient *recipient = &transaction->recipients[i];
        add(decisions, &(struct decision){.event = recipient->decided,
                                          .verdict = recipient->verdict,
                                          .count = 1,
                                          .all = transaction->recipient_count,
                                          .recipient = recipient->address});
    }
    if (transaction->recipient_count == 0)
        add(decisions,
            &(struct decision){.event = transaction->decided, .verdict = transaction->verdict});
}

static int compare(const void *a, const void *b) {
    uint32_t first = ((const struct decision *)a)->event;
    uint32_t second = ((const struct decision *)b)->event;
    return (first > second) - (first < second);
}

/* What decided for several recipients is one decision. */
static void merge(struct decisions *decisions) {
    size_t kept = 0;
    for (size_t i = 0; i < decisions->count; i++) {
        struct decision *item = &decisions->items[i];
        if (kept > 0 && decisions->items[kept - 1].event == item->event)
            decisions->items[kept - 1].count += item->count;
        else
            decisions->items[kept++] = *item;
    }
    decisions->count = kept;
}

void decisions_take(struct decisions *decisions, const struct summary *summary) {
    decisions_clear(decisions);
    for (size_t i = 0; i < summary->transaction_count; i++)
        if (summary->transactions[i].kind == TRANSACTION_DELIVERY)
            add_transaction(decisions, &summary->transactions[i]);
    bool judged = summary->verdict == VERDICT_REFUSED || summary->verdict == VERDICT_DEFERRED;
    if (summary->transaction_count == 0 && judged)
        add(decisions, &(struct decision){.event = summary->decided, .verdict = summary->verdict});
    if (decisions->count > 0)
        qsort(decisions->items, decisions->count, sizeof *decisions->items, compare);
    merge(decisions);
}

const struct decision *decisions_find(const struct decisions *decisions, uint32_t n) {
    struct decision wanted = {.event = n};
    return decisions->count == 0 ? NULL
                                 : bsearch(&wanted, decisions->items, decisions->count,
                                           sizeof *decisions->items, compare);
}

void decisions_clear(struct decisions *decisions) {
    arena_free(&decisions->arena);
    *decisions = (struct decisions){0};
}
