#include "ui/grouping.h"

#include <stdlib.h>

#include "index/clock.h"

enum { AT_ONCE = 64 };

static bool add_root(struct grouping *grouping) {
    if (grouping->count == grouping->room) {
        size_t room = grouping->room ? grouping->room * 2 : 256;
        size_t *roots = realloc(grouping->roots, room * sizeof *roots);
        if (!roots)
            return false;
        grouping->roots = roots;
        grouping->room = room;
    }
    grouping->roots[grouping->count] = grouping->count;
    grouping->count++;
    return true;
}

/* Takes rows in their order, up to the first one that may still change. */
static bool take_rows(struct grouping *grouping, const struct model *model) {
    for (size_t i = 0; i < AT_ONCE; i++) {
        const struct index_row *row = model_row(model, grouping->taken);
        if (!row || !row->done || !add_root(grouping))
            return false;
        deliveries_take(&grouping->deliveries, row);
        grouping->taken++;
    }
    return true;
}

/* All attempts at a delivery belong to the group of the first one, but for those that belong to
 * another already. */
static void assign(struct grouping *grouping, const struct delivery *delivery) {
    size_t root = grouping_root(grouping, (size_t)delivery->tries[0].session);
    for (size_t i = 1; i < delivery->try_count; i++) {
        size_t row = (size_t)delivery->tries[i].session;
        if (row < grouping->count && grouping->roots[row] == row && row != root)
            grouping->roots[row] = root;
    }
}

static bool assign_some(struct grouping *grouping) {
    const struct deliveries *deliveries = &grouping->deliveries;
    if (grouping->assigned == deliveries->count && grouping->tries != deliveries->tries)
        grouping->assigned = 0; /* old ones may have new attempts */
    grouping->tries = deliveries->tries;
    for (size_t i = 0; i < AT_ONCE && grouping->assigned < deliveries->count; i++)
        if (deliveries->items[grouping->assigned++].try_count > 0)
            assign(grouping, &deliveries->items[grouping->assigned - 1]);
    return grouping->assigned < deliveries->count;
}

bool grouping_step(struct grouping *grouping, const struct model *model, struct moment until) {
    bool more;
    do
        more = take_rows(grouping, model) || assign_some(grouping);
    while (more && moment_before(clock_now(), until));
    return more;
}

void grouping_free(struct grouping *grouping) {
    deliveries_clear(&grouping->deliveries);
    free(grouping->roots);
    *grouping = (struct grouping){0};
}
