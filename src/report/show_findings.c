/* What is wrong at an event, under its lines. */
#include "report/show.h"
#include "report/smuggling_report.h"

static void show_finding(struct show *show, const struct finding *finding) {
    struct sheet *sheet = &show->sheet;
    static const char *const sentences[] = {NULL, N_("note: {finding}"), N_("warning: {finding}"),
                                            N_("error: {finding}")};
    SHEET_SAY(sheet, ink_of_severity(finding->severity), _(sentences[finding->severity]),
              WORD_SLICE("finding", finding->summary));
    sheet_note(sheet, INK_NOTE, finding->fact->fact.id);
    if (finding->smuggling && show->options->explainer)
        smuggling_text(sheet, finding->smuggling);
    sheet_end(sheet);
}

void show_findings(struct show *show, uint32_t n) {
    const struct summary *summary = show->row->summary;
    enum severity least = show->options->verbose ? SEVERITY_NOTE : SEVERITY_WARNING;
    size_t indent = show->sheet.indent, time_columns = show->sheet.time_columns;
    bool begun = false;
    for (size_t i = 0; i < summary->finding_count; i++) {
        if (summary->findings[i].event != n || summary->findings[i].severity < least)
            continue;
        sheet_begin_text(&show->sheet, indent);
        begun = true;
        show_finding(show, &summary->findings[i]);
    }
    if (begun)
        sheet_begin(&show->sheet, time_columns);
}
