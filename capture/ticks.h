/* ticks.h: the timestamps of pcapng, which count what each interface says (if_tsresol, if_tsoffset;
 * draft-ietf-opsawg-pcapng 4.2). */
#ifndef HELOISE_CAPTURE_TICKS_H
#define HELOISE_CAPTURE_TICKS_H

#include "base/moment.h"

/* nanoseconds = (count * multiplier / divisor) >> shift, + offset */
struct ticks {
    uint64_t multiplier, divisor;
    uint8_t shift;
    int64_t offset; /* seconds */
};

/* if_tsresol when an interface does not have it: microseconds. */
enum { TICKS_DEFAULT = 6 };

/* `resolution` is the octet of if_tsresol: 10^-n, or 2^-n when its highest bit is set. `offset` is
 * if_tsoffset, in seconds. */
struct ticks ticks_of(uint8_t resolution, int64_t offset);

/* The moment of a count; clamped where it cannot be told in nanoseconds. */
struct moment ticks_moment(const struct ticks *ticks, uint64_t count);

#endif
