/* serve_report.h: what `heloise serve` prints: where it listens, and each session as it happens. */
#ifndef HELOISE_COMMAND_SERVE_REPORT_H
#define HELOISE_COMMAND_SERVE_REPORT_H

#include "command/options.h"
#include "index/live.h"
#include "practice/server.h"
#include "report/session_log.h"

struct serve_report {
    const struct options *options;
    struct writer out;
    struct report_options how;
    struct session_log *log;     /* in text; NULL: nothing after ready */
    struct report *sessions;     /* in JSON; the same */
    struct explainer *explainer; /* NULL: nothing is explained */
    struct diagnoser *diagnoser;
    struct live_house *house;
    struct transcript_options transcript;
    int key_log; /* descriptor; -1: none */
};

/* `listens`: nothing is told of sessions, whatever the options say: somebody looks at them
 * elsewhere. False with `error` filled. To be cleared in any case. */
bool serve_report_init(struct serve_report *report, const struct options *options, bool listens,
                       struct error *error);
void serve_report_clear(struct serve_report *report);

/* Who is to be told by the server. */
struct server_watcher serve_report_watcher(struct serve_report *report);

/* A listener; all of them. */
void serve_report_listening(struct serve_report *report, const char *protocol,
                            const struct endpoint *at);
void serve_report_ready(struct serve_report *report);

#endif
