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
    FRAGMENT_CARRIERS = 8192,         /* packets that brought the pieces of one datagram */
};

struct fragments;

/* NULL when memory ran out. */
struct fragments *fragments_new(void);
void fragments_free(struct fragments *fragments);

/* Captured packets that something was put together from, the one in hand left out. */
struct fragment_list {
    const uint64_t *records, *numbers;
    size_t count;
};

/* A packet put together; borrowed until a call for another captured packet, so that what it holds
 * may be a fragment of a packet within. */
struct fragment_whole {
    struct slice payload;
    uint8_t protocol;              /* as the first fragment has it */
    struct fragment_list carriers; /* those that gave something */
};

enum fragment_result {
    FRAGMENT_KEPT,  /* more are missing */
    FRAGMENT_WHOLE, /* `whole` is filled */
    FRAGMENT_BAD,   /* it does not fit the others, is cut by the snap length, or memory ran out */
};

/* Adds the fragment that `packet` carried; `carriers` are others that it came by, where the packet
 * around it had come in fragments too. */
enum fragment_result fragments_add(struct fragments *fragments, const struct ip_packet *ip,
                                   const struct packet *packet,
                                   const struct fragment_list *carriers,
                                   struct fragment_whole *whole);

#endif
