#include "net/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256 };

struct loop {
    int epoll;
    struct moment now;
    duration offset;       /* time of day less monotonic time */
    struct timer **timers; /* a heap: the earliest first */
    size_t timer_count, timer_room;
    struct epoll_event seen[BATCH]; /* of this turn; the pointer is NULL once it is forgotten */
    int seen_count, seen_next;
    uint8_t scratch[LOOP_SCRATCH];
};

static int64_t clock_read(clockid_t clock) {
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * DURATION_SECOND + time.tv_nsec;
}

struct moment loop_look(struct loop *loop) {
    loop->now.ns = clock_read(CLOCK_MONOTONIC) + loop->offset;
    return loop->now;
}

struct loop *loop_new(struct error *error) {
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop) {
        (void)error_memory(error);
        return NULL;
    }
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0) {
        (void)error_set(error, ERROR_INTERNAL, "epoll: %s", strerror(errno));
        free(loop);
        return NULL;
    }
    loop->offset = clock_read(CLOCK_REALTIME) - clock_read(CLOCK_MONOTONIC);
    (void)loop_look(loop);
    return loop;
}

void loop_free(struct loop *loop) {
    if (!loop)
        return;
    (void)close(loop->epoll);
    free(loop->timers);
    free(loop);
}

struct moment loop_now(const struct loop *loop) {
    return loop->now;
}

uint8_t *loop_scratch(struct loop *loop) {
    return loop->scratch;
}

/* ---- descriptors ---- */

bool loop_watch(struct loop *loop, struct watch *watch, unsigned events, struct error *error) {
    struct epoll_event event = {.data.ptr = watch};
    if (watch->known && watch->events == events)
        return true;
    event.events |= events & LOOP_READ ? (uint32_t)EPOLLIN : 0;
    event.events |= events & LOOP_WRITE ? (uint32_t)EPOLLOUT : 0;
    int how = watch->known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(loop->epoll, how, watch->descriptor, &event) < 0)
        return error_set(error, ERROR_INTERNAL, "epoll: %s", strerror(errno));
    watch->events = events;
    watch->known = true;
    return true;
}

void loop_forget(struct loop *loop, struct watch *watch) {
    struct epoll_event none = {.events = 0};
    if (!watch->known)
        return;
    (void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->descriptor, &none);
    watch->known = false;
    watch->events = 0;
    for (int i = loop->seen_next; i < loop->seen_count; i++)
        if (loop->seen[i].data.ptr == watch)
            loop->seen[i].data.ptr = NULL;
}

/* A hang-up with nothing waited for would be told in every turn: it waits, too. */
static void tell(struct loop *loop, struct watch *watch, uint32_t seen) {
    unsigned events = 0;
    if (seen & (EPOLLIN | EPOLLHUP | EPOLLERR))
        events |= LOOP_READ;
    if (seen & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        events |= LOOP_WRITE;
    if (watch->events == 0)
        loop_forget(loop, watch);
    else if (events & watch->events)
        watch->ready(watch->context, events & watch->events);
}

/* ---- times ---- */

static bool precedes(const struct timer *a, const struct timer *b) {
    return moment_before(a->at, b->at);
}

static void place(struct loop *loop, struct timer *timer, size_t slot) {
    loop->timers[slot - 1] = timer;
    timer->slot = slot;
}

/* Moves the timer from `slot`, which is free, to where it belongs. */
static void rise(struct loop *loop, struct timer *timer, size_t slot) {
    while (slot > 1 && precedes(timer, loop->timers[slot / 2 - 1])) {
        place(loop, loop->timers[slot / 2 - 1], slot);
        slot /= 2;
    }
    place(loop, timer, slot);
}

static void sink(struct loop *loop, struct timer *timer, size_t slot) {
    for (size_t child; (child = slot * 2) <= loop->timer_count; slot = child) {
        if (child < loop->timer_count && precedes(loop->timers[child], loop->timers[child - 1]))
            child++;
        if (!precedes(loop->timers[child - 1], timer))
            break;
        place(loop, loop->timers[child - 1], slot);
    }
    rise(loop, timer, slot);
}

bool loop_set_timer(struct loop *loop, struct timer *timer, struct moment at) {
    if (timer->slot) {
        timer->at = at;
        sink(loop, timer, timer->slot);
        return true;
    }
    if (loop->timer_count == loop->timer_room) {
        size_t room = loop->timer_room ? loop->timer_room * 2 : 256;
        struct timer **timers = realloc(loop->timers, room * sizeof(struct timer *));
        if (!timers)
            return false;
        loop->timers = timers;
        loop->timer_room = room;
    }
    timer->at = at;
    rise(loop, timer, ++loop->timer_count);
    return true;
}

void loop_stop_timer(struct loop *loop, struct timer *timer) {
    size_t slot = timer->slot;
    if (!slot)
        return;
    timer->slot = 0;
    struct timer *last = loop->timers[--loop->timer_count];
    if (last != timer)
        sink(loop, last, slot);
}

/* One that is set anew for now while it is called comes in the next turn. */
static void call_timers(struct loop *loop) {
    struct moment now = loop->now;
    while (loop->timer_count > 0 && !moment_before(now, loop->timers[0]->at)) {
        struct timer *timer = loop->timers[0];
        loop_stop_timer(loop, timer);
        loop->now.ns++;
        timer->due(timer->context);
    }
}

/* ---- the turn ---- */

/* Milliseconds to wait, rounded up. */
static int patience(struct loop *loop, duration most) {
    enum { MILLISECOND = 1000000 };
    duration wait = most;
    if (loop->timer_count > 0) {
        duration until = moment_since(loop->timers[0]->at, loop_look(loop));
        if (until < 0)
            until = 0;
        if (wait < 0 || until < wait)
            wait = until;
    }
    if (wait < 0)
        return -1;
    duration rounded = wait / MILLISECOND + (wait % MILLISECOND != 0);
    return rounded > INT32_MAX ? INT32_MAX : (int)rounded;
}

bool loop_turn(struct loop *loop, duration most, struct error *error) {
    int count = epoll_wait(loop->epoll, loop->seen, BATCH, patience(loop, most));
    (void)loop_look(loop);
    if (count < 0 && errno != EINTR)
        return error_set(error, ERROR_INTERNAL, "epoll: %s", strerror(errno));
    loop->seen_count = count;
    for (loop->seen_next = 0; loop->seen_next < loop->seen_count;) {
        struct epoll_event seen = loop->seen[loop->seen_next++];
        if (seen.data.ptr)
            tell(loop, seen.data.ptr, seen.events);
    }
    loop->seen_count = 0;
    call_timers(loop);
    return true;
}
