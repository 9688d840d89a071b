/* moment.h: a point in time, and the distance between two, in nanoseconds. */
#ifndef HELOISE_BASE_MOMENT_H
#define HELOISE_BASE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
struct moment {
    int64_t ns;
};

/* A distance in time, in nanoseconds. */
typedef int64_t duration;

#define DURATION_SECOND  INT64_C(1000000000)
#define DURATION_UNKNOWN INT64_MIN

/* later - earlier; clamped at the ends of the range, since captures may claim any time. */
static inline duration moment_since(struct moment later, struct moment earlier) {
    duration difference;
    if (__builtin_sub_overflow(later.ns, earlier.ns, &difference))
        return later.ns < earlier.ns ? -INT64_MAX : INT64_MAX;
    return difference;
}

/* Clamped as well. */
static inline duration duration_add(duration a, duration b) {
    duration sum;
    if (__builtin_add_overflow(a, b, &sum))
        return a < 0 ? -INT64_MAX : INT64_MAX;
    return sum;
}

static inline bool moment_before(struct moment a, struct moment b) {
    return a.ns < b.ns;
}

static inline struct moment moment_later(struct moment a, struct moment b) {
    return moment_before(a, b) ? b : a;
}

#endif
