#include "report/report.h"

#include "report/format.h"

#include <stdlib.h>

static const struct report_functions *const reports[REPORT_KINDS][FORMATS] = {
    [REPORT_LIST] = {&list_text, &list_json, &list_markdown, &list_csv},
    [REPORT_TRANSACTIONS] = {&transactions_text, &transactions_json, &transactions_markdown,
                             &transactions_csv},
    [REPORT_DELIVERIES] = {&deliveries_text, &deliveries_json},
    [REPORT_STATISTICS] = {&statistics_text, &statistics_json},
    [REPORT_SHOW] = {&show_text, &show_json, &show_markdown},
    [REPORT_CHECK] = {&check_text, &check_json, &check_markdown, &check_csv},
};

bool report_has(enum report_kind kind, enum report_format format) {
    return reports[kind][format] != NULL;
}

struct report {
    const struct report_functions *functions;
    struct report_page page;
    struct canvas stream;
};

/* `canvas` NULL: it is to be a stream of `writer`. */
static struct report *begin(const struct report_functions *functions,
                            const struct report_options *options, struct canvas *canvas,
                            struct writer *writer, struct error *error) {
    struct report *report = calloc(1, sizeof *report);
    void *state = calloc(1, functions->state_size ? functions->state_size : 1);
    if (!report || !state) {
        free(report);
        free(state);
        (void)error_memory(error);
        return NULL;
    }
    report->functions = functions;
    report->stream = canvas_stream(writer, options->color);
    report->page = (struct report_page){options, canvas ? canvas : &report->stream, writer, state};
    if (functions->begin)
        functions->begin(&report->page);
    return report;
}

struct report *report_new(enum report_kind kind, enum report_format format,
                          const struct report_options *options, struct writer *writer,
                          struct error *error) {
    return begin(reports[kind][format], options, NULL, writer, error);
}

struct report *report_new_on(enum report_kind kind, const struct report_options *options,
                             struct canvas *canvas, struct error *error) {
    return begin(reports[kind][FORMAT_TEXT], options, canvas, canvas->writer, error);
}

void report_session(struct report *report, const struct index_row *row, const char *file) {
    report->functions->session(&report->page, row, file);
    if (report->page.options->live && report->functions->part)
        report->functions->part(&report->page);
}

void report_late(struct report *report, const struct late_finding *late, const char *file) {
    if (report->functions->late)
        report->functions->late(&report->page, late, file);
}

void report_end(struct report *report, const struct report_totals *totals) {
    if (report->functions->end)
        report->functions->end(&report->page, totals);
}

void report_free(struct report *report) {
    if (!report)
        return;
    if (report->functions->clear)
        report->functions->clear(&report->page);
    free(report->page.state);
    free(report);
}
