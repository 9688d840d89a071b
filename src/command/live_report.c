#include "command/live_report.h"

#include <signal.h>

#include "command/complain.h"
#include "command/connection_choice.h"
#include "command/terminal.h"

static bool check_format(const struct options *options, struct error *error) {
    if (options->format == FORMAT_CSV || options->format == FORMAT_MARKDOWN)
        return error_set(error, ERROR_USAGE, _("--format: %s writes text and json"),
                         options->command->name);
    if (options->format == FORMAT_TAP && options->command->bit != COMMAND_BIT(talk))
        return error_set(error, ERROR_USAGE, _("--format: tap is for talk"));
    return true;
}

bool live_report_init(struct live_report *report, const struct options *options, bool silent,
                      struct error *error) {
    *report = (struct live_report){.mark = SESSION_LOG_START};
    (void)signal(SIGPIPE, SIG_IGN); /* the session goes on when nobody reads of it */
    if (!session_output_init(&report->to, options, error) || !check_format(options, error))
        return false;
    report->to.how.width = terminal_look(options->color).width;
    if (options->time == TIME_DEFAULT)
        report->to.how.time = TIME_RELATIVE;
    if (options->write && !(report->recording = recording_new(options->write, error)))
        return false;
    bool text = !options->quiet && options->format != FORMAT_TAP;
    if (!silent && !session_output_begin(&report->to, text, error))
        return false;
    if (report->to.log)
        session_log_alone(report->to.log);
    return true;
}

void live_report_clear(struct live_report *report) {
    session_output_clear(&report->to);
    recording_free(report->recording);
}

/* ---- as it happens ---- */

static void log_event(void *context, const struct index_row *row, uint32_t n) {
    struct live_report *report = context;
    session_log_event(report->to.log, row, &report->mark, n);
    (void)writer_flush(&report->to.out);
}

static void write_secret(void *context, const char *line) {
    const struct live_report *report = context;
    session_output_secret(&report->to, line);
}

bool live_report_settings(struct live_report *report, struct caller_settings *settings,
                          struct endpoint *from, struct error *error) {
    const struct options *options = report->to.options;
    const struct live_choices *live = &options->live;
    *settings = (struct caller_settings){
        .patience = live->timeout,
        .diagnoser = report->to.diagnoser,
        .recording = report->recording,
        .watcher = {.context = report,
                    .event = report->to.log ? log_event : NULL,
                    .secret = report->to.key_log >= 0 ? write_secret : NULL},
    };
    if (report->to.log || report->to.sessions)
        settings->transcript = session_output_transcripts(options);
    return connection_settings(live, settings, from, error);
}

/* ---- when it is over ---- */

/* A recording that could not be written is told, whatever else the outcome. */
static int end_recording(struct live_report *report, int status) {
    struct error error = {0};
    if (!report->recording || recording_flush(report->recording, &error))
        return status;
    int failed = complain(&error);
    return status ? status : failed;
}

int live_report_end(struct live_report *report, struct caller *caller, int status) {
    const struct index_row *row = caller_row(caller);
    if (row && report->to.log)
        session_log_end(report->to.log, row, &report->mark);
    if (row && report->to.sessions)
        report_session(report->to.sessions, row, NULL);
    status = end_recording(report, status);
    if (writer_flush(&report->to.out))
        return status;
    int failed = complain_output(report->to.out.cause);
    return status ? status : failed;
}
