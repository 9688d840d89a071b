#include "command/serve_report.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "command/terminal.h"
#include "net/key_log.h"
#include "report/rules_explainer.h"

static bool make_report(struct serve_report *report, struct error *error) {
    const struct options *options = report->options;
    bool json = options->format == FORMAT_JSON;
    static const struct diagnosis_options all = {
        .header = true, .content = true, .least = SEVERITY_NOTE};
    if (options->explain && !(report->explainer = rules_explainer(options->show_secrets, error)))
        return false;
    report->how.explainer = report->explainer;
    report->diagnoser = diagnoser_new(&all, error);
    report->house = report->diagnoser ? live_house_new(report->diagnoser, error) : NULL;
    if (!report->house)
        return false;
    report->transcript.digest = json;
    report->transcript.preview = json ? 0 : options->full ? SIZE_MAX : REPORT_PREVIEW;
    if (json)
        report->sessions = report_new(REPORT_SHOW, FORMAT_JSON, &report->how, &report->out, error);
    else
        report->log = session_log_new(&report->how, &report->out, error);
    return report->sessions || report->log;
}

bool serve_report_init(struct serve_report *report, const struct options *options, bool listens,
                       struct error *error) {
    const struct terminal terminal = terminal_look(options->color);
    const char *secrets = getenv("SSLKEYLOGFILE");
    *report =
        (struct serve_report){.options = options, .out = writer_to(STDOUT_FILENO), .key_log = -1};
    report->out.ascii = terminal.ascii;
    report->how = (struct report_options){
        .time = options->time,
        .color = terminal.color,
        .show_secrets = options->show_secrets,
        .full = options->full,
        .hex = options->hex,
        .verbose = options->verbose,
        .depth = options->depth,
    };
    if (options->format != FORMAT_TEXT && options->format != FORMAT_JSON)
        return error_set(error, ERROR_USAGE, _("--format: serve writes text and json"));
    if (secrets && *secrets && (report->key_log = key_log_open(secrets, error)) < 0)
        return false;
    return listens || options->quiet || make_report(report, error);
}

void serve_report_clear(struct serve_report *report) {
    report_free(report->sessions);
    session_log_free(report->log);
    explainer_free(report->explainer);
    live_house_free(report->house);
    diagnoser_free(report->diagnoser);
    writer_free(&report->out);
    if (report->key_log >= 0)
        (void)close(report->key_log);
}

/* ---- what the server tells ---- */

/* A session that goes on. */
struct watched {
    struct serve_report *report;
    struct live *live;
    struct session_log_mark mark;
    struct sink sink;
};

static void log_event(void *context, const struct session *session, const struct event *event) {
    struct watched *watched = context;
    (void)session;
    session_log_event(watched->report->log, live_row(watched->live, event->end), &watched->mark,
                      event->n);
}

static struct session *begin_session(void *context, uint64_t id, const struct origin *origin,
                                     struct moment now, void **own) {
    struct serve_report *report = context;
    struct watched *watched = calloc(1, sizeof *watched);
    if (!watched)
        return NULL;
    *watched = (struct watched){.report = report, .mark = SESSION_LOG_START};
    watched->sink = (struct sink){.event = log_event, .context = watched};
    const struct live_options options = {.id = id,
                                         .transcript = report->transcript,
                                         .listener = report->log ? &watched->sink : NULL};
    watched->live = live_new(report->house, origin, &options, now);
    if (!watched->live) {
        free(watched);
        return NULL;
    }
    *own = watched;
    return live_session(watched->live);
}

static void end_session(void *context, void *own, struct moment now) {
    struct serve_report *report = context;
    struct watched *watched = own;
    live_end(watched->live, now);
    const struct index_row *row = live_row(watched->live, now);
    if (report->log)
        session_log_end(report->log, row, &watched->mark);
    else
        report_session(report->sessions, row, NULL);
    live_free(watched->live);
    free(watched);
}

static void write_secret(void *context, const char *line) {
    const struct serve_report *report = context;
    (void)key_log_add(report->key_log, line);
}

struct server_watcher serve_report_watcher(struct serve_report *report) {
    return (struct server_watcher){
        .context = report,
        .begin = report->house ? begin_session : NULL,
        .end = end_session,
        .secret = report->key_log >= 0 ? write_secret : NULL,
    };
}

/* ---- where it listens ---- */

void serve_report_listening(struct serve_report *report, const char *protocol,
                            const struct endpoint *at) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(at, address);
    if (report->options->format == FORMAT_JSON) {
        struct json json = {.writer = &report->out};
        json_object(&json, NULL);
        json_word(&json, "listening", protocol);
        json_word(&json, "address", address);
        json_number(&json, "port", at->port);
        json_object_end(&json);
        json_line(&json);
        return;
    }
    writer_string(&report->out, "listening ");
    writer_string(&report->out, protocol);
    writer_put(&report->out, ' ');
    writer_string(&report->out, address);
    writer_put(&report->out, ' ');
    writer_number(&report->out, at->port, 1);
    writer_put(&report->out, '\n');
}

void serve_report_ready(struct serve_report *report) {
    writer_string(&report->out,
                  report->options->format == FORMAT_JSON ? "{\"ready\":true}\n" : "ready\n");
    (void)writer_flush(&report->out);
}
