/* format.h: what the writer of one report is to report.c: one row of its table. */
#ifndef HELOISE_REPORT_FORMAT_H
#define HELOISE_REPORT_FORMAT_H

#include "report/canvas.h"
#include "report/report.h"

/* What every function of a report is given. */
struct report_page {
    const struct report_options *options;
    struct canvas *canvas; /* of a text report, */
    struct writer *writer; /* and its text; of others the stream */
    void *state;           /* the report's own, zeroed at its begin */
};

struct report_functions {
    size_t state_size;
    void (*begin)(struct report_page *page); /* NULL: nothing to do */
    void (*session)(struct report_page *page, const struct index_row *row, const char *file);
    void (*part)(struct report_page *page); /* live: writes what was put off so far; NULL: nothing
                                               is put off, or it takes all */
    void (*late)(struct report_page *page, const struct late_finding *late,
                 const char *file); /* NULL: it is left out */
    void (*end)(struct report_page *page, const struct report_totals *totals); /* NULL: nothing */
    void (*clear)(struct report_page *page); /* frees what the state owns; NULL: nothing */
};

extern const struct report_functions list_text, list_json, list_markdown, list_csv,
    transactions_text, transactions_json, transactions_markdown, transactions_csv, deliveries_text,
    deliveries_json, statistics_text, statistics_json, show_text, show_json, show_markdown,
    check_text, check_json, check_markdown, check_csv;

#endif
