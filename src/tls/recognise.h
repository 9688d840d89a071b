/* recognise.h: the first octets of TLS. */
#ifndef HELOISE_TLS_RECOGNISE_H
#define HELOISE_TLS_RECOGNISE_H

#include "session/layer.h"

/* A side begins with a hello, or refuses with an alert. No line of a mail protocol begins like
 * either. */
enum layer_match tls_match(enum side side, struct slice octets);

/* Octets of a ClientHello in the form of SSL 2.0 (RFC 5246 E.2) that these begin; 0: it is none. At
 * least two octets are there where tls_match() said yes. */
size_t old_hello_size(struct slice octets);

#endif
