/* after_hole.h: decoding is right again after the next reply boundary behind a hole.
 *
 * Held against SMTP and LMTP sessions of clients that wait for each answer: every command that
 * begins after the first whole reply behind the hole is there, with the answers that it had. */
#ifndef HELOISE_TESTS_AFTER_HOLE_H
#define HELOISE_TESTS_AFTER_HOLE_H

#include <stdio.h>

#include "tests/property/capture_reading.h"

/* Whether that is so, where it can be asked: `session` is `expected` with one hole. Says in `why`
 * where it is not. */
bool right_after_hole(const struct reading_session *expected, const struct reading_session *session,
                      FILE *why);

#endif
