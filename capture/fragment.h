/* fragment.h: IP packets that travelled in pieces, put together (RFC 791 3.2, RFC 8200 4.5).
 *
 * Fragments may come in any order, twice and overlapping: of each octet the first counts. Bounded
 * in datagrams, octets and age; past a bound the oldest datagram is forgotten. */
#ifndef HELOISE_CAPTURE_FRAGMENT_H
#define HELOISE_CAPTURE_FRAGMENT_H

#include "capture/ip.h"
#include "capture/reader.h"

enum {
    FRAGMENT_DATAGRAMS = 64,          /* at the same time */
    FRAGMENT_DATAGRAM_OCTETS = 65536, /* of each */
    FRAGMENT_AGE_SECONDS = 30,        /* of capture time, from the first piece on */
};

struct fragments;

/* NULL when memory ran out. */
struct fragments *fragments_new(void);
void fragments_free(struct fragments *fragments);

/* A packet put together; borrowed until the next call. */
struct fragment_whole {
    struct slice payload;
    uint8_t protocol;        /* as the first fragment has it */
    const uint64_t *records; /* of the packets that gave something, the last one left out */
    const uint64_t *numbers;
    size_t count;
};

enum fragment_result {
    FRAGMENT_KEPT,  /* more are missing */
    FRAGMENT_WHOLE, /* `whole` is filled */
    FRAGMENT_BAD,   /* it does not fit the others, is cut by the snap length, or memory ran out */
};

/* Adds the fragment that `packet` carried. */
enum fragment_result fragments_add(struct fragments *fragments, const struct ip_packet *ip,
                                   const struct packet *packet, struct fragment_whole *whole);

#endif
