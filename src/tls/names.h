/* names.h: what the numbers of TLS are called. */
#ifndef HELOISE_TLS_NAMES_H
#define HELOISE_TLS_NAMES_H

#include "base/slice.h"

enum { TLS_1_0 = 0x0301, TLS_1_3 = 0x0304 };

/* Enough for a number without a name: 0xC0FF. */
enum { TLS_NUMBER_TEXT = 8 };

/* The name of a number; `text` is used when the table has none. Static, or in `text`. */
typedef struct slice tls_name(uint16_t number, char text[TLS_NUMBER_TEXT]);

/* The protocol version as OpenSSL writes it: SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3. */
tls_name tls_version_name;

/* As in IANA's registries: cipher suite, group, signature scheme, alert. */
tls_name tls_cipher_name;
tls_name tls_group_name;
tls_name tls_signature_name;
tls_name tls_alert_name;

/* Whether a number is one of those that mean nothing, and keep servers used to what they do not
 * know (GREASE, RFC 8701). */
static inline bool tls_is_grease(uint16_t number) {
    return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

#endif
