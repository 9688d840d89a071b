/* tls_library.h: OpenSSL, bound when the first TLS context or digest is wanted. For net/ alone. */
#ifndef HELOISE_NET_TLS_LIBRARY_H
#define HELOISE_NET_TLS_LIBRARY_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/error.h"

/* Its functions, each under its own name. */
struct tls_library {
#define SSL_FUNCTION(name)    __typeof__ (&(name))(name);
#define CRYPTO_FUNCTION(name) __typeof__ (&(name))(name);
#include "net/tls_functions.def"
#undef SSL_FUNCTION
#undef CRYPTO_FUNCTION
};

/* False with `error` filled when OpenSSL 3 is not there. */
bool tls_library_bind(struct tls_library *library, struct error *error);

/* The one that a connection is made by. */
struct tls;
const struct tls_library *tls_library_of(const struct tls *tls);

/* Fills `error` with what OpenSSL says of the latest failure, behind the sentence: "cannot read the
 * key: bad decrypt". Always returns false. */
bool tls_library_fail(const struct tls_library *library, enum error_kind kind, const char *sentence,
                      struct error *error);

#endif
