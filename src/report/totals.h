/* totals.h: the line at the end of a report. */
#ifndef HELOISE_REPORT_TOTALS_H
#define HELOISE_REPORT_TOTALS_H

#include "report/canvas.h"
#include "report/report.h"

/* How many there are of something: "{count} file", "{count} files". */
struct counted {
    const char *one, *many;
    uint64_t count;
    bool shown;
};

/* Draws those that are shown in a line of their own. */
void counts_text(struct canvas *canvas, enum ink ink, const struct counted *counts, size_t size);

/* "60 packets, 1 connection, 1 session, 0 not mail" and a line end; nothing when quiet. */
void totals_text(struct canvas *canvas, const struct report_options *options,
                 const struct report_totals *totals);

#endif
