/* talker.h: talks to a server as it is told, line by line, by somebody who looks at the session
 * elsewhere.
 *
 * Orders come through a socket (order.h), and the news goes back through it. All that is said is
 * recorded from its first octet, and written out as it happens, so that whoever follows the
 * recording sees it. Nothing times out here: how long a reply is waited for is told, and a person
 * decides. */
#ifndef HELOISE_LIVE_TALKER_H
#define HELOISE_LIVE_TALKER_H

#include "live/caller.h"
#include "live/order.h"

/* A place that has a name of its own: the practice server's, by protocol. */
struct talk_place {
    const char *name; /* "submission" */
    struct endpoint at;
};

struct talker_settings {
    struct caller_settings caller; /* its watcher is the talker's, but for `secret` */
    int descriptor;                /* of the orders */
    const struct target *first;    /* whom the first order to connect means; NULL: whom it says */
    const struct talk_place *places;
    size_t place_count;
    const char *password; /* of logins; NULL: none is known yet */
    bool in_clear;        /* a password may travel where others can read it */
};

/* Talks until nobody gives orders any more. Returns the exit status: how the last session, or the
 * attempt at one, went. */
int talker_run(struct loop *loop, const struct talker_settings *settings);

#endif
