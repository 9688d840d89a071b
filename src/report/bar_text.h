/* bar_text.h: an amount as a bar of block characters in a line of text. */
#ifndef HELOISE_REPORT_BAR_TEXT_H
#define HELOISE_REPORT_BAR_TEXT_H

#include "base/writer.h"

/* Writes `amount` of `most` as a bar of at most `columns` columns, in eighths of a column where the
 * writer's terminal knows UTF-8; what is more than 0 is always seen. Returns the columns it took.
 */
size_t bar_write(struct writer *writer, uint64_t amount, uint64_t most, size_t columns);

#endif
