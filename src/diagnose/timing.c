#include "diagnose/timing.h"

const char *stage_name(enum stage stage) {
    static const char *const names[] = {"connect", "greeting", "hello",   "tls", "sealed",
                                        "auth",    "envelope", "content", "dot", "quit"};
    return names[stage];
}

const char *time_owner_name(enum time_owner owner) {
    static const char *const names[] = {"network", "client", "server"};
    return names[owner];
}

/* ---- sums ---- */

duration timing_of_stage(const struct timing *timing, enum stage stage) {
    duration sum = 0;
    for (int owner = 0; owner < TIME_OWNERS; owner++)
        sum = duration_add(sum, timing->spent[stage][owner]);
    return sum;
}

duration timing_of_owner(const struct timing *timing, enum time_owner owner) {
    duration sum = 0;
    for (int stage = 0; stage < STAGES; stage++)
        sum = duration_add(sum, timing->spent[stage][owner]);
    return sum;
}

duration timing_total(const struct timing *timing) {
    duration sum = 0;
    for (int stage = 0; stage < STAGES; stage++)
        sum = duration_add(sum, timing_of_stage(timing, (enum stage)stage));
    return sum;
}

bool timing_longest(const struct timing *timing, enum stage *stage, enum time_owner *owner) {
    duration longest = 0;
    for (int s = 0; s < STAGES; s++)
        for (int o = 0; o < TIME_OWNERS; o++)
            if (timing->spent[s][o] > longest) {
                longest = timing->spent[s][o];
                *stage = (enum stage)s;
                *owner = (enum time_owner)o;
            }
    return longest > 0;
}
