/* waits.c: how long a session waited for one thing, against what RFC 5321 4.5.3.2 and RFC 1939 3
 * grant. */
#include "base/words.h"
#include "diagnose/timing.h"

enum { MATTERS_PART = 10 }; /* of a time-out: less is of no interest */

/* Who gave up sooner than this did not wait. */
#define PATIENCE DURATION_SECOND

static const struct wait_row {
    const char *protocol, *timer, *rewarded, *gave_up;
} rows[WAITS] = {
#define WAIT(name, protocol, timer, rewarded, gave_up)                                             \
    [WAIT_##name] = {protocol, timer, rewarded, gave_up},
#include "diagnose/waits.def"
#undef WAIT
};

const struct timeout_fact *wait_timeout(enum wait wait, duration *limit) {
    size_t size, count;
    const char *facts = fact_rows(FACT_TIMEOUTS, &size, &count);
    for (size_t i = 0; i < count; i++) {
        const struct timeout_fact *fact = (const void *)(facts + i * size);
        uint64_t seconds;
        if (strcmp(fact->fact.id, rows[wait].protocol) != 0 ||
            strcmp(fact->name, rows[wait].timer) != 0 ||
            !slice_number(slice_string(fact->seconds), INT32_MAX, &seconds))
            continue;
        *limit = (duration)seconds * DURATION_SECOND;
        return fact;
    }
    return NULL;
}

/* What holds for SMTP holds for LMTP (RFC 2033 1). */
static bool is_of(enum wait wait, const char *protocol) {
    struct slice own = slice_string(rows[wait].protocol), name = slice_string(protocol);
    return slice_equal_nocase(own, name) ||
           (slice_equal(own, SLICE("SMTP")) && slice_equal_nocase(name, SLICE("lmtp")));
}

bool wait_matters(const struct timing *timing, enum wait wait, const char *protocol) {
    const struct longest_wait *longest = &timing->waits[wait];
    duration limit;
    if (longest->span <= 0 || !is_of(wait, protocol) || !wait_timeout(wait, &limit))
        return false;
    return longest->span > limit / MATTERS_PART || (longest->gave_up && longest->span >= PATIENCE);
}

const char *wait_sentence(const struct timing *timing, enum wait wait) {
    return timing->waits[wait].gave_up ? rows[wait].gave_up : rows[wait].rewarded;
}
