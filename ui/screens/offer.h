/* offer.h: lines that offer something to be chosen, under headings. */
#ifndef HELOISE_UI_SCREENS_OFFER_H
#define HELOISE_UI_SCREENS_OFFER_H

#include "report/lines.h"

/* A name, and beside it what it offers; the line's mark tells which it is. */
void offer_item(struct lines *lines, size_t width, uint32_t mark, struct slice name,
                struct slice text);

/* A line that is no item. */
void offer_line(struct lines *lines, enum ink ink, const char *sentence);

#endif
