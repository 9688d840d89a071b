/* telling.h: a session drawn some events at a time, as a transcript or as a ladder: for screens,
 * where a session may be large and a key may come. */
#ifndef HELOISE_REPORT_TELLING_H
#define HELOISE_REPORT_TELLING_H

#include "report/canvas.h"
#include "report/report.h"

struct telling;

/* All is borrowed for its life; `file` as for a report. NULL when memory ran out. */
struct telling *telling_new(bool ladder, const struct report_options *options,
                            struct canvas *canvas, const struct index_row *row, const char *file);

/* Draws about so many events more. False: all are drawn. */
bool telling_go_on(struct telling *telling, size_t events);

/* NULL is allowed. */
void telling_free(struct telling *telling);

#endif
