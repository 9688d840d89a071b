/* What is wrong at an event, and what the reader says of it, under its lines. */
#include "report/show.h"
#include "report/smuggling_report.h"

/* A line of text under the row of an event, within its bracket. */
static void begin_under(struct show *show) {
    enum bracket bracket = show->sheet.bracket;
    sheet_begin(&show->sheet, show->sheet.time_columns);
    show->sheet.bracket = bracket;
    sheet_margin(&show->sheet);
}

void show_finding(struct show *show, const struct finding *finding) {
    struct sheet *sheet = &show->sheet;
    enum severity least = show->options->verbose ? SEVERITY_NOTE : SEVERITY_WARNING;
    static const char *const sentences[] = {NULL, N_("note: {finding}"), N_("warning: {finding}"),
                                            N_("error: {finding}")};
    if (finding->severity < least)
        return;
    begin_under(show);
    SHEET_SAY(sheet, ink_of_severity(finding->severity), _(sentences[finding->severity]),
              WORD_SLICE("finding", finding->summary));
    sheet_note(sheet, INK_NOTE, finding->fact->fact.id);
    if (finding->smuggling && show->options->explainer)
        smuggling_text(sheet, finding->smuggling);
    sheet_end(sheet);
}

void show_findings(struct show *show, uint32_t n) {
    const struct summary *summary = show->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].event == n)
            show_finding(show, &summary->findings[i]);
}

/* Takes the first line off the front. */
static struct slice take_line(struct slice *text) {
    struct slice line = slice_first(*text, slice_find(*text, '\n'));
    *text = slice_from(*text, line.size + 1);
    return slice_trim(line);
}

/* A comment of several lines has as many here. */
static void show_one_comment(struct show *show, struct slice text) {
    begin_under(show);
    if (text.size == 0)
        sheet_say(&show->sheet, INK_HEADING, _("marked"));
    else
        SHEET_SAY(&show->sheet, INK_HEADING, _("comment: {text}"),
                  WORD_SLICE("text", take_line(&text)));
    while (text.size > 0) {
        sheet_break(&show->sheet);
        sheet_text(&show->sheet, INK_HEADING, take_line(&text));
    }
    sheet_end(&show->sheet);
}

void show_comment(struct show *show, uint32_t n) {
    const struct report_options *options = show->options;
    struct slice text;
    for (size_t i = 0;
         options->comment && options->comment(options->commenter, show->row, n, i, &text); i++)
        show_one_comment(show, text);
}
