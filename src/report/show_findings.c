/* What is wrong at an event, under its lines. */
#include "report/show.h"

void show_finding(struct show *show, const struct finding *finding) {
    struct sheet *sheet = &show->sheet;
    enum severity least = show->options->verbose ? SEVERITY_NOTE : SEVERITY_WARNING;
    size_t indent = sheet->indent, time_columns = sheet->time_columns;
    if (finding->severity < least)
        return;
    sheet_begin_text(sheet, indent);
    static const char *const sentences[] = {NULL, N_("note: {finding}"), N_("warning: {finding}"),
                                            N_("error: {finding}")};
    SHEET_SAY(sheet, ink_of_severity(finding->severity), _(sentences[finding->severity]),
              WORD_SLICE("finding", finding->summary));
    sheet_note(sheet, INK_NOTE, finding->fact->fact.id);
    sheet_end(sheet);
    sheet_begin(sheet, time_columns);
}

void show_findings(struct show *show, uint32_t n) {
    const struct summary *summary = show->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].event == n)
            show_finding(show, &summary->findings[i]);
}
