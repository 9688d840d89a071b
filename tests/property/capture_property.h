/* capture_property.h: a property that is held against mutants of every capture at hand.
 *
 * `PROGRAM` tries HELOISE_MUTANTS seeds for each capture (fewer where a capture is large);
 * `PROGRAM CAPTURE SEED [FILE]` tries one again, and writes the mutant to FILE as a capture. */
#ifndef HELOISE_TESTS_CAPTURE_PROPERTY_H
#define HELOISE_TESTS_CAPTURE_PROPERTY_H

#include <stdio.h>

#include "tests/property/capture_reading.h"

struct property {
    /* What all mutants of the capture are compared with. */
    void *(*prepare)(const struct capture *capture);
    void (*discard)(void *basis);
    /* Another list of the same packets. */
    struct packet_list (*mutate)(const struct capture *capture, uint64_t seed);
    /* Whether the property holds for one mutant; says in `why` where it does not. */
    bool (*holds)(const void *basis, const struct packet_list *mutant, uint64_t seed, FILE *why);
};

int property_main(const struct property *property, int argc, char **argv);

/* Writes octets so that a terminal can show them, at most some hundred. */
void put_readable(FILE *out, struct slice octets);

/* Compares the events of both sides in order; tells the first that differs. */
bool same_events(const struct reading_session *expected, const struct reading_session *session,
                 FILE *why);

/* The ends of a session, for `why`. */
void put_session(FILE *out, const struct reading_session *session);

#endif
