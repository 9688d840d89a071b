/* base64.h: base64 (RFC 4648 4), read. */
#ifndef HELOISE_BASE_BASE64_H
#define HELOISE_BASE_BASE64_H

#include "base/arena.h"

/* Decodes into the arena. False when it is none or memory ran out; `text` holds what could be
 * decoded before. */
bool base64_decode(struct slice line, struct arena *arena, struct slice *text);

#endif
