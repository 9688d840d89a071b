/* watch.h: a listener that holds a session to what every listener may rely on.
 *
 * Event numbers are unique; what an event answers was given a number; every slice can be read to
 * its end; along the octets of a side, numbers grow; the content of a message is as long as its
 * event says. Ends the program where that does not hold. */
#ifndef HELOISE_TESTS_WATCH_H
#define HELOISE_TESTS_WATCH_H

#include "session/session.h"

struct watch;

struct watch *watch_new(void);
void watch_free(struct watch *watch);

/* The listener to chain into session_new(). `next`: who listens after it, or NULL. */
const struct sink *watch_sink(struct watch *watch, const struct sink *next);

/* The session is over, and not yet freed: looks at all its events together. */
void watch_end(struct watch *watch, struct session *session);

#endif
