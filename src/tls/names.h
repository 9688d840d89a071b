/* names.h: what the numbers of TLS are called. */
#ifndef HELOISE_TLS_NAMES_H
#define HELOISE_TLS_NAMES_H

#include "base/slice.h"

/* Enough for a number without a name: 0xC0FF. */
enum { TLS_NUMBER_TEXT = 8 };

/* The protocol version as OpenSSL writes it: SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3. `text` is
 * used when the number has no name. */
struct slice tls_version_name(uint16_t version, char text[TLS_NUMBER_TEXT]);

/* The cipher suite as in IANA's registry. `text` is used when the table has no name for it. */
struct slice tls_cipher_name(uint16_t cipher, char text[TLS_NUMBER_TEXT]);

#endif
