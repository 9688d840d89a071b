/* event_octets.h: the octets of a line or a reply, put together again from what its event keeps. */
#ifndef HELOISE_REPORT_EVENT_OCTETS_H
#define HELOISE_REPORT_EVENT_OCTETS_H

#include "base/writer.h"
#include "session/event.h"

/* Fills `writer`, line ends included. False when the event is none of these, or its count of octets
 * shows that they were sent otherwise. */
bool event_octets(const struct event *event, struct writer *writer);

/* The part of what was said that is masked; size 0: nothing is. */
struct slice event_secret(const struct event *event);

#endif
