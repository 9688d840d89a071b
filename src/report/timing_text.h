/* timing_text.h: where the time of a session went: a bar for each stage.
 *
 *     greeting    20.1ms  ░████████
 *     envelope    1.31ms  ▒█                network, client and server have each their own block
 */
#ifndef HELOISE_REPORT_TIMING_TEXT_H
#define HELOISE_REPORT_TIMING_TEXT_H

#include "diagnose/timing.h"
#include "report/sheet.h"

/* What each owner's share is, then the stages that took time, in their order, then the waits whose
 * time-outs matter in a session of this protocol ("smtp" …). The longest bar reaches the edge of
 * the sheet. The line of each stage has its number as its mark. */
void timing_text(struct sheet *sheet, const struct timing *timing, const char *protocol);

#endif
