/* origin.h: where the octets of a direction begin, as far as it is known, and whether a SYN fits
 * that. */
#ifndef HELOISE_CAPTURE_ORIGIN_H
#define HELOISE_CAPTURE_ORIGIN_H

#include "capture/segment.h"
#include "capture/serial.h"

/* How far before the first octet that was seen a start is believed, and how far from the end of a
 * flow its late packets may lie: no more is under way at once. */
#define UNDER_WAY (UINT32_C(1) << 20)

enum certainty {
    ORIGIN_UNKNOWN, /* the direction was never seen */
    ORIGIN_NEAR,    /* `number` was sent or acknowledged; the first one may lie before it */
    ORIGIN_SETTLED, /* `number` is taken for the first one */
    ORIGIN_CERTAIN, /* the SYN was seen */
};

struct origin {
    uint32_t number;
    enum certainty certainty;
};

/* Whether a number fits a direction whose first octet has the number `first`. Programs that write
 * packets by hand forget that the SYN counts. */
static inline bool may_start_at(uint32_t number, uint32_t first) {
    return serial_within(number + 1, first, UNDER_WAY);
}

/* Whether a segment is one that begins a direction. */
static inline bool segment_is_syn(const struct segment *segment) {
    return (segment->flags & (TCP_SYN | TCP_RST)) == TCP_SYN;
}

/* Whether a SYN may be that of the direction `mine`. */
static inline bool origin_fits(struct origin mine, struct origin theirs,
                               const struct segment *syn) {
    uint32_t first = syn->sequence + 1;
    if (syn->flags & TCP_ACK && theirs.certainty == ORIGIN_CERTAIN &&
        syn->acknowledgment == theirs.number)
        return true;
    if (mine.certainty >= ORIGIN_SETTLED)
        return first == mine.number;
    return mine.certainty == ORIGIN_UNKNOWN || may_start_at(mine.number, first);
}

#endif
