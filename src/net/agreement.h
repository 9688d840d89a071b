/* agreement.h: what both sides of a connection of our own agree upon, heard message by message from
 * OpenSSL, which shows them decrypted: so that a live session tells of TLS just what a capture of
 * it does. For net/ alone. */
#ifndef HELOISE_NET_AGREEMENT_H
#define HELOISE_NET_AGREEMENT_H

#include "base/wire.h"
#include "session/tls_event.h"

struct agreement;

/* NULL when memory ran out. */
struct agreement *agreement_new(void);
void agreement_free(struct agreement *agreement);

/* A handshake message of `side`, with its header. */
void agreement_hear(struct agreement *agreement, enum side side, struct slice octets);

/* Fills what `tls` tells of the handshake; what it points to lives until agreement_free(). */
void agreement_describe(struct agreement *agreement, struct tls_event *tls);

/* The event of an alert (two octets: level, description), whose name may stand in `text`. */
enum { AGREEMENT_TEXT = 8 };
struct tls_event agreement_alert(struct slice octets, char text[AGREEMENT_TEXT]);

#endif
