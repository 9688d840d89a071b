/* stillness.h: how long nothing came, and what time it is in the capture meanwhile.
 *
 * The clock of the capture may be another one than ours, or of years ago: time goes on from the
 * last packet, by as much as passes here from the moment on when there was nothing more to read. */
#ifndef HELOISE_INDEX_STILLNESS_H
#define HELOISE_INDEX_STILLNESS_H

#include "base/moment.h"

/* Zeroed: no packet came yet. */
struct stillness {
    bool lasts;
    struct moment packet; /* time of the last packet, by the capture's clock */
    struct moment since;  /* when there was no more, by the monotonic clock */
};

/* Packets came, the last one of then. */
void stillness_break(struct stillness *stillness, struct moment packet);

/* Nothing comes; since when. */
duration stillness_go_on(struct stillness *stillness);

/* What time it is in the capture after so long. */
struct moment stillness_time(const struct stillness *stillness, duration lasted);

#endif
