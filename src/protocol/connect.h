/* connect.h: HTTP's CONNECT (RFC 9110 9.3.6), by which a client asks a web proxy for the way to a
 * server. A proxy that wants credentials refuses first (407), and the client asks again. */
#ifndef HELOISE_PROTOCOL_CONNECT_H
#define HELOISE_PROTOCOL_CONNECT_H

#include "session/layer.h"

extern const struct layer connect_layer;

#endif
