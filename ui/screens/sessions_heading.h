/* sessions_heading.h: what stands over the list of sessions: what is shown of them, and when they
 * were. */
#ifndef HELOISE_UI_SCREENS_SESSIONS_HEADING_H
#define HELOISE_UI_SCREENS_SESSIONS_HEADING_H

#include "ui/app.h"
#include "ui/density.h"

/* A row that tells filter, order and marks; nothing where there are none. Takes it off `area`. */
void heading_status(struct screen *screen, struct surface *surface, struct area *area);

/* Two rows: how many sessions began when, in block characters, and under them a letter for what was
 * not accepted. Takes them off `area` where there is room and something to tell. */
void heading_density(const struct density *density, const struct model *model,
                     struct surface *surface, struct area *area);

/* Spans of time that it has room for in so many columns. */
size_t heading_spans(size_t columns);

#endif
