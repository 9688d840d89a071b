/* tap.h: what of the packets reaches the capture. A tap misses some, brings some late or twice, as
 * the rates say; the ends of the connection never know of that. */
#ifndef HELOISE_BENCH_TAP_H
#define HELOISE_BENCH_TAP_H

#include "growing.h"
#include "packet.h"
#include "settings.h"

#include <stdio.h>

struct tap {
    FILE *file;
    const struct settings *settings;
    struct random *random;
    uint64_t now; /* microseconds since 1970 */
    uint64_t packets, octets;
};

/* What it saw of one connection. Zeroed: nothing. */
struct view {
    struct growing seen; /* one octet for each of the dialogue's: 1 when it is in the capture */
    bool lossy;          /* a packet with octets was missed; they may have come again */
    bool holds;
    struct packet held;
    unsigned held_for; /* so many more packets of the connection */
};

/* Begins the view of a connection whose dialogue has so many octets. */
void view_begin(struct view *view, size_t size);
void view_free(struct view *view);

/* Takes the next packet of a connection; `said`: the dialogue's octets, into which its payload
 * points. */
void tap_take(struct tap *tap, struct view *view, const struct path *path,
              const struct packet *packet, const struct growing *said);

/* The connection is over: what is held is written. */
void tap_end(struct tap *tap, struct view *view, const struct path *path,
             const struct growing *said);

#endif
