/* list_row.h: what the columns of a list tell of a session, or of one transaction of it: values,
 * before they are written (cell.h) or compared (column_order.h). */
#ifndef HELOISE_REPORT_LIST_ROW_H
#define HELOISE_REPORT_LIST_ROW_H

#include "index/index.h"

struct list_row {
    const struct index_row *row;
    const struct transaction *transaction; /* NULL: the row is the whole session */
    const char *file;
};

/* The transaction of the row, or the first of the session; NULL: none. */
const struct transaction *list_row_transaction(const struct list_row *row);

/* Who sent it: the reverse-path ("<>" is the null one), or From of a message that was fetched. */
struct slice list_row_sender(const struct list_row *row);

/* The first recipient, else who logged in; `more`: how many there are beside. */
struct slice list_row_recipient(const struct list_row *row, size_t *more);

/* The first subject that there is. */
struct slice list_row_subject(const struct list_row *row);

uint64_t list_row_messages(const struct list_row *row);

/* Of the message, or of both sides; 0 where a transaction has no message. */
uint64_t list_row_octets(const struct list_row *row);

duration list_row_duration(const struct list_row *row);
uint16_t list_row_code(const struct list_row *row);
enum verdict list_row_verdict(const struct list_row *row);

/* The worst finding of the session, of several that are equal the first; NULL: there is none. */
const struct finding *list_row_worst(const struct list_row *row);

/* The name of the source without its folder. */
struct slice list_row_file(const struct list_row *row);

#endif
