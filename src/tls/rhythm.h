/* rhythm.h: gathers what the sizes of sealed records show (session/tls_rhythm.h). */
#ifndef HELOISE_TLS_RHYTHM_H
#define HELOISE_TLS_RHYTHM_H

#include "session/chunk.h"
#include "session/tls_rhythm.h"
#include "tls/suite.h"

struct rhythm {
    struct tls_rhythm told;
    uint16_t version;
    struct suite suite;
    bool known;          /* the suite is, and so is what a record has beside the text */
    bool finishing;      /* the client's Finished is still to come */
    enum side speaker;   /* whose flight goes on */
    uint64_t flight;     /* octets of it */
    uint64_t flights[2]; /* so far */
};

/* Records of data follow; in TLS 1.3 the client's Finished comes in front of them. */
void rhythm_begin(struct rhythm *rhythm, uint16_t version, uint16_t cipher);

/* A record of data whose fragment has so many octets. */
void rhythm_hear(struct rhythm *rhythm, enum side side, uint64_t size);

#endif
