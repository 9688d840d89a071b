/* debug.h: what the layers decide, told to whoever asked for it with --debug. */
#ifndef HELOISE_INDEX_DEBUG_H
#define HELOISE_INDEX_DEBUG_H

#include "index/index.h"

/* Whether somebody wants to hear of this layer: "flow", "protocol" or "index". */
bool debug_wants(const struct index_options *options, const char *layer);

/* "flow: …", "protocol: CLIENT: …", "index: …". The context is the index_options. Text from the
 * wire cannot steer a terminal. */
void debug_flow(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
void debug_protocol(void *context, const struct session *session, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void debug_index(const struct index_options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
