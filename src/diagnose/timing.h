/* timing.h: where the time of a session went: every moment of it belongs to a stage and to
 * somebody.
 *
 *     C: MAIL ......... S: 250 .. C: RCPT        the time before a line is that of the side which
 *             server          client            sends it, the time of a transfer that of its sender
 *
 * What passed in the handshake of TCP, and until a segment was sent again, is the network's; what
 * passed while a side had closed its window is that side's. Moments are taken in the order of the
 * clock, each once, so that the parts add up to the session's duration.
 *
 * Beside the sums stand the longest waits for one thing, which are what time-outs are about. */
#ifndef HELOISE_DIAGNOSE_TIMING_H
#define HELOISE_DIAGNOSE_TIMING_H

#include "facts/facts.h"
#include "session/event.h"

enum stage {
    STAGE_CONNECT,
    STAGE_GREETING,
    STAGE_HELLO,
    STAGE_TLS,
    STAGE_SEALED, /* under TLS that nobody here can read */
    STAGE_AUTH,
    STAGE_ENVELOPE, /* POP3: the maildrop's listings */
    STAGE_CONTENT,
    STAGE_DOT, /* from the end of the message to its reply */
    STAGE_QUIT,
    STAGES
};

enum time_owner { TIME_NETWORK, TIME_CLIENT, TIME_SERVER, TIME_OWNERS };

/* One thing that somebody waits for, and has a time-out for (RFC 5321 4.5.3.2). */
enum wait {
#define WAIT(name, protocol, timer, rewarded, gave_up) WAIT_##name,
#include "diagnose/waits.def"
#undef WAIT
    WAITS
};

struct longest_wait {
    duration span;
    uint32_t event; /* that ended it */
    bool gave_up;   /* who waited ended it, and not what was waited for */
};

struct timing {
    duration spent[STAGES][TIME_OWNERS];
    struct longest_wait waits[WAITS]; /* span 0: there was none */
};

/* "connect", "greeting" …; "network", "client", "server"; static strings. */
const char *stage_name(enum stage stage);
const char *time_owner_name(enum time_owner owner);

/* All of a stage, of an owner, of the session. */
duration timing_of_stage(const struct timing *timing, enum stage stage);
duration timing_of_owner(const struct timing *timing, enum time_owner owner);
duration timing_total(const struct timing *timing);

/* The longest part; false when no time passed. */
bool timing_longest(const struct timing *timing, enum stage *stage, enum time_owner *owner);

/* The time-out of such a wait, in facts/timeouts.def; its span. */
const struct timeout_fact *wait_timeout(enum wait wait, duration *limit);

/* Whether a session of this protocol ("smtp" …) has waited so long for it that its time-out
 * matters: more than a tenth of it, or until somebody gave up. */
bool wait_matters(const struct timing *timing, enum wait wait, const char *protocol);

/* What is said of it: a sentence with the places {span}, {part} (in percent), {limit},
 * {reference}. Marked for translation. */
const char *wait_sentence(const struct timing *timing, enum wait wait);

#endif
