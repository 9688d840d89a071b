/* heloise show: whole transcripts. */
#include "command/complain.h"
#include "command/run.h"
#include "command/session_output.h"
#include "command/source.h"
#include "report/rules_explainer.h"

int run_show(const struct options *options) {
    struct transcript_options transcripts = session_output_transcripts(options);
    struct source_job job = {
        .options = options,
        .report = REPORT_SHOW,
        .examined = EXAMINED_CONTENT,
        .decrypt = true,
        .transcripts = &transcripts,
    };
    struct error error = {0};
    if (options->explain && !(job.explainer = rules_explainer(options->show_secrets, &error)))
        return complain(&error);
    int status = source_report(&job);
    explainer_free(job.explainer);
    return status;
}
