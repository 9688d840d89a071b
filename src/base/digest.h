/* digest.h: SHA-256 (FIPS 180-4) of octets that come in pieces.
 *
 * Where the processor has instructions for it, digests that are made at the same time are hashed
 * two by two (digest_pair.h). Else OpenSSL does the work; its library is loaded with the first
 * digest that is asked for. One digest serves one content after the other. */
#ifndef HELOISE_BASE_DIGEST_H
#define HELOISE_BASE_DIGEST_H

#include "base/digest_pair.h"

enum { DIGEST_SIZE = SHA256_SIZE };

struct digest;

/* `pair` is borrowed for its life, and shared by all digests that may be made at the same time;
 * NULL: there is no other. NULL when memory ran out or libcrypto is needed and cannot be loaded. */
struct digest *digest_new(struct digest_pair *pair);

/* The same by OpenSSL, whatever the processor has. */
struct digest *digest_new_openssl(void);

void digest_free(struct digest *digest);

/* Starts anew; what was added before is forgotten. False when OpenSSL fails. */
bool digest_begin(struct digest *digest);

/* Adds octets, in order. False when OpenSSL fails. */
bool digest_add(struct digest *digest, struct slice octets);

/* The digest of all octets since digest_begin(), which has to be called again before the next use.
 * False when OpenSSL fails, or failed in digest_add(). */
bool digest_finish(struct digest *digest, uint8_t sha256[DIGEST_SIZE]);

#endif
