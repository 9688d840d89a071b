#include "command/serve_report.h"

#include <stdlib.h>

#include "base/json.h"

static bool begin_sessions(struct serve_report *report, struct error *error) {
    const struct options *options = report->to.options;
    if (!session_output_begin(&report->to, true, error))
        return false;
    report->transcript = session_output_transcripts(options);
    report->house = live_house_new(report->to.diagnoser, error);
    return report->house != NULL;
}

bool serve_report_init(struct serve_report *report, const struct options *options, bool listens,
                       struct error *error) {
    *report = (struct serve_report){0};
    if (!session_output_init(&report->to, options, error))
        return false;
    if (options->format != FORMAT_TEXT && options->format != FORMAT_JSON)
        return error_set(error, ERROR_USAGE, _("--format: serve writes text and json"));
    return listens || options->quiet || begin_sessions(report, error);
}

void serve_report_clear(struct serve_report *report) {
    live_house_free(report->house);
    session_output_clear(&report->to);
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
    session_log_event(watched->report->to.log, live_row(watched->live, event->end), &watched->mark,
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
                                         .listener = report->to.log ? &watched->sink : NULL};
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
    if (report->to.log)
        session_log_end(report->to.log, row, &watched->mark);
    else
        report_session(report->to.sessions, row, NULL);
    live_free(watched->live);
    free(watched);
}

static void write_secret(void *context, const char *line) {
    const struct serve_report *report = context;
    session_output_secret(&report->to, line);
}

struct server_watcher serve_report_watcher(struct serve_report *report) {
    return (struct server_watcher){
        .context = report,
        .begin = report->house ? begin_session : NULL,
        .end = end_session,
        .secret = report->to.key_log >= 0 ? write_secret : NULL,
    };
}

/* ---- where it listens ---- */

void serve_report_listening(struct serve_report *report, const char *protocol,
                            const struct endpoint *at) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(at, address);
    if (report->to.options->format == FORMAT_JSON) {
        struct json json = {.writer = &report->to.out};
        json_object(&json, NULL);
        json_word(&json, "listening", protocol);
        json_word(&json, "address", address);
        json_number(&json, "port", at->port);
        json_object_end(&json);
        json_line(&json);
        return;
    }
    writer_string(&report->to.out, "listening ");
    writer_string(&report->to.out, protocol);
    writer_put(&report->to.out, ' ');
    writer_string(&report->to.out, address);
    writer_put(&report->to.out, ' ');
    writer_number(&report->to.out, at->port, 1);
    writer_put(&report->to.out, '\n');
}

void serve_report_ready(struct serve_report *report) {
    writer_string(&report->to.out,
                  report->to.options->format == FORMAT_JSON ? "{\"ready\":true}\n" : "ready\n");
    (void)writer_flush(&report->to.out);
}
