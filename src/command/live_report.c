#include "command/live_report.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/calendar.h"
#include "command/complain.h"
#include "command/terminal.h"
#include "net/chain.h"
#include "net/key_log.h"
#include "report/rules_explainer.h"

/* Where what is told below an event begins; certificates of a chain that are shown. */
enum { NOTE_COLUMN = 22, CHAIN_SHOWN = 10 };

static bool make_report(struct live_report *report, struct error *error) {
    const struct options *options = report->options;
    static const struct diagnosis_options all = {
        .header = true, .content = true, .least = SEVERITY_NOTE};
    report->diagnoser = diagnoser_new(&all, error);
    if (!report->diagnoser)
        return false;
    if (options->explain && !(report->explainer = rules_explainer(options->show_secrets, error)))
        return false;
    report->how.explainer = report->explainer;
    if (options->format == FORMAT_JSON) {
        report->sessions = report_new(REPORT_SHOW, FORMAT_JSON, &report->how, &report->out, error);
        return report->sessions != NULL;
    }
    if (options->quiet || options->format == FORMAT_TAP)
        return true;
    report->log = session_log_new(&report->how, &report->out, error);
    if (report->log)
        session_log_alone(report->log);
    return report->log != NULL;
}

bool live_report_init(struct live_report *report, const struct options *options, bool silent,
                      struct error *error) {
    const struct terminal terminal = terminal_look(options->color);
    const char *secrets = getenv("SSLKEYLOGFILE");
    *report = (struct live_report){.options = options,
                                   .out = writer_to(STDOUT_FILENO),
                                   .mark = SESSION_LOG_START,
                                   .key_log = -1};
    report->out.ascii = terminal.ascii;
    report->how = (struct report_options){
        .time = options->time == TIME_DEFAULT ? TIME_RELATIVE : options->time,
        .width = terminal.width,
        .color = terminal.color,
        .show_secrets = options->show_secrets,
        .full = options->full,
        .hex = options->hex,
        .verbose = options->verbose,
        .depth = options->depth,
    };
    (void)signal(SIGPIPE, SIG_IGN); /* the session goes on when nobody reads of it */
    if (options->format == FORMAT_CSV || options->format == FORMAT_MARKDOWN)
        return error_set(error, ERROR_USAGE, _("--format: %s writes text and json"),
                         options->command->name);
    if (options->format == FORMAT_TAP && options->command->bit != COMMAND_BIT(talk))
        return error_set(error, ERROR_USAGE, _("--format: tap is for talk"));
    if (secrets && *secrets && (report->key_log = key_log_open(secrets, error)) < 0)
        return false;
    if (options->write && !(report->recording = recording_new(options->write, error)))
        return false;
    return silent || make_report(report, error);
}

void live_report_clear(struct live_report *report) {
    report_free(report->sessions);
    session_log_free(report->log);
    explainer_free(report->explainer);
    diagnoser_free(report->diagnoser);
    recording_free(report->recording);
    writer_free(&report->out);
    if (report->key_log >= 0)
        (void)close(report->key_log);
}

/* ---- as it happens ---- */

static void log_event(void *context, const struct index_row *row, uint32_t n) {
    struct live_report *report = context;
    session_log_event(report->log, row, &report->mark, n);
    (void)writer_flush(&report->out);
}

/* "certificate 1: /CN=localhost, by /CN=localhost, 2026-11-26 to 2027-11-26" */
static void write_certificate(struct live_report *report, size_t n,
                              const struct chain_certificate *certificate) {
    struct writer from = writer_to(WRITER_MEMORY), until = writer_to(WRITER_MEMORY);
    struct calendar calendar = {.utc = true};
    calendar_date(&calendar, &from, certificate->from);
    calendar_date(&calendar, &until, certificate->until);
    writer_repeat(&report->out, ' ', NOTE_COLUMN);
    SAY(&report->out, _("certificate {n}: {subject}, signed by {issuer}, {from} to {until}"),
        WORD_NUMBER("n", n + 1), WORD("subject", certificate->subject),
        WORD("issuer", certificate->issuer), WORD_SLICE("from", buffer_slice(&from.buffer)),
        WORD_SLICE("until", buffer_slice(&until.buffer)));
    writer_put(&report->out, '\n');
    writer_free(&from);
    writer_free(&until);
}

/* The chain, and what is wrong with it. */
static void write_chain(void *context, const struct tls *tls) {
    struct live_report *report = context;
    struct chain_certificate certificate;
    const char *distrust = tls_distrust(tls);
    for (size_t n = 0; n < CHAIN_SHOWN && chain_certificate(tls, n, &certificate); n++)
        write_certificate(report, n, &certificate);
    if (distrust) {
        writer_repeat(&report->out, ' ', NOTE_COLUMN);
        SAY(&report->out, _("warning: the certificate is not to be trusted: {why}"),
            WORD("why", distrust));
        writer_put(&report->out, '\n');
    }
    (void)writer_flush(&report->out);
}

static void write_secret(void *context, const char *line) {
    const struct live_report *report = context;
    (void)key_log_add(report->key_log, line);
}

bool live_report_settings(struct live_report *report, struct caller_settings *settings,
                          struct endpoint *from, struct error *error) {
    const struct options *options = report->options;
    const struct live_choices *live = &options->live;
    bool json = options->format == FORMAT_JSON;
    *settings = (struct caller_settings){
        .tls = {.side = SIDE_CLIENT, .trust = live->trust},
        .insecure = live->insecure,
        .patience = live->timeout,
        .family = live->ipv4   ? RESOLVE_IPV4
                  : live->ipv6 ? RESOLVE_IPV6
                               : RESOLVE_ANY,
        .transcript = {.preview = json || !report->log ? 0
                                  : options->full      ? SIZE_MAX
                                                       : REPORT_PREVIEW,
                       .digest = json},
        .diagnoser = report->diagnoser,
        .recording = report->recording,
        .watcher = {.context = report,
                    .event = report->log ? log_event : NULL,
                    .secured = report->log ? write_chain : NULL,
                    .secret = report->key_log >= 0 ? write_secret : NULL},
    };
    if (live->ipv4 && live->ipv6)
        return error_set(error, ERROR_USAGE, _("--ipv4 and --ipv6 exclude each other"));
    if (!live->local)
        return true;
    *from = (struct endpoint){.size = 0};
    settings->from = from;
    return endpoint_read_address(slice_string(live->local), from) ||
           error_set(error, ERROR_USAGE, _("--local-interface: '%s' is no address"), live->local);
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
    if (row && report->log)
        session_log_end(report->log, row, &report->mark);
    if (row && report->sessions)
        report_session(report->sessions, row, NULL);
    status = end_recording(report, status);
    if (writer_flush(&report->out))
        return status;
    int failed = complain_output(report->out.cause);
    return status ? status : failed;
}
