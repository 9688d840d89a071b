/* names.h: what kind of name something is, for rules. */
#ifndef HELOISE_DIAGNOSE_NAMES_H
#define HELOISE_DIAGNOSE_NAMES_H

#include "base/wire.h"

/* Whether it is an IPv4 or IPv6 address; fills `address` (port 0). */
bool name_is_address(struct slice name, struct endpoint *address);

/* Whether it is an address literal: [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 4.1.3). */
bool name_is_literal(struct slice name, struct endpoint *address);

/* Whether both have the same address, whatever the port; an IPv4 address mapped into IPv6 is that
 * IPv4 address. */
bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b);

/* Whether it has only letters, digits, hyphens and dots; octets over 127 (U-labels) are let pass.
 */
bool name_has_host_letters(struct slice name);

/* Whether it may be looked up in public DNS: it has a dot inside, and does not end as private names
 * do. */
bool name_is_public(struct slice name);

/* The part of an address behind its last @; empty when it has none. */
struct slice name_domain_of(struct slice address);

/* Whether it is a Mailbox (RFC 5321 4.1.2): a dot-string or quoted string, @, and a domain or
 * address literal. Octets over 127 are let pass (RFC 6531 3.3). */
bool name_is_mailbox(struct slice address);

/* Whether it is of a network for anybody's own use (RFC 1918, RFC 4193). */
bool endpoint_is_private(const struct endpoint *endpoint);

/* Whether the address belongs to the public Internet: no private, local, link or documentation
 * network. */
bool endpoint_is_public(const struct endpoint *endpoint);

#endif
