/* footing.h: where a session stands after its latest event: what the next line would be said into.
 */
#ifndef HELOISE_LIVE_FOOTING_H
#define HELOISE_LIVE_FOOTING_H

#include "session/transcript.h"

/* Everything points into the transcript or static memory. */
struct footing {
    const char *protocol; /* "smtp", "lmtp", "pop3" */
    const char *state;    /* as events have it; NULL: unknown */
    const struct event
        *offers;   /* what lists all that the server can (offers.h); NULL: nothing does */
    bool secured;  /* under TLS */
    bool stamped;  /* POP3: the greeting has what APOP wants (RFC 1939 7) */
    bool named;    /* POP3: USER was accepted, and PASS is due */
    bool content;  /* the next octets are message content */
    bool response; /* the next line is a step of a login */
};

/* `transcript` may be NULL: nothing was said; `protocol`: what will be spoken. */
struct footing footing_of(const struct transcript *transcript, const char *protocol);

static inline bool footing_is_pop3(const struct footing *footing) {
    return strcmp(footing->protocol, "pop3") == 0;
}

#endif
