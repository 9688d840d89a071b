/* finding_text.h: a finding in words: what, why it matters, what to do, where it is written down.
 */
#ifndef HELOISE_REPORT_FINDING_TEXT_H
#define HELOISE_REPORT_FINDING_TEXT_H

#include "report/sheet.h"

/* Its severity, sentence and id; what follows begins on the next line, beside the severity. */
void finding_text_begin(struct sheet *sheet, const struct finding *finding);

/* Why it matters and what to do. */
void finding_text_end(struct sheet *sheet, const struct finding *finding);

#endif
