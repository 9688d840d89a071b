/* live_report.h: what talk, send and fetch print: the session as it happens, or as JSON when it is
 * over; its recording and key log. */
#ifndef HELOISE_COMMAND_LIVE_REPORT_H
#define HELOISE_COMMAND_LIVE_REPORT_H

#include "command/session_output.h"
#include "live/caller.h"

struct live_report {
    struct session_output to;
    struct session_log_mark mark; /* how far the log has come */
    struct recording *recording;  /* NULL: none */
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
