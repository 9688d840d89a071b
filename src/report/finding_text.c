#include "report/finding_text.h"

#include "report/smuggling_report.h"

enum { INDENT = 9 }; /* the widest severity and a blank */

void finding_text_begin(struct sheet *sheet, const struct finding *finding) {
    sheet_begin_text(sheet, 0);
    sheet_text(sheet, ink_of_severity(finding->severity),
               slice_string(severity_name(finding->severity)));
    sheet_tab(sheet, INDENT);
    sheet_text(sheet, INK_HEADING, finding->summary);
    sheet_note(sheet, INK_NOTE, finding->fact->fact.id);
    sheet_end(sheet);
    sheet_begin_text(sheet, INDENT);
}

void finding_text_end(struct sheet *sheet, const struct finding *finding) {
    const struct fact *fact = &finding->fact->fact;
    sheet_say(sheet, INK_PLAIN, _(fact->summary));
    if (finding->smuggling)
        smuggling_text(sheet, finding->smuggling);
    sheet_break(sheet);
    SHEET_SAY(sheet, INK_PLAIN, _("To do: {remedy}"), WORD("remedy", _(fact->check)));
    if (*fact->reference) {
        sheet_break(sheet);
        sheet_text(sheet, INK_NOTE, slice_string(fact->reference));
    }
    sheet_end(sheet);
}
