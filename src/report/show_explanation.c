#include "report/explanation_text.h"
#include "report/show.h"
#include "report/timing_text.h"

void show_explanation(struct show *show, const struct event *event) {
    const struct report_options *options = show->options;
    struct sheet *sheet = &show->sheet;
    struct explanation explanation;
    struct arena arena = {0};
    size_t indent = sheet->indent, time_columns = sheet->time_columns;
    if (explain_event(options->explainer, &arena, show->transcript, event->n, options->depth,
                      &explanation)) {
        sheet_begin_text(sheet, indent);
        explanation_text(sheet, &explanation);
        sheet_begin(sheet, time_columns);
    }
    arena_free(&arena);
}

void show_timing(struct show *show) {
    const struct summary *summary = show->row->summary;
    struct sheet *sheet = &show->sheet;
    char total[DURATION_TEXT];
    if (!summary->timing || timing_total(summary->timing) == 0)
        return;
    duration_words(timing_total(summary->timing), total);
    canvas_mark(sheet->canvas, CANVAS_NO_MARK);
    canvas_end_line(sheet->canvas);
    sheet_begin_text(sheet, 0);
    SHEET_SAY(sheet, INK_HEADING, _("Where the time went: {total}"), WORD("total", total));
    sheet_end(sheet);
    timing_text(sheet, summary->timing, summary_protocol(summary));
}
