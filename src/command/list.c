/* heloise list: one row for each session or transaction, or totals. */
#include "command/run.h"
#include "command/source.h"

int run_list(const struct options *options) {
    struct source_job job = {
        .options = options,
        .report = options->transactions ? REPORT_TRANSACTIONS
                  : options->deliveries ? REPORT_DELIVERIES
                  : options->statistics ? REPORT_STATISTICS
                                        : REPORT_LIST,
        .digests = options->digests,
        .brief = options->format == FORMAT_TEXT && !options->deliveries,
        .examined = options->format == FORMAT_JSON ? EXAMINED_HEADER : EXAMINED_NOTHING,
    };
    return source_report(&job);
}
