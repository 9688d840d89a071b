/* spotlight.h: where the parts of an explained line stand in the lines that were drawn of it.
 *
 * A line on the screen is what was said, escaped and masked, but broken at the edge of the screen:
 * blanks went missing there and margins came in. Going through both side by side finds each octet
 * again; remarks behind what was said have no counterpart and end it. */
#ifndef HELOISE_UI_SCREENS_SPOTLIGHT_H
#define HELOISE_UI_SCREENS_SPOTLIGHT_H

#include "explain/explain.h"
#include "report/lines.h"
#include "ui/widgets/line_view.h"

/* Past it parts are not lit. */
enum { SPOTLIGHT_MOST = 512 };

struct spotlight {
    struct spot {
        size_t line;
        struct light light; /* octets of that line */
        size_t part;
    } spots[SPOTLIGHT_MOST];
    size_t count;
};

/* Finds the parts in lines `first` to `end`. */
void spotlight_find(struct spotlight *spotlight, const struct explanation *explanation,
                    const struct lines *lines, size_t first, size_t end);

/* The lights of one line; the chosen part shines (SIZE_MAX: none is chosen). */
size_t spotlight_lights(const struct spotlight *spotlight, size_t line, size_t chosen,
                        struct light *lights, size_t room);

#endif
