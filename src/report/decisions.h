/* decisions.h: which events decided what became of a session's recipients and messages.
 *
 *     550 5.1.1 ... User unknown     refused, for bob@example.org
 *     250 2.0.0 Ok: queued           accepted, for the 2 others
 */
#ifndef HELOISE_REPORT_DECISIONS_H
#define HELOISE_REPORT_DECISIONS_H

#include "index/summary.h"

struct decision {
    uint32_t event;
    enum verdict verdict;
    size_t count, all;      /* recipients for whom it decided; of the message. 0: it has none */
    struct slice recipient; /* the first of them; borrowed from the summary */
};

/* In the order of events. Zeroed: none. */
struct decisions {
    struct decision *items;
    size_t count;
    struct arena arena;
};

/* Takes those of a session, in place of what there is. */
void decisions_take(struct decisions *decisions, const struct summary *summary);

/* What event `n` decided, or NULL. */
const struct decision *decisions_find(const struct decisions *decisions, uint32_t n);

void decisions_clear(struct decisions *decisions);

#endif
