/* heloise show: whole transcripts. */
#include "command/run.h"
#include "command/source.h"

int run_show(const struct options *options) {
    bool json = options->format == FORMAT_JSON;
    struct transcript_options transcripts = {
        .preview = json            ? 0
                   : options->full ? SIZE_MAX
                                   : REPORT_PREVIEW,
        .digest = json,
    };
    struct source_job job = {
        .options = options,
        .report = REPORT_SHOW,
        .transcripts = &transcripts,
    };
    return source_report(&job);
}
