/* fact_list.h: the fact base written down, a kind at a time (`explain --list`). */
#ifndef HELOISE_REPORT_FACT_LIST_H
#define HELOISE_REPORT_FACT_LIST_H

#include "facts/facts.h"
#include "report/sheet.h"

/* A row of a table as people look for it. */
struct fact_entry {
    struct slice id;   /* as the first column of its table has it */
    struct slice name; /* what tells it from others of the same id; size 0: nothing */
    struct slice text;
};

/* Row `n` of a kind. */
struct fact_entry fact_entry_at(enum fact_kind kind, size_t n);

/* Writes all rows of a kind on the sheet's canvas. */
void fact_list_write(struct sheet *sheet, enum report_format format, enum fact_kind kind);

#endif
