/* address.h: endpoints as the system's sockets have them. No names are looked up here. */
#ifndef HELOISE_NET_ADDRESS_H
#define HELOISE_NET_ADDRESS_H

#include <sys/socket.h>

#include "base/wire.h"

/* Reads [ADDRESS:]PORT, IPv6 in brackets: "2525", "127.0.0.1:25", "[::1]:0". Without an address
 * that of `endpoint` stays. False when it is none; the endpoint is then as it was. */
bool address_read(struct slice text, struct endpoint *endpoint);

/* Fills the storage; returns its size, or 0 when the address is unknown. */
socklen_t address_to_socket(const struct endpoint *endpoint, struct sockaddr_storage *storage);

/* An endpoint of size 0 where it is neither IPv4 nor IPv6. IPv4 in IPv6 is IPv4. */
struct endpoint address_from_socket(const struct sockaddr_storage *storage);

/* The two ends of a socket; size 0 where it has none. */
struct endpoint address_local(int descriptor);
struct endpoint address_peer(int descriptor);

/* Whether nobody outside this machine reaches it: 127.0.0.0/8, ::1. */
bool address_is_loopback(const struct endpoint *endpoint);

#endif
