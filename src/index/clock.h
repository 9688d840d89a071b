/* clock.h: the monotonic clock, for how long something lasts. */
#ifndef HELOISE_INDEX_CLOCK_H
#define HELOISE_INDEX_CLOCK_H

#include "base/moment.h"

#include <time.h>

static inline struct moment clock_now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (struct moment){time.tv_sec * DURATION_SECOND + time.tv_nsec};
}

#endif
