/* outstanding.h: what was asked and not yet answered, in order: replies answer the oldest first
 * (RFC 2920 3.1).
 *
 * After a hole on the answering side nobody knows which answers it swallowed: entries are then
 * doubtful until a reply settles them. */
#ifndef HELOISE_PROTOCOL_OUTSTANDING_H
#define HELOISE_PROTOCOL_OUTSTANDING_H

#include "base/arena.h"
#include "base/moment.h"

/* Entries that are kept. A client that pipelines more is answered by replies that answer nothing.
 */
enum { OUTSTANDING_MOST = 4096 };

struct outstanding {
    uint32_t n;        /* number of the event that waits for an answer */
    uint8_t what;      /* the module's own word for it */
    const void *verb;  /* the module's row for it, or NULL */
    struct moment end; /* its last octet */
    uint32_t answers;  /* replies so far */
    uint32_t due;      /* replies in all; 0: not known yet */
    bool closes;       /* its replies close a message (BDAT LAST, BURL LAST) */
    bool doubtful;     /* its reply may be lost */
};

/* Zeroed: empty. Memory is the arena's that is handed in. */
struct outstanding_queue {
    struct outstanding *entries;
    size_t first, count;
    size_t room;    /* a power of two */
    size_t longest; /* most that ever waited at once: more than 1 means that the client pipelines */
};

/* Adds an entry at the end. False when the queue is full or memory ran out. */
bool outstanding_push(struct outstanding_queue *queue, const struct outstanding *entry,
                      struct arena *arena);

/* The entry `index` places behind the oldest, or NULL. */
struct outstanding *outstanding_at(const struct outstanding_queue *queue, size_t index);

/* Forgets the oldest `count` entries. */
void outstanding_drop(struct outstanding_queue *queue, size_t count);

/* A hole: all that wait become doubtful. */
void outstanding_doubt(struct outstanding_queue *queue);

/* How many of the oldest are doubtful. */
size_t outstanding_doubtful(const struct outstanding_queue *queue);

#endif
