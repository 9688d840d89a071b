/* grid.h: rows of cells for other programs: CSV (RFC 4180), or a table in Markdown. */
#ifndef HELOISE_REPORT_GRID_H
#define HELOISE_REPORT_GRID_H

#include "base/writer.h"

/* Writes one row. Cells are what is to stand there: text from the wire has been escaped before. */
typedef void grid_row(struct writer *writer, const struct slice *cells, size_t count);

/* Quoted where it has to be, and ended by CRLF (RFC 4180 2). */
grid_row grid_csv;

/* Nothing in a cell is Markdown or ends it: punctuation that could begin something is escaped. */
grid_row grid_markdown;

/* Text, escaped before, in which nothing is Markdown; in a line of its own as well as in a cell. */
void markdown_text(struct writer *writer, struct slice text);

/* What Markdown wants between the row of headings and the others. */
void grid_markdown_rule(struct writer *writer, size_t count);

#endif
