/* debug.h: what the layers decide, told on standard error for --debug. */
#ifndef HELOISE_INDEX_DEBUG_H
#define HELOISE_INDEX_DEBUG_H

#include <stdbool.h>

#include "session/session.h"

/* Whether the comma list holds the word; NULL holds none. */
bool debug_wants(const char *list, const char *word);

/* "flow: …", "protocol: CLIENT: …", "index: …". Text from the wire cannot steer a terminal. */
void debug_flow(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
void debug_protocol(void *context, const struct session *session, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void debug_index(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
