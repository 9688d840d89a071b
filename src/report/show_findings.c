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

/* A line of text under the row of an event, within its bracket. */
static void begin_under(struct show *show) {
    enum bracket bracket = show->sheet.bracket;
    sheet_begin(&show->sheet, show->sheet.time_columns);
    show->sheet.bracket = bracket;
    sheet_margin(&show->sheet);
}

void show_findings(struct show *show, uint32_t n) {
    const struct summary *summary = show->row->summary;
    enum severity least = show->options->verbose ? SEVERITY_NOTE : SEVERITY_WARNING;
    for (size_t i = 0; i < summary->finding_count; i++) {
        if (summary->findings[i].event != n || summary->findings[i].severity < least)
            continue;
        begin_under(show);
        show_finding(show, &summary->findings[i]);
    }
}

void show_comment(struct show *show, uint32_t n) {
    const struct report_options *options = show->options;
    bool marked = false;
    struct slice text =
        options->comment ? options->comment(options->reader, n, &marked) : slice_of(NULL, 0);
    if (!marked)
        return;
    begin_under(show);
    if (text.size > 0)
        SHEET_SAY(&show->sheet, INK_HEADING, _("comment: {text}"), WORD_SLICE("text", text));
    else
        sheet_say(&show->sheet, INK_HEADING, _("marked"));
    sheet_end(&show->sheet);
}
