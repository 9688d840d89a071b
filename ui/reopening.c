#include "ui/reopening.h"

#include "index/clock.h"

/* Few at a time, so that the clock is looked at often. */
enum { STEP_PACKETS = 64 };

enum reopen_progress reopening_step(struct reopening *reopening, struct index *index, size_t row,
                                    const struct index_opening *how, struct moment until,
                                    struct index_row **opened, struct error *error) {
    enum reopen_progress progress = REOPEN_MORE;
    if (reopening->again && reopening->row != row)
        reopening_drop(reopening);
    if (!reopening->again)
        reopening->again = index_reopen(index, row, how, error);
    reopening->row = row;
    if (!reopening->again)
        return REOPEN_FAILED;
    do
        progress = index_reopen_step(reopening->again, STEP_PACKETS, opened, error);
    while (progress == REOPEN_MORE && moment_before(clock_now(), until));
    if (progress != REOPEN_MORE)
        reopening_drop(reopening);
    return progress;
}

void reopening_drop(struct reopening *reopening) {
    index_reopen_free(reopening->again);
    *reopening = (struct reopening){.again = NULL};
}
