/* line_view.h: one line of a report on the surface, with lights over parts of it. */
#ifndef HELOISE_UI_WIDGETS_LINE_VIEW_H
#define HELOISE_UI_WIDGETS_LINE_VIEW_H

#include "report/lines.h"
#include "ui/needle.h"
#include "ui/surface.h"

/* Octets of a line that something lies over; of lights that overlap the later one is seen. */
struct light {
    size_t start, end;
    enum element element;
};

/* Draws line `n` into the first row of `area`, without its first `skip` columns; the rest of the
 * row is blank. Marks at the edges tell that there is more. */
void line_draw(struct surface *surface, struct area area, const struct lines *lines, size_t n,
               size_t skip, const struct light *lights, size_t light_count);

/* Places of `needle` in `text` as lights (ELEMENT_MATCH), of whole characters: at most `room`.
 * Returns how many. */
size_t line_matches(struct slice text, const struct needle *needle, struct light *lights,
                    size_t room);

#endif
