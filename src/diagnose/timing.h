/* timing.h: where the time of a session went: every moment of it belongs to a stage and to
 * somebody.
 *
 *     C: MAIL ......... S: 250 .. C: RCPT        the time before a line is that of the side which
 * sends it, server          client            the time of a transfer that of its sender
 *
 * What passed in the handshake of TCP, and until a segment was sent again, is the network's.
 * Moments are taken in the order of the clock, each once, so that the parts add up to the whole. */
#ifndef HELOISE_DIAGNOSE_TIMING_H
#define HELOISE_DIAGNOSE_TIMING_H

#include "session/session.h"

enum stage {
    STAGE_CONNECT,
    STAGE_GREETING,
    STAGE_HELLO,
    STAGE_TLS,
    STAGE_AUTH,
    STAGE_ENVELOPE, /* POP3: the maildrop's listings */
    STAGE_CONTENT,
    STAGE_DOT, /* from the end of the message to its reply */
    STAGE_QUIT,
    STAGES
};

enum time_owner { TIME_NETWORK, TIME_CLIENT, TIME_SERVER, TIME_OWNERS };

/* "connect", "greeting" …; "network", "client", "server"; static strings. */
const char *stage_name(enum stage stage);
const char *time_owner_name(enum time_owner owner);

struct timing {
    duration spent[STAGES][TIME_OWNERS];
};

/* All of a stage, of an owner, of the session. */
duration timing_of_stage(const struct timing *timing, enum stage stage);
duration timing_of_owner(const struct timing *timing, enum time_owner owner);
duration timing_total(const struct timing *timing);

/* The longest part; false when no time passed. */
bool timing_longest(const struct timing *timing, enum stage *stage, enum time_owner *owner);

enum { TIMING_COMMANDS = 64 }; /* the latest, whose replies find their stage; a power of two */

/* The listener's state. */
struct timekeeper {
    struct timing timing;
    struct moment now;
    bool started;
    enum stage stage; /* of what was said last */
    bool waiting;     /* the client waits for the server */
    struct {
        uint32_t n;
        enum stage stage;
    } commands[TIMING_COMMANDS];
    struct sink sink;
};

/* Begins a session; `start`: its first packet, or ns 0 where its first event is its beginning. */
void timekeeper_begin(struct timekeeper *keeper, struct moment start);

/* Takes an event, where there is no session to listen to; returns the stage that it belongs to. */
enum stage timekeeper_hear(struct timekeeper *keeper, const struct event *event);

/* The listener to chain into session_new(). `next`: who listens after it, or NULL. */
const struct sink *timekeeper_sink(struct timekeeper *keeper, const struct sink *next);

#endif
