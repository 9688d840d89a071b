/* live_report.h: what talk, send and fetch print: the session as it happens, or as JSON when it is
 * over; its recording and key log. */
#ifndef HELOISE_COMMAND_LIVE_REPORT_H
#define HELOISE_COMMAND_LIVE_REPORT_H

#include "command/options.h"
#include "live/caller.h"
#include "report/session_log.h"

struct live_report {
    const struct options *options;
    struct writer out;
    struct report_options how;
    struct session_log *log; /* text as it goes; NULL: not wanted */
    struct session_log_mark mark;
    struct report *sessions; /* JSON at the end; NULL: not wanted */
    struct explainer *explainer;
    struct diagnoser *diagnoser;
    struct recording *recording; /* NULL: none */
    int key_log;                 /* descriptor; -1: none */
};

/* `silent`: standard output is for something else. False with `error` filled. To be cleared in any
 * case. */
bool live_report_init(struct live_report *report, const struct options *options, bool silent,
                      struct error *error);
void live_report_clear(struct live_report *report);

/* The settings of the options, with the report as watcher. False with `error` filled. `from` is
 * filled and borrowed. */
bool live_report_settings(struct live_report *report, struct caller_settings *settings,
                          struct endpoint *from, struct error *error);

/* The session is over. Returns the exit status: `status`, or that of what could not be written. */
int live_report_end(struct live_report *report, struct caller *caller, int status);

#endif
