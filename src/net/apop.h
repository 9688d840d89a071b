/* apop.h: what APOP sends in place of a password (RFC 1939 7). */
#ifndef HELOISE_NET_APOP_H
#define HELOISE_NET_APOP_H

#include "base/error.h"
#include "base/slice.h"

enum { APOP_DIGEST = 32 };

/* MD5 of the time stamp of the greeting (with its < and >) and the password, in lower-case
 * hexadecimal. False with `error` filled when OpenSSL is not there or does not allow MD5. */
bool apop_digest(struct slice stamp, struct slice password, char digest[APOP_DIGEST],
                 struct error *error);

#endif
