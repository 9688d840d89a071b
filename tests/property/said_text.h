/* said_text.h: what the events of a session say, as text: a line for each. */
#ifndef HELOISE_TESTS_SAID_TEXT_H
#define HELOISE_TESTS_SAID_TEXT_H

#include "tests/property/capture_reading.h"

/* Fills the events and texts of both sides from the transcript. */
void session_write_texts(struct reading_session *session);

#endif
