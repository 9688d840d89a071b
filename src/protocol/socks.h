/* socks.h: SOCKS 5 (RFC 1928), with its log-in by name and password (RFC 1929), and SOCKS 4 and 4a
 * (the memoranda of Ying-Da Lee), as far as they open a connection: CONNECT. */
#ifndef HELOISE_PROTOCOL_SOCKS_H
#define HELOISE_PROTOCOL_SOCKS_H

#include "session/layer.h"

extern const struct layer socks_layer;

#endif
