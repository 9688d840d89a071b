/* answer.h: what a reply means for what was asked, in words and as an exit status. */
#ifndef HELOISE_LIVE_ANSWER_H
#define HELOISE_LIVE_ANSWER_H

#include "base/error.h"
#include "base/writer.h"
#include "session/event.h"

/* OUTCOME_OK of a greeting, reply or continuation; OUTCOME_MORE of a continuation. */
enum outcome answer_outcome(const struct event *reply);

/* Fills the error with what was asked and the reply's first line. Its kind: ERROR_TEMPORARY when
 * the server deferred, `refused` when it refused, ERROR_PROTOCOL when the reply has no place there.
 * Always returns false. */
bool answer_fail(const struct event *reply, const char *asked, enum error_kind refused,
                 struct error *error);

/* Writes the reply's code or status and its first line, escaped. */
void answer_write(struct writer *writer, const struct event *reply);

#endif
