/* heloise list: one row for each session or transaction, or totals. */
#include "command/run.h"
#include "command/source.h"

/* Findings are looked for where the report tells them. */
static enum examined examined(const struct options *options) {
    bool rows = !options->transactions && !options->deliveries && !options->statistics;
    bool told = options->format != FORMAT_TEXT && !options->transactions;
    bool wanted = told || options->statistics || (rows && options->verbose);
    return wanted ? EXAMINED_HEADER : EXAMINED_NOTHING;
}

int run_list(const struct options *options) {
    static const struct transcript_options events = {.preview = 0};
    struct source_job job = {
        .options = options,
        .report = options->transactions ? REPORT_TRANSACTIONS
                  : options->deliveries ? REPORT_DELIVERIES
                  : options->statistics ? REPORT_STATISTICS
                                        : REPORT_LIST,
        .digests = options->digests,
        .brief = options->format == FORMAT_TEXT && !options->deliveries,
        .examined = examined(options),
        .transcripts = options->statistics ? &events : NULL,
        .decrypt = options->decrypt,
    };
    return source_report(&job);
}
