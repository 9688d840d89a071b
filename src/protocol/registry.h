/* registry.h: the protocols that this program knows. */
#ifndef HELOISE_PROTOCOL_REGISTRY_H
#define HELOISE_PROTOCOL_REGISTRY_H

#include "session/protocol.h"

extern const struct protocol smtp_protocol, lmtp_protocol, pop3_protocol;

/* NULL-terminated, in the order in which recognition asks them. */
extern const struct protocol *const protocol_registry[];

/* By name, any case; NULL when there is none. */
const struct protocol *protocol_find(struct slice name);

/* The one that is at home on `port`; `sealed` tells whether under TLS from the first octet. NULL:
 * none. */
const struct protocol *protocol_at_port(uint16_t port, bool *sealed);

#endif
