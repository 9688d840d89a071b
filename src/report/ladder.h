/* ladder.h: a session as arrows between two lines, one for each side, with its time to scale.
 *
 *     0.017480          │─ EHLO client.example.net ─────────────────▶│
 *                       │                                     7.24ms ┃   the server lets it wait
 *     0.024992  7.24ms  │◀────────────────────────────── 250 2.1.0 Ok│
 *     0.033368          │━ message of 298 octets "Lunch on Friday" ━▶│
 *
 * The lines between two events stand for the time that passed: each for as much as the heading
 * says, as far as there is enough of it. Whoever is waited for has a heavy line meanwhile. What is
 * said is said in the words of the transcript; what was sent together has a bracket at its side. */
#ifndef HELOISE_REPORT_LADDER_H
#define HELOISE_REPORT_LADDER_H

#include "report/canvas.h"
#include "report/report.h"

/* Draws one session, as wide as `options` say; the lines of each event have its number as their
 * mark, and those between two have none. `file` as for a report. */
void ladder_draw(struct canvas *canvas, const struct report_options *options,
                 const struct index_row *row, const char *file);

/* The same some events at a time; all is borrowed. NULL when memory ran out. */
struct ladder_drawing;
struct ladder_drawing *ladder_new(struct canvas *canvas, const struct report_options *options,
                                  const struct index_row *row, const char *file);

/* About so many events more. False: all are drawn. */
bool ladder_go_on(struct ladder_drawing *drawing, size_t events);

/* NULL is allowed. */
void ladder_free(struct ladder_drawing *drawing);

/* How many lines stand for a span where `most` stand for the longest one. */
size_t ladder_rows(duration span, duration longest, size_t most);

#endif
