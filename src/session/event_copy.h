/* event_copy.h: an event that outlives the call that handed it over. */
#ifndef HELOISE_SESSION_EVENT_COPY_H
#define HELOISE_SESSION_EVENT_COPY_H

#include "base/arena.h"
#include "session/event.h"

/* Copies the event and all that it borrows into the arena. False when memory ran out; `copy` is
 * then undefined. `state` still points to what it pointed to: it is a name of the protocol's. */
bool event_copy(struct event *copy, const struct event *event, struct arena *arena);

#endif
