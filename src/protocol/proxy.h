/* proxy.h: the PROXY protocol, versions 1 and 2 ("The PROXY protocol", HAProxy, 2020).
 *
 * A proxy in front of a server begins the client's side with a header that names the true client.
 * The layer makes one EVENT_PROXY of it, takes itself out and hands on what follows. A header that
 * cannot be read becomes one EVENT_JUNK, and what follows it is text again. */
#ifndef HELOISE_PROTOCOL_PROXY_H
#define HELOISE_PROTOCOL_PROXY_H

#include "session/layer.h"

extern const struct layer proxy_layer;

#endif
