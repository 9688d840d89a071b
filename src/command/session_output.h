/* session_output.h: where sessions that happen now are written: a log in text as they go, or JSON
 * when they are over; and the key log of the environment. */
#ifndef HELOISE_COMMAND_SESSION_OUTPUT_H
#define HELOISE_COMMAND_SESSION_OUTPUT_H

#include "command/options.h"
#include "report/session_log.h"

struct session_output {
    const struct options *options;
    struct writer out; /* standard output */
    struct report_options how;
    struct session_log *log;     /* in text; NULL: not wanted */
    struct report *sessions;     /* in JSON; NULL: not wanted */
    struct explainer *explainer; /* NULL: nothing is explained */
    struct diagnoser *diagnoser;
    int key_log; /* descriptor; -1: none */
};

/* Nothing is written of sessions before session_output_begin(). False with `error` filled. To be
 * cleared in any case. */
bool session_output_init(struct session_output *output, const struct options *options,
                         struct error *error);

/* Findings are made from here on, and sessions told in the format of the options; `text`: also
 * where that is text. False with `error` filled. */
bool session_output_begin(struct session_output *output, bool text, struct error *error);

/* What is kept of the messages of a session to be shown, be it of a capture or one that happens. */
struct transcript_options session_output_transcripts(const struct options *options);

/* Adds a line to the key log, where there is one. */
void session_output_secret(const struct session_output *output, const char *line);

void session_output_clear(struct session_output *output);

#endif
