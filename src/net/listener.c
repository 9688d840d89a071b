#include "net/listener.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/address.h"

/* Connections taken in one turn, so that others have their turn too; how many may wait; how long
 * it rests when there are no descriptors. */
enum { AT_ONCE = 64, BACKLOG = 4096 };
#define REST (DURATION_SECOND / 10)

struct listener {
    struct loop *loop;
    struct watch watch;
    struct timer rest;
    listener_take *take;
    void *context;
    struct endpoint at;
    bool held;
};

static void resume(void *context) {
    struct listener *listener = context;
    struct error ignored = {0};
    if (!listener->held)
        (void)loop_watch(listener->loop, &listener->watch, LOOP_READ, &ignored);
}

void listener_hold(struct listener *listener, bool hold) {
    struct error ignored = {0};
    listener->held = hold;
    loop_stop_timer(listener->loop, &listener->rest);
    (void)loop_watch(listener->loop, &listener->watch, hold ? 0 : LOOP_READ, &ignored);
}

/* Nothing can be taken now; what waits in the kernel waits on. */
static void rest(struct listener *listener) {
    struct error ignored = {0};
    struct moment until = {loop_now(listener->loop).ns + REST};
    if (loop_set_timer(listener->loop, &listener->rest, until))
        (void)loop_watch(listener->loop, &listener->watch, 0, &ignored);
}

static void accept_some(void *context, unsigned events) {
    struct listener *listener = context;
    (void)events;
    for (int i = 0; i < AT_ONCE && !listener->held; i++) {
        struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
        socklen_t size = sizeof peer;
        int descriptor = accept4(listener->watch.descriptor, (struct sockaddr *)&peer, &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            struct endpoint client = address_from_socket(&peer), server = address_local(descriptor);
            listener->take(listener->context, descriptor, &client, &server);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            rest(listener);
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } /* else the connection has gone before it was taken (accept(2)) */
    }
}

static bool complain(const struct endpoint *at, struct error *error) {
    char text[ENDPOINT_TEXT];
    enum error_kind kind = errno == EADDRINUSE                 ? ERROR_TEMPORARY
                           : errno == EACCES || errno == EPERM ? ERROR_PERMISSION
                                                               : ERROR_CREATE;
    const char *why = strerror(errno);
    endpoint_text(at, text);
    return error_set(error, kind, "cannot listen at %s: %s", text, why);
}

/* The descriptor, or -1 with `error` filled. */
static int listen_at(const struct endpoint *at, struct error *error) {
    struct sockaddr_storage storage;
    socklen_t size = address_to_socket(at, &storage);
    int on = 1;
    int descriptor = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        (void)complain(at, error);
        return -1;
    }
    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, (struct sockaddr *)&storage, size) == 0 &&
        listen(descriptor, BACKLOG) == 0)
        return descriptor;
    (void)complain(at, error);
    (void)close(descriptor);
    return -1;
}

struct listener *listener_new(struct loop *loop, const struct endpoint *at, listener_take *take,
                              void *context, struct error *error) {
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        (void)error_memory(error);
        return NULL;
    }
    *listener = (struct listener){.loop = loop, .take = take, .context = context};
    listener->watch = (struct watch){listen_at(at, error), accept_some, listener, 0, false};
    listener->rest = (struct timer){.due = resume, .context = listener};
    if (listener->watch.descriptor < 0 || !loop_watch(loop, &listener->watch, LOOP_READ, error)) {
        listener_free(listener);
        return NULL;
    }
    listener->at = address_local(listener->watch.descriptor);
    return listener;
}

void listener_free(struct listener *listener) {
    if (!listener)
        return;
    loop_stop_timer(listener->loop, &listener->rest);
    loop_forget(listener->loop, &listener->watch);
    if (listener->watch.descriptor >= 0)
        (void)close(listener->watch.descriptor);
    free(listener);
}

struct endpoint listener_at(const struct listener *listener) {
    return listener->at;
}
