/* deliveries.h: one message to one recipient, across all its attempts and sessions.
 *
 *     session 8   10:00  walter -> alice  450 greylisted  \
 *     session 9   10:16  walter -> alice  250 queued      / one delivery: put off, then accepted
 *
 * An attempt belongs to the delivery before it with the same envelope, as long as that one was not
 * accepted and neither the Message-ID nor the subject of both says otherwise; the same Message-ID
 * after an acceptance is a copy sent again, and belongs there too. Sessions are taken in the order
 * of their first packets. */
#ifndef HELOISE_INDEX_DELIVERIES_H
#define HELOISE_INDEX_DELIVERIES_H

#include "index/index.h"

/* Attempts that are kept over all; past it further ones are counted only. */
enum { DELIVERY_TRIES_MOST = 4000000 };

/* One transaction that named the recipient. */
struct delivery_try {
    uint64_t session;
    struct moment at; /* of the session's first packet */
    enum verdict verdict;
    uint16_t code;      /* of the reply that decided; 0: none was seen */
    struct slice reply; /* its first line */
    struct slice queue_id;
};

/* Slices lie in the arena of the deliveries. */
struct delivery {
    uint64_t hash;                    /* of sender and recipient */
    struct slice sender, recipient;   /* sender of size 0: the null reverse-path */
    struct slice message_id, subject; /* size 0: not seen */
    struct delivery_try *tries;
    size_t try_count;
    enum verdict verdict; /* what became of it in the end */
};

/* Zeroed: empty. */
struct deliveries {
    struct delivery *items; /* in the order of their first attempts */
    size_t count;
    size_t *slots; /* by envelope: the latest delivery plus 1; 0: free */
    size_t slot_count;
    uint64_t tries, more; /* kept; not kept */
    struct arena arena;
};

/* Takes the transactions of a session. */
void deliveries_take(struct deliveries *deliveries, const struct index_row *row);

/* How long after the first attempt it was accepted; DURATION_UNKNOWN: it was not. */
duration delivery_delay(const struct delivery *delivery);

void deliveries_clear(struct deliveries *deliveries);

#endif
