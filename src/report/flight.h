/* flight.h: commands that a client sent without waiting for the answers before (RFC 2920).
 *
 *     MAIL RCPT RCPT DATA   250 250 550 354
 *     asked                 answered
 *
 * Commands and replies overlap: from the first command that was not answered when the next one came
 * to the last of their replies is one flight. */
#ifndef HELOISE_REPORT_FLIGHT_H
#define HELOISE_REPORT_FLIGHT_H

#include "session/transcript.h"

struct flight {
    uint32_t first, last_asked;  /* events of the client */
    uint32_t first_answer, last; /* and their replies */
    size_t asked;                /* how many were sent together; two at least */
};

struct flights {
    struct flight *list; /* in the order of their events; they do not overlap */
    size_t count;
};

/* Finds the flights of a session; what the list holds is given back by flights_free(). Where memory
 * runs out there are fewer. */
struct flights flights_find(const struct transcript *transcript);
void flights_free(struct flights *flights);

/* The flight that the event lies in; NULL: none. */
const struct flight *flight_at(const struct flights *flights, uint32_t event);

/* Where in the bracket around a flight the event stands. */
enum flight_place {
    FLIGHT_NONE,
    FLIGHT_FIRST,
    FLIGHT_ASKED,
    FLIGHT_TURN, /* the first reply */
    FLIGHT_ANSWERED,
    FLIGHT_LAST,
};

enum flight_place flight_place(const struct flight *flight, uint32_t event);

#endif
