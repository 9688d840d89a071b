/* partner.h: the screens' end of a talk: a process that talks (talker.h), and the recording in
 * which the screens follow what is said. */
#ifndef HELOISE_LIVE_PARTNER_H
#define HELOISE_LIVE_PARTNER_H

#include <sys/types.h>

#include "index/index.h"
#include "live/order.h"

/* Ports of servers that were connected to, the latest ones. */
enum { PARTNER_RULES = 16 };

struct partner {
    int descriptor; /* of orders and news; -1: there is no partner */
    pid_t process;
    char *file;                            /* the recording */
    bool passing;                          /* it is removed at the end */
    bool gone;                             /* the process has ended */
    unsigned given;                        /* orders */
    struct talk_news news;                 /* the latest */
    struct moment told;                    /* when it came, by clock_now() */
    struct port_rule rules[PARTNER_RULES]; /* what the servers' ports speak; port 0: nothing */
    char name[TARGET_NAME];                /* what the client calls itself */
    char user[TARGET_NAME];                /* who logs in; empty: not known */
    char domain[TARGET_NAME];              /* where test messages go; empty: not known */
};

/* Gives an order, unless the process has ended. */
void partner_order(struct partner *partner, enum order_kind kind, struct slice text);

/* Takes the news that came. True: there is some, or the process has ended. */
bool partner_hear(struct partner *partner);

/* Whether all that was ordered is done and nothing is awaited. */
bool partner_is_idle(const struct partner *partner);

/* The time of day. */
struct moment partner_time(void);

/* How long the thing that is awaited has been. */
duration partner_waited(const struct partner *partner);

#endif
