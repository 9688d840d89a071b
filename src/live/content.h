/* content.h: message content on its way out. */
#ifndef HELOISE_LIVE_CONTENT_H
#define HELOISE_LIVE_CONTENT_H

#include "base/writer.h"

/* Writes the octets with every lone LF made CRLF, and a CRLF at the end where there was none. */
void content_lines(struct writer *writer, struct slice octets);

/* The same for DATA: dots at the start of a line doubled, and the final dot (RFC 5321 4.5.2). */
void content_dots(struct writer *writer, struct slice octets);

#endif
