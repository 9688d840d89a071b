/* scrub.h: a bar that shows how far something has come, with marks at places of note. */
#ifndef HELOISE_UI_WIDGETS_SCRUB_H
#define HELOISE_UI_WIDGETS_SCRUB_H

#include "ui/surface.h"

enum { SCRUB_WHOLE = 1000 }; /* places count up to here */

struct scrub_mark {
    unsigned place;
    enum element element;
};

/* Draws it into a row: heavy up to `place`, marks above what they stand at. */
void scrub_draw(struct surface *surface, struct area row, unsigned place,
                const struct scrub_mark *marks, size_t count);

#endif
