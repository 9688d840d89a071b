/* filter_line.h: the line in which a filter for the sessions is written. */
#ifndef HELOISE_UI_SCREENS_FILTER_LINE_H
#define HELOISE_UI_SCREENS_FILTER_LINE_H

#include "ui/app.h"

/* Asks for a filter; the one in force is there to be changed. */
void filter_line_ask(struct screen *screen);

#endif
