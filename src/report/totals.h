/* totals.h: the line at the end of a report. */
#ifndef HELOISE_REPORT_TOTALS_H
#define HELOISE_REPORT_TOTALS_H

#include "report/canvas.h"
#include "report/report.h"

/* "60 packets, 1 connection, 1 session, 0 not mail" and a line end; nothing when quiet. */
void totals_text(struct canvas *canvas, const struct report_options *options,
                 const struct report_totals *totals);

#endif
