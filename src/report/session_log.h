/* session_log.h: sessions as they happen, many at once: each event as `show` has it, with the
 * number of its session in front. */
#ifndef HELOISE_REPORT_SESSION_LOG_H
#define HELOISE_REPORT_SESSION_LOG_H

#include "report/report.h"

struct session_log;

/* What is to be remembered of a session between its events; zeroed at its start, with `before` of
 * EVENT_NOTHING. */
struct session_log_mark {
    uint32_t before;     /* what was said before */
    bool secure, closed; /* TLS has begun; one side has closed */
    size_t findings;     /* so many were put out */
};

#define SESSION_LOG_START ((struct session_log_mark){.before = EVENT_NOTHING})

/* `options` and `writer` are borrowed for its life. NULL with `error` filled when memory ran out.
 */
struct session_log *session_log_new(const struct report_options *options, struct writer *writer,
                                    struct error *error);
void session_log_free(struct session_log *log);

/* There is one session alone: no number stands in front. */
void session_log_alone(struct session_log *log);

/* Event `n` of the row, which has it in its transcript. */
void session_log_event(struct session_log *log, const struct index_row *row,
                       struct session_log_mark *mark, uint32_t n);

/* The session is over: its story, and what was found at its end. */
void session_log_end(struct session_log *log, const struct index_row *row,
                     struct session_log_mark *mark);

#endif
