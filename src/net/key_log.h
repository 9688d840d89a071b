/* key_log.h: TLS secrets, written down for other programs (the NSS key log format). */
#ifndef HELOISE_NET_KEY_LOG_H
#define HELOISE_NET_KEY_LOG_H

#include "base/error.h"

/* A descriptor that lines are added to; created for its owner alone. -1 with `error` filled. */
int key_log_open(const char *file, struct error *error);

/* Adds a line, whole or not at all. False when it cannot be written. */
bool key_log_add(int descriptor, const char *line);

#endif
