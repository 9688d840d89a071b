/* certificate.h: a certificate made on the fly, signed by itself (ECDSA, P-256). For net/ alone. */
#ifndef HELOISE_NET_CERTIFICATE_H
#define HELOISE_NET_CERTIFICATE_H

#include "net/tls_library.h"

/* Gives the context a new key and a certificate for host `name` and for localhost. It is good for a
 * year; `expired`: it ended yesterday. False with `error` filled. */
bool certificate_make(const struct tls_library *library, SSL_CTX *context, const char *name,
                      bool expired, struct error *error);

#endif
