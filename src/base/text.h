/* text.h: text that somebody else wrote, made fit for a terminal.
 *
 * What came from the wire may hold anything. Here it is read as UTF-8, and whatever could steer a
 * terminal or deceive a reader (C0, DEL, C1, bidirectional controls, characters without a shape,
 * octets that are no UTF-8) is written as an escape: \t \r \n, \x1b for an octet, \u{202e} for a
 * character. Where writer.ascii is set, every character past ASCII is escaped. */
#ifndef HELOISE_BASE_TEXT_H
#define HELOISE_BASE_TEXT_H

#include "base/writer.h"

/* Takes one character off the front of `rest`, which is not empty. False when its first octet
 * begins no valid UTF-8 (RFC 3629): that octet is taken, and `character` is its value. */
bool text_next(struct slice *rest, uint32_t *character);

/* Writes a character (at most U+10FFFF) as UTF-8; returns its octets. */
size_t character_write(uint8_t to[4], uint32_t character);

/* Octets of printable ASCII at the front. */
size_t text_plain_run(struct slice text);

/* Copies the text to `to`, and as many octets of no meaning after it as TEXT_BEYOND at most. False
 * when not all of it is printable ASCII: what was copied is of no meaning either. */
enum { TEXT_BEYOND = 7 };
bool text_copy_plain(uint8_t *to, struct slice text);

/* Octets of printable ASCII without blanks at the front. */
size_t text_visible_run(struct slice text);

/* Whether all of it is valid UTF-8. */
bool text_valid(struct slice text);

/* Where the first octet over 127 is; SLICE_NONE: it is ASCII. */
size_t text_first_high(struct slice text);

/* Whether the character has to be escaped for a terminal. */
bool character_hidden(uint32_t character);

/* Columns that it takes on a terminal: 0 (it combines with the one before), 1 or 2. */
unsigned character_width(uint32_t character);

/* Writes the text with escapes. */
void text_escape(struct writer *writer, struct slice text);

/* Columns that text_escape() would fill on this writer's terminal. */
size_t text_width(const struct writer *writer, struct slice text);

/* Octets of the longest beginning of `text` that fills at most `columns` columns as escaped;
 * `width`: what it fills. */
size_t text_cut(const struct writer *writer, struct slice text, size_t columns, size_t *width);

/* Writes the text with escapes in at most `columns` columns; a mark stands in the last one when
 * something had to be left out. Returns the columns filled. */
size_t text_fit(struct writer *writer, struct slice text, size_t columns);

#endif
