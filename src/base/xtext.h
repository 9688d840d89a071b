/* xtext.h: text in which + and two hexadecimal digits stand for an octet (RFC 3461 4). */
#ifndef HELOISE_BASE_XTEXT_H
#define HELOISE_BASE_XTEXT_H

#include "base/arena.h"

/* The text that it stands for. Text without a + is returned as it is, any other as a copy in the
 * arena; a + that no two digits follow stands for itself. Size 0 when memory ran out. */
struct slice xtext_decode(struct slice text, struct arena *arena);

#endif
