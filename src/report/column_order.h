/* column_order.h: which of two rows a list sorted by a column has first. */
#ifndef HELOISE_REPORT_COLUMN_ORDER_H
#define HELOISE_REPORT_COLUMN_ORDER_H

#include "report/cell.h"

/* Less than 0, 0, more than 0. Rows without a value stand behind those that have one. Text is
 * compared without regard to the case of ASCII letters, verdicts and findings by their weight. */
int column_compare(enum list_column column, const struct list_row *a, const struct list_row *b);

/* The column with this name; LIST_COLUMNS: there is none. */
enum list_column column_find(struct slice name);

#endif
