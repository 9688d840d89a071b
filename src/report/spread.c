#include "report/spread.h"

/* 64 classes of one nanosecond, then 64 for each power of two. */
static size_t class_of(uint64_t ns) {
    if (ns < SPREAD_FINE)
        return (size_t)ns;
    unsigned power = 63U - (unsigned)__builtin_clzll(ns), shift = power - 6;
    return SPREAD_FINE * (size_t)(shift + 1) + (size_t)(ns >> shift) - SPREAD_FINE;
}

/* The largest span of a class. */
static uint64_t end_of(size_t n) {
    size_t shift = n / SPREAD_FINE, place = n % SPREAD_FINE;
    if (shift == 0)
        return n;
    return ((uint64_t)(SPREAD_FINE + place + 1) << (shift - 1)) - 1;
}

void spread_add(struct spread *spread, duration span) {
    span = span < 0 ? 0 : span;
    if (spread->count == 0 || span < spread->least)
        spread->least = span;
    if (spread->count == 0 || span > spread->most)
        spread->most = span;
    spread->count++;
    size_t class = class_of((uint64_t)span);
    if (spread->classes[class] < UINT32_MAX)
        spread->classes[class]++;
}

duration spread_percentile(const struct spread *spread, unsigned percent) {
    uint64_t wanted = (spread->count * percent + 99) / 100, seen = 0;
    if (spread->count == 0)
        return DURATION_UNKNOWN;
    for (size_t i = 0; i < SPREAD_CLASSES; i++) {
        seen += spread->classes[i];
        if (seen < wanted || seen == 0)
            continue;
        duration end = (duration)end_of(i);
        return end > spread->most ? spread->most : end < spread->least ? spread->least : end;
    }
    return spread->most;
}
