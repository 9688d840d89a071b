/* layer.h: TLS between the carrier and the protocol module.
 *
 * The layer reads the beginning of the handshake and makes one EVENT_TLS of it: what the client
 * asked for and what the server chose. Octets after the ServerHello are counted as sealed. */
#ifndef HELOISE_TLS_LAYER_H
#define HELOISE_TLS_LAYER_H

#include "session/layer.h"

extern const struct layer tls_layer;

#endif
