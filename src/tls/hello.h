/* hello.h: what ClientHello and ServerHello say (RFC 5246 7.4.1, RFC 8446 4.1). */
#ifndef HELOISE_TLS_HELLO_H
#define HELOISE_TLS_HELLO_H

#include "base/slice.h"

struct client_hello {
    struct slice server_name; /* RFC 6066 3; empty: none. Borrowed from the body */
};

struct server_hello {
    uint16_t version; /* the negotiated one: supported_versions has the last word */
    uint16_t cipher;
    bool retry; /* a HelloRetryRequest (RFC 8446 4.1.4): the true ServerHello is still to come */
};

/* Reads the body of a handshake message. False when its lengths do not fit. */
bool client_hello_read(struct slice body, struct client_hello *hello);
bool server_hello_read(struct slice body, struct server_hello *hello);

#endif
