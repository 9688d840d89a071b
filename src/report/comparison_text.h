/* comparison_text.h: two sessions side by side, stage by stage.
 *
 *     - hello ----------------------------------+--------------------------------
 *     0.017480 C-> EHLO client.example.net      = 0.012201 C-> EHLO client.example.net
 *     0.017570 <-S 250-mail.example.org         ! 0.012290 <-S 250-mail.example.org
 *
 * Between them: = the same words, ~ the same about other names or in other words, ! something else,
 * < and > on one side alone. */
#ifndef HELOISE_REPORT_COMPARISON_TEXT_H
#define HELOISE_REPORT_COMPARISON_TEXT_H

#include "diagnose/alignment.h"
#include "report/canvas.h"
#include "report/report.h"

/* Draws the pairs, as wide as `options` say; the line of each has its place as its mark, rules
 * between stages have none. */
void comparison_text(struct canvas *canvas, const struct report_options *options,
                     const struct index_row *left, const struct index_row *right,
                     const struct alignment *alignment);

#endif
