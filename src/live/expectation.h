/* expectation.h: what a script wants of the next reply.
 *
 * Conditions stand in any order, and all must hold: a code, in which x stands for any digit (250,
 * 2xx), or +OK, -ERR, +; an enhanced status code (5.1.1, 5.x.x); a pattern (/PCRE2/), tried on the
 * text of all lines, without codes, joined by LF. `close`: no reply, the server closes. */
#ifndef HELOISE_LIVE_EXPECTATION_H
#define HELOISE_LIVE_EXPECTATION_H

#include "base/pattern.h"
#include "live/variables.h"
#include "session/event.h"

struct expectation {
    bool closes;
    struct slice code, status, enhanced, pattern; /* size 0: anything */
};

/* Takes the words apart; slices point into `text`. False with `error` filled (ERROR_DATA). */
bool expectation_read(struct expectation *expectation, struct slice text, struct error *error);

/* Whether the reply is as expected; what groups of the pattern fitted is set as variables then.
 * `*engine` is made with the first pattern. False with `error` filled only when the pattern is
 * none. */
bool expectation_holds(const struct expectation *expectation, const struct event *reply,
                       struct pattern_engine **engine, struct variables *variables,
                       struct error *error);

#endif
