/* skyline.h: amounts as a row of block characters, low to high. */
#ifndef HELOISE_UI_WIDGETS_SKYLINE_H
#define HELOISE_UI_WIDGETS_SKYLINE_H

#include "ui/surface.h"

struct skyline {
    size_t count;
    const uint32_t *amounts;
    uint32_t most;                                          /* of all amounts */
    enum element (*element)(const void *context, size_t n); /* of column `n` */
    const void *context;
};

/* One column for each amount, as many as there is room for; nothing where an amount is 0. */
void skyline_draw(const struct skyline *skyline, struct surface *surface, struct area row);

#endif
