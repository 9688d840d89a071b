#include "report/explanation_text.h"
#include "report/show.h"

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
