/* outstanding.h: what was asked and not yet answered, in order: replies answer the oldest first
 * (RFC 2920 3.1).
 *
 * After a hole on the answering side nobody knows which answers it swallowed: entries are then
 * doubtful until a reply settles them. */
#ifndef HELOISE_PROTOCOL_OUTSTANDING_H
#define HELOISE_PROTOCOL_OUTSTANDING_H

#include "base/arena.h"
#include "base/moment.h"
#include "base/rare.h"

/* Entries that are kept. A client that pipelines more is answered by replies that answer nothing.
 * Few ever wait at once: a power of two. */
enum { OUTSTANDING_MOST = 4096, OUTSTANDING_FEW = 4 };

struct outstanding {
    uint32_t n;    /* number of the event that waits for an answer */
    uint8_t what;  /* the module's own word for it */
    bool closes;   /* its replies close a message (BDAT LAST, BURL LAST) */
    bool doubtful; /* its reply may be lost */
    union {
        struct {
            uint32_t answers; /* SMTP: replies so far */
            uint32_t due;     /* SMTP: replies in all; 0: not known yet */
        };
        uint64_t number; /* POP3: of the message that was asked for; 0: of none */
    };
    const void *verb;  /* the module's row for it, or NULL */
    struct moment end; /* its last octet */
};

/* Zeroed: empty. It must not move. Most clients fill one place. */
struct outstanding_queue {
    struct outstanding *entries; /* `few`, or in the arena that is handed in */
    uint16_t first, count;
    uint16_t room;    /* a power of two */
    uint16_t longest; /* most that ever waited: more than 1 tells that the client pipelines */
    struct outstanding few[OUTSTANDING_FEW];
};

/* Makes room for more; false when the queue is full or memory ran out. */
APART bool outstanding_grow(struct outstanding_queue *queue, struct arena *arena);

/* The place of one more entry at the end, which the caller fills. NULL when the queue is full or
 * memory ran out. */
static inline struct outstanding *outstanding_next(struct outstanding_queue *queue,
                                                   struct arena *arena) {
    if (queue->count == queue->room && !outstanding_grow(queue, arena))
        return NULL;
    unsigned index = (unsigned)(queue->first + queue->count++) & (queue->room - 1u);
    if (queue->count > queue->longest)
        queue->longest = queue->count;
    return &queue->entries[index];
}

/* Adds an entry at the end. False when the queue is full or memory ran out. */
static inline bool outstanding_push(struct outstanding_queue *queue,
                                    const struct outstanding *entry, struct arena *arena) {
    struct outstanding *place = outstanding_next(queue, arena);
    if (place)
        *place = *entry;
    return place != NULL;
}

/* The entry `index` places behind the oldest, or NULL. */
static inline struct outstanding *outstanding_at(const struct outstanding_queue *queue,
                                                 size_t index) {
    return index < queue->count ? &queue->entries[(queue->first + index) & (queue->room - 1)]
                                : NULL;
}

/* Forgets the oldest `count` entries. */
static inline void outstanding_drop(struct outstanding_queue *queue, size_t count) {
    bool all = count >= queue->count;
    queue->count = (uint16_t)(all ? 0 : queue->count - count);
    queue->first = (uint16_t)(all ? 0 : queue->first + count); /* the same memory again */
}

/* A hole: all that wait become doubtful. */
RARE void outstanding_doubt(struct outstanding_queue *queue);

/* How many of the oldest are doubtful. */
size_t outstanding_doubtful(const struct outstanding_queue *queue);

#endif
