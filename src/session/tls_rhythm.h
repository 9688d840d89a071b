/* tls_rhythm.h: what the sizes of sealed records show, though nobody can read them.
 *
 * A flight is what one side says until the other one speaks:
 *
 *     client  ==          = = =              ==========================     =
 *     server      ======         = = =                                   =      =
 *               turn 1        turn 2                                 turn 3  turn 4
 *
 * Octets are those of the text. Handshake, tickets of the first answer and alerts are left out, as
 * far as they can be told. */
#ifndef HELOISE_SESSION_TLS_RHYTHM_H
#define HELOISE_SESSION_TLS_RHYTHM_H

#include <stdbool.h>
#include <stdint.h>

/* Octets of a flight that hardly anything but content has: commands are shorter, and so are most
 * replies. */
enum { TLS_FLIGHT_LONG = 1024 };

/* By enum side. */
struct tls_rhythm {
    uint64_t turns; /* how often the client spoke and the server answered */
    uint64_t records[2], octets[2];
    uint64_t longest[2];            /* octets of a flight; the server's first one left out */
    uint64_t long_flights[2];       /* flights of TLS_FLIGHT_LONG octets or more: how many, */
    uint64_t long_flight_octets[2]; /* and octets of them all */
    bool exact;                     /* padding hides nothing of the sizes */
    bool torn;                      /* octets were not captured: nothing of this is sure */
};

#endif
