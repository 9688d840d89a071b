/* tls_event_copy.h: what an event of TLS tells, for longer than the call that hands it over. */
#ifndef HELOISE_SESSION_TLS_EVENT_COPY_H
#define HELOISE_SESSION_TLS_EVENT_COPY_H

#include "base/arena.h"
#include "session/tls_event.h"

/* Replaces all that `tls` borrows by copies in the arena. False when memory ran out. */
bool tls_event_copy(struct tls_event *tls, struct arena *arena);

#endif
