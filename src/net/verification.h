/* verification.h: what is wrong with the peer's certificates, all of it, as OpenSSL verifies them.
 * For net/ alone. */
#ifndef HELOISE_NET_VERIFICATION_H
#define HELOISE_NET_VERIFICATION_H

#include "net/tls_library.h"
#include "session/tls_event.h"

/* Faults of one chain that are kept. */
enum { VERIFICATION_MOST = 16 };

/* Zeroed: nothing was found. Plain data. */
struct verification {
    struct tls_fault faults[VERIFICATION_MOST];
    size_t count;
    struct tls_verification told; /* what verification_tell() gives */
};

/* Adds what OpenSSL says of the certificate at this depth (an X509_V_ERR_... code), unless it says
 * the same of it already. */
void verification_add(struct verification *verification, const struct tls_library *library,
                      int code, int depth);

/* The peer showed no certificate at all. */
void verification_add_absent(struct verification *verification);

/* What was found; `host`: whom the certificate had to be for. Valid as long as `verification`. */
const struct tls_verification *verification_tell(struct verification *verification,
                                                 const char *host);

#endif
