/* decode.h: the value of a header field as a person reads it.
 *
 * Encoded words (RFC 2047) and 8-bit octets are decoded by GMime, whose library is loaded when the
 * first value holds such; without it they stay as sent. */
#ifndef HELOISE_MESSAGE_DECODE_H
#define HELOISE_MESSAGE_DECODE_H

#include "base/arena.h"

enum { DECODED_KEPT = 1024 }; /* octets of a decoded value */

struct decoder;

/* NULL when memory ran out. Loads nothing yet. */
struct decoder *decoder_new(void);
void decoder_free(struct decoder *decoder);

/* The value in UTF-8, always valid: octets that are none become U+FFFD, line ends with the blanks
 * around them become one blank, and what exceeds DECODED_KEPT is cut off between characters. Lies
 * in the arena; empty when memory ran out. */
struct slice decode_value(struct decoder *decoder, struct slice value, struct arena *arena);

#endif
