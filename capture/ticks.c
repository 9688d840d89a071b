#include "capture/ticks.h"

__extension__ typedef __int128 wide;

enum {
    BINARY = 0x80,
    NANO = 9,           /* 10^9 ns are a second */
    MOST_EXPONENT = 19, /* 10^19 is the last power of ten in 64 bits */
};

static uint64_t power_of_ten(unsigned exponent) {
    uint64_t power = 1;
    for (unsigned i = 0; i < exponent && i < MOST_EXPONENT; i++)
        power *= 10;
    return power;
}

struct ticks ticks_of(uint8_t resolution, int64_t offset) {
    unsigned exponent = resolution & 0x7f;
    struct ticks ticks = {.multiplier = 1, .divisor = 1, .offset = offset};
    if (resolution & BINARY) {
        ticks.multiplier = (uint64_t)DURATION_SECOND;
        ticks.shift = (uint8_t)(exponent < 127 ? exponent : 126);
    } else if (exponent <= NANO) {
        ticks.multiplier = power_of_ten(NANO - exponent);
    } else {
        ticks.divisor = power_of_ten(exponent - NANO);
    }
    return ticks;
}

struct moment ticks_moment(const struct ticks *ticks, uint64_t count) {
    wide ns = (wide)count * ticks->multiplier; /* below 2^94 */
    if (ticks->divisor != 1)
        ns /= ticks->divisor;
    ns = (ns >> ticks->shift) + (wide)ticks->offset * DURATION_SECOND;
    if (ns > INT64_MAX)
        return (struct moment){INT64_MAX};
    if (ns < INT64_MIN)
        return (struct moment){INT64_MIN};
    return (struct moment){(int64_t)ns};
}
