/* grouping.h: which rows are attempts at the same delivery (index/deliveries.h), found out a slice
 * at a time.
 *
 * A row belongs to the group of the first row that tried to deliver the same message to the same
 * recipient; of several messages in a session the first that was tried before decides. */
#ifndef HELOISE_UI_GROUPING_H
#define HELOISE_UI_GROUPING_H

#include "index/deliveries.h"
#include "ui/model.h"

/* Zeroed: every row is a group of its own. */
struct grouping {
    struct deliveries deliveries;
    size_t taken;    /* rows that it has seen */
    size_t assigned; /* deliveries whose rows were told their group */
    uint64_t tries;  /* of all deliveries when that began */
    size_t *roots;   /* of each row its group's first one */
    size_t count, room;
};

/* Goes on through the rows that are done until then, by clock_now(). True: there is more to do now.
 */
bool grouping_step(struct grouping *grouping, const struct model *model, struct moment until);

/* The first row of its group. */
static inline size_t grouping_root(const struct grouping *grouping, size_t row) {
    return row < grouping->count ? grouping->roots[row] : row;
}

void grouping_free(struct grouping *grouping);

#endif
