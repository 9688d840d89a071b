/* loop.h: waits for descriptors and times, and calls whom they concern.
 *
 * One loop serves thousands of connections in one thread. A watch is a descriptor that somebody
 * waits for, a timer a moment; both lie inside the structures of their owners, so that an event
 * allocates nothing. Whoever is called may forget any watch and stop any timer, its own too.
 *
 * The loop has one clock: loop_now() never runs backwards, and is the time of day as it was when
 * the loop began, plus the time since. */
#ifndef HELOISE_NET_LOOP_H
#define HELOISE_NET_LOOP_H

#include "base/error.h"
#include "base/moment.h"
#include "base/slice.h"

struct loop;

enum loop_event { LOOP_READ = 1, LOOP_WRITE = 2 };

/* A descriptor that is waited for. The owner fills the first three; the rest is the loop's. */
struct watch {
    int descriptor;
    /* `events`: LOOP_ bits. An error or hang-up comes as all events that are waited for: the next
     * read or write tells. */
    void (*ready)(void *context, unsigned events);
    void *context;
    unsigned events; /* what is waited for */
    bool known;      /* to the kernel */
};

/* A moment that is waited for. The owner fills the first two; the rest is the loop's. */
struct timer {
    void (*due)(void *context);
    void *context;
    struct moment at;
    size_t slot; /* place among the timers, from 1; 0: it is not set */
};

/* NULL with `error` filled when the kernel or memory gives none. */
struct loop *loop_new(struct error *error);

/* The watches and timers that are left belong to their owners; they are not called any more. */
void loop_free(struct loop *loop);

/* Begins to wait for `events` on the watch, or for others than before; 0: the watch stays known and
 * nothing is waited for. The descriptor is not closed by the loop. False with `error` filled. */
bool loop_watch(struct loop *loop, struct watch *watch, unsigned events, struct error *error);

/* Forgets the watch: it is not called any more, not even for what was seen in this turn. To be
 * called before its descriptor is closed. Nothing happens where it is not known. */
void loop_forget(struct loop *loop, struct watch *watch);

/* (Re)sets the timer. It is called once, at or after the moment. False when memory ran out. */
bool loop_set_timer(struct loop *loop, struct timer *timer, struct moment at);
void loop_stop_timer(struct loop *loop, struct timer *timer);

/* The time of this turn. */
struct moment loop_now(const struct loop *loop);

/* The time now; loop_now() gives the same until the next turn. */
struct moment loop_look(struct loop *loop);

/* Waits at most `most` nanoseconds (negative: as long as it takes) until something happens, then
 * calls all whom it concerns. Signals do not end the wait. False with `error` filled when the
 * kernel fails. */
bool loop_turn(struct loop *loop, duration most, struct error *error);

/* Memory that whoever is called may use until it returns; the same for all. */
enum { LOOP_SCRATCH = 64 * 1024 };
uint8_t *loop_scratch(struct loop *loop);

#endif
