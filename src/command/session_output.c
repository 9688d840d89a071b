#include "command/session_output.h"

#include <stdlib.h>
#include <unistd.h>

#include "command/terminal.h"
#include "message/header.h"
#include "net/key_log.h"
#include "report/rules_explainer.h"

/* Octets of content that are kept of all messages of a session, to tell of their headers. */
enum { EXPLAINED_CONTENT = 32 * 1024 * 1024 };

bool session_output_init(struct session_output *output, const struct options *options,
                         struct error *error) {
    const struct terminal terminal = terminal_look(options->color);
    const char *secrets = getenv("SSLKEYLOGFILE");
    *output =
        (struct session_output){.options = options, .out = writer_to(STDOUT_FILENO), .key_log = -1};
    output->out.ascii = terminal.ascii;
    output->how = (struct report_options){
        .time = options->time,
        .color = terminal.color,
        .show_secrets = options->show_secrets,
        .full = options->full,
        .hex = options->hex,
        .verbose = options->verbose,
        .depth = options->depth,
    };
    return !secrets || !*secrets || (output->key_log = key_log_open(secrets, error)) >= 0;
}

bool session_output_begin(struct session_output *output, bool text, struct error *error) {
    static const struct diagnosis_options all = {
        .header = true, .content = true, .least = SEVERITY_NOTE};
    const struct options *options = output->options;
    output->diagnoser = diagnoser_new(&all, error);
    if (!output->diagnoser)
        return false;
    if (options->explain && !(output->explainer = rules_explainer(options->show_secrets, error)))
        return false;
    output->how.explainer = output->explainer;
    if (options->format == FORMAT_JSON) {
        output->sessions = report_new(REPORT_SHOW, FORMAT_JSON, &output->how, &output->out, error);
        return output->sessions != NULL;
    }
    output->log = text ? session_log_new(&output->how, &output->out, error) : NULL;
    return output->log || !text;
}

struct transcript_options session_output_transcripts(const struct options *options) {
    bool json = options->format == FORMAT_JSON;
    bool all = !json && options->full;
    return (struct transcript_options){
        .preview = all                        ? SIZE_MAX
                   : json || options->explain ? HEADER_BLOCK_KEPT
                                              : REPORT_PREVIEW,
        .previews = all ? 0 : EXPLAINED_CONTENT,
        .digest = json,
    };
}

void session_output_secret(const struct session_output *output, const char *line) {
    if (output->key_log >= 0)
        (void)key_log_add(output->key_log, line);
}

void session_output_clear(struct session_output *output) {
    report_free(output->sessions);
    session_log_free(output->log);
    explainer_free(output->explainer);
    diagnoser_free(output->diagnoser);
    writer_free(&output->out);
    if (output->key_log >= 0)
        (void)close(output->key_log);
}
