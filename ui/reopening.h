/* reopening.h: a session that is decoded again, a slice at a time, for whoever works between keys.
 */
#ifndef HELOISE_UI_REOPENING_H
#define HELOISE_UI_REOPENING_H

#include "index/index.h"

/* Zeroed: nothing is opened. */
struct reopening {
    struct index_reopening *again; /* NULL: it has not begun */
    size_t row;
};

/* Begins to open the row, or goes on with it, until then, by clock_now(), and a few packets in any
 * case. Another row that was being opened is dropped. As index_reopen_step(). */
enum reopen_progress reopening_step(struct reopening *reopening, struct index *index, size_t row,
                                    const struct index_opening *how, struct moment until,
                                    struct index_row **opened, struct error *error);

/* Gives up. */
void reopening_drop(struct reopening *reopening);

#endif
