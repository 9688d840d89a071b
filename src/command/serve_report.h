/* serve_report.h: what `heloise serve` prints: where it listens, and each session as it happens. */
#ifndef HELOISE_COMMAND_SERVE_REPORT_H
#define HELOISE_COMMAND_SERVE_REPORT_H

#include "command/session_output.h"
#include "index/live.h"
#include "practice/server.h"

struct serve_report {
    struct session_output to;
    struct live_house *house; /* NULL: nothing is told of sessions */
    struct transcript_options transcript;
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
