/* utf16.h: text of Windows protocols. */
#ifndef HELOISE_BASE_UTF16_H
#define HELOISE_BASE_UTF16_H

#include "base/arena.h"

/* UTF-8, in the arena, of UTF-16 with the lowest octet first. What is half of a pair and each
 * character past the basic plane becomes U+FFFD. Empty when memory ran out. */
struct slice utf16_decode(struct slice text, struct arena *arena);

#endif
