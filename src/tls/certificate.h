/* certificate.h: what certificates say of themselves (RFC 5280). OpenSSL reads them. */
#ifndef HELOISE_TLS_CERTIFICATE_H
#define HELOISE_TLS_CERTIFICATE_H

#include "base/arena.h"
#include "session/tls_event.h"
#include "tls/crypto.h"

enum {
    CERTIFICATES_MOST = 16,       /* of one message */
    CERTIFICATE_NAMES_MOST = 128, /* of one certificate */
    CERTIFICATE_TEXT_MOST = 1024, /* octets of a name that are kept */
};

/* Certificates of one side, in the order in which they were sent. */
struct certificate_list {
    struct tls_certificate *items; /* in the arena */
    size_t count;
    bool named; /* the first one is for the host that was asked for */
};

/* Reads `list`, the vector of certificates in a Certificate message: with three octets of length
 * before each; `extensions`: in TLS 1.3 a vector of two octets' length follows each (RFC 8446
 * 4.4.2). What cannot be read ends the list. `host`: the name that the client asked for; size 0:
 * none. */
struct certificate_list certificates_read(const struct crypto *crypto, struct slice list,
                                          bool extensions, struct slice host, struct arena *arena);

#endif
