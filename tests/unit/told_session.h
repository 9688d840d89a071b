/* told_session.h: a session made by hand for tests of reports: no capture, no decoder.
 *
 * A delivery to two recipients (one refused) behind AUTH PLAIN, then a line that is no UTF-8, a gap
 * and a reset. Times are round numbers after 2009-10-05T06:06:07.492060Z. */
#ifndef HELOISE_TESTS_TOLD_SESSION_H
#define HELOISE_TESTS_TOLD_SESSION_H

#include "base/writer.h"
#include "index/index.h"

/* The row, with a transcript when `events`. Give it back with told_session_free(). */
struct index_row *told_session_new(bool events);
void told_session_free(struct index_row *row);

/* Fails the test unless the writer, which it empties, holds exactly this text. */
void assert_text(struct writer *writer, const char *expected);

#endif
