/* timekeeper.h: the listener that takes the time of a session. */
#ifndef HELOISE_DIAGNOSE_TIMEKEEPER_H
#define HELOISE_DIAGNOSE_TIMEKEEPER_H

#include "diagnose/timing.h"
#include "session/session.h"

enum { TIMEKEEPER_COMMANDS = 64 }; /* the latest, whose replies find their stage; a power of two */

/* What a command's reply belongs to. */
struct timed_command {
    uint32_t n;
    enum stage stage;
    enum wait wait; /* WAITS: no time-out */
};

struct timekeeper {
    struct timing timing;
    struct moment first, now; /* the first event; up to where time is spent */
    bool started;
    bool unanswered;        /* the connection never came about */
    bool closed;            /* a side has closed */
    bool waiting;           /* the client waits for the server */
    enum stage stage;       /* of what was said last, */
    enum stage first_stage; /* and first, */
    enum time_owner first_owner;
    enum wait awaited;   /* by the side that waits; WAITS: nothing with a time-out */
    struct moment since; /* when it began to wait */
    duration
        held_up[TIME_OWNERS]; /* of the time that is not spent yet: of others than who speaks */
    struct timed_command commands[TIMEKEEPER_COMMANDS];
    struct sink sink;
};

/* Begins a session. */
void timekeeper_begin(struct timekeeper *keeper);

/* Takes an event, where there is no session to listen to; returns the stage that it belongs to. */
enum stage timekeeper_hear(struct timekeeper *keeper, const struct event *event);

/* The listener to chain into session_new(). `next`: who listens after it, or NULL. */
const struct sink *timekeeper_sink(struct timekeeper *keeper, const struct sink *next);

/* The session is over: its first and its last packet. What lies between is spent whole. */
void timekeeper_end(struct timekeeper *keeper, struct moment from, struct moment until);

#endif
