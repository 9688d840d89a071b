/* event_equal.h: whether two events say the same, field by field. */
#ifndef HELOISE_TESTS_EVENT_EQUAL_H
#define HELOISE_TESTS_EVENT_EQUAL_H

#include "session/transcript.h"

/* The name of the first field that differs, or NULL when all are the same. */
const char *event_difference(const struct event *a, const struct event *b);

/* The same for entries: the event, what answers it, preview and digest. */
const char *entry_difference(const struct transcript_entry *a, const struct transcript_entry *b);

#endif
