/* parameter.h: xtext, in which parameters of MAIL and RCPT hold addresses and identifiers. */
#ifndef HELOISE_EXPLAIN_PARAMETER_H
#define HELOISE_EXPLAIN_PARAMETER_H

#include "base/arena.h"

/* Octets written as + and two hexadecimal digits stand for themselves again (RFC 3461 4); a plus
 * sign that begins no such code stays. Lies in the arena; empty when memory ran out. */
struct slice xtext_decode(struct slice text, struct arena *arena);

#endif
