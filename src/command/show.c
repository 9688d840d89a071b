/* heloise show: whole transcripts. */
#include "command/complain.h"
#include "command/run.h"
#include "command/source.h"
#include "message/header.h"
#include "report/rules_explainer.h"

/* Octets of content that are kept of all messages of a session, to tell of their headers. */
enum { EXPLAINED_CONTENT = 32 * 1024 * 1024 };

int run_show(const struct options *options) {
    bool json = options->format == FORMAT_JSON;
    struct transcript_options transcripts = {
        .preview = !json && options->full     ? SIZE_MAX
                   : json || options->explain ? HEADER_BLOCK_KEPT
                                              : REPORT_PREVIEW,
        .previews = !json && options->full ? 0 : EXPLAINED_CONTENT,
        .digest = json,
    };
    struct source_job job = {
        .options = options,
        .report = REPORT_SHOW,
        .examined = EXAMINED_CONTENT,
        .transcripts = &transcripts,
    };
    struct error error = {0};
    if (options->explain && !(job.explainer = rules_explainer(options->show_secrets, &error)))
        return complain(&error);
    int status = source_report(&job);
    explainer_free(job.explainer);
    return status;
}
