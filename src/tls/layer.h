/* layer.h: TLS between the carrier and the protocol module.
 *
 * The layer reads records and the part of the handshake that is not encrypted. It tells one event
 * for the handshake, when both sides go over to encryption or it is plain that they will not, and
 * one for each alert. Records that are encrypted are counted as sealed. */
#ifndef HELOISE_TLS_LAYER_H
#define HELOISE_TLS_LAYER_H

#include "session/layer.h"

extern const struct layer tls_layer;

#endif
