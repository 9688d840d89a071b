/* bearer.h: what a client says that has a token in place of a password: OAUTHBEARER (RFC 7628) and
 * XOAUTH2, which came before it. For live/ alone. */
#ifndef HELOISE_LIVE_BEARER_H
#define HELOISE_LIVE_BEARER_H

#include "base/writer.h"
#include "live/target.h"

/* Writes the first response, not in base64. */
void bearer_write(struct writer *writer, const char *mechanism, const char *user, const char *token,
                  const struct target *target);

/* What answers the server's account of why it refuses, so that it can refuse (RFC 7628 3.2.3). */
struct slice bearer_acknowledge(const char *mechanism);

#endif
