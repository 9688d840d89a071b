/* resolve.h: the addresses of a host, by the system's resolver. */
#ifndef HELOISE_LIVE_RESOLVE_H
#define HELOISE_LIVE_RESOLVE_H

#include "base/error.h"
#include "base/wire.h"

enum resolve_family { RESOLVE_ANY, RESOLVE_IPV4, RESOLVE_IPV6 };

/* Addresses of one host that are tried. */
enum { RESOLVE_MOST = 16 };

/* Fills `found` in the order in which they are to be tried; returns how many. 0 with `error`
 * filled: ERROR_HOST where there is no such name, ERROR_TEMPORARY where nobody could be asked. */
size_t resolve(const char *host, uint16_t port, enum resolve_family family,
               struct endpoint found[RESOLVE_MOST], struct error *error);

#endif
