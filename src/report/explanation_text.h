/* explanation_text.h: an explanation as text: title, what it means, the parts of the line, who has
 * to act, what to look at, what may follow, references. */
#ifndef HELOISE_REPORT_EXPLANATION_TEXT_H
#define HELOISE_REPORT_EXPLANATION_TEXT_H

#include "explain/explain.h"
#include "report/sheet.h"

/* Draws it on a sheet that was begun with sheet_begin_text(), and ends the last line. Lines of a
 * part are marked with the part's number on the canvas. */
void explanation_text(struct sheet *sheet, const struct explanation *explanation);

#endif
