/* save_line.h: the line that asks where sessions are to be saved, and what follows from its answer.
 */
#ifndef HELOISE_UI_SAVE_LINE_H
#define HELOISE_UI_SAVE_LINE_H

#include "ui/screen.h"

/* Asks for the file: on a conversation for its session, else for those that are marked, or all that
 * are shown where none is. */
void save_line_ask(struct screen *screen);

#endif
