/* drawn.h: what was drawn on lines, for tests of what draws on a canvas. */
#ifndef HELOISE_TESTS_DRAWN_H
#define HELOISE_TESTS_DRAWN_H

#include "report/lines.h"

/* Fails the test unless the lines, without blanks at their ends, are these; empties them. */
void assert_drawn(struct lines *lines, const char *expected);

#endif
