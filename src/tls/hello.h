/* hello.h: what ClientHello and ServerHello say (RFC 5246 7.4.1, RFC 8446 4.1).
 *
 * Lists of numbers are left as they were sent, two octets each; tls/names.h tells what they are
 * called. All slices are borrowed from the body. */
#ifndef HELOISE_TLS_HELLO_H
#define HELOISE_TLS_HELLO_H

#include "base/slice.h"

enum { TLS_RANDOM = 32 };

/* What an extension is known by (IANA, "TLS ExtensionType Values"). */
enum tls_extension {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_GROUPS = 10,
    EXTENSION_POINT_FORMATS = 11,
    EXTENSION_SIGNATURES = 13,
    EXTENSION_ALPN = 16,
    EXTENSION_ENCRYPT_THEN_MAC = 22,
    EXTENSION_EXTENDED_MASTER_SECRET = 23,
    EXTENSION_SESSION_TICKET = 35,
    EXTENSION_PRE_SHARED_KEY = 41,
    EXTENSION_EARLY_DATA = 42,
    EXTENSION_VERSIONS = 43,
    EXTENSION_KEY_SHARE = 51,
};

struct client_hello {
    uint16_t version; /* as in its second field; TLS 1.3 stands in `versions` alone */
    struct slice random, session_id;
    struct slice ciphers;
    struct slice extensions;  /* type and vector of each, as sent */
    struct slice server_name; /* RFC 6066 3; empty: none */
    struct slice versions, groups, signatures;
    struct slice point_formats; /* one octet each */
    struct slice protocols;     /* ALPN (RFC 7301 3.1): a vector of one octet's length for each */
    bool has_ticket;            /* a session ticket that is not empty (RFC 5077 3.2) */
    bool early_data;
};

struct server_hello {
    uint16_t version; /* the negotiated one: supported_versions has the last word */
    uint16_t cipher;
    struct slice random, session_id;
    struct slice protocol; /* of ALPN; empty: none */
    uint16_t group;        /* of the key share; 0: none */
    bool retry; /* a HelloRetryRequest (RFC 8446 4.1.4): the true ServerHello is still to come */
    bool psk;   /* a pre-shared key was chosen */
    bool encrypt_then_mac, extended_master_secret;
};

/* Reads the body of a handshake message. False when its lengths do not fit. */
bool client_hello_read(struct slice body, struct client_hello *hello);
bool server_hello_read(struct slice body, struct server_hello *hello);

#endif
