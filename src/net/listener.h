/* listener.h: a socket that takes connections. */
#ifndef HELOISE_NET_LISTENER_H
#define HELOISE_NET_LISTENER_H

#include "base/wire.h"
#include "net/loop.h"

struct listener;

/* Takes a connection: a descriptor that does not block and is closed on exec, the callee's to
 * close. */
typedef void listener_take(void *context, int descriptor, const struct endpoint *client,
                           const struct endpoint *server);

/* Listens at `at`; port 0: any that is free. NULL with `error` filled: ERROR_TEMPORARY where the
 * address is in use, ERROR_PERMISSION where it is not allowed, else ERROR_CREATE. */
struct listener *listener_new(struct loop *loop, const struct endpoint *at, listener_take *take,
                              void *context, struct error *error);
void listener_free(struct listener *listener);

/* Where it listens, with the port that was found. */
struct endpoint listener_at(const struct listener *listener);

/* Lets connections wait, or takes them again. It waits by itself for a moment when the process has
 * no descriptors left. */
void listener_hold(struct listener *listener, bool hold);

#endif
