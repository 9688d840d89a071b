/* crypto.h: libcrypto, bound when somebody looks into a handshake for the first time
 * (base/library.h). */
#ifndef HELOISE_TLS_CRYPTO_H
#define HELOISE_TLS_CRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/slice.h"

/* Each function under its own name. */
struct crypto {
#define CRYPTO(function) __typeof__(function) *(function);
#include "tls/crypto.def"
#undef CRYPTO
};

/* False when libcrypto cannot be loaded, or lacks one of the functions. */
bool crypto_bind(struct crypto *crypto);

#endif
