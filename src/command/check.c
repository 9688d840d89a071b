/* heloise check: findings, and an exit status that tells the worst of them. */
#include "command/run.h"
#include "command/source.h"

enum { STATUS_WARNINGS = 1, STATUS_ERRORS = 2 };

int run_check(const struct options *options) {
    enum severity worst = SEVERITY_NONE;
    static const struct transcript_options lines_alone = {0};
    struct source_job job = {
        .options = options,
        .report = REPORT_CHECK,
        .examined = EXAMINED_CONTENT,
        .transcripts = &lines_alone,
        .worst = &worst,
    };
    int status = source_report(&job);
    if (status != 0)
        return status;
    return worst == SEVERITY_ERROR     ? STATUS_ERRORS
           : worst == SEVERITY_WARNING ? STATUS_WARNINGS
                                       : 0;
}
