#include "ui/widgets/skyline.h"

enum { LEVELS = 8 };

static struct slice upright(bool ascii, size_t level) {
    static const char *const blocks[LEVELS + 1] = {
        " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588",
    };
    static const char *const signs[LEVELS + 1] = {" ", ".", ".", ":", ":", "|", "|", "#", "#"};
    return slice_string(ascii ? signs[level] : blocks[level]);
}

void skyline_draw(const struct skyline *skyline, struct surface *surface, struct area row) {
    size_t count = skyline->count < row.columns ? skyline->count : row.columns;
    for (size_t i = 0; i < count && skyline->most > 0; i++) {
        uint64_t amount = skyline->amounts[i];
        size_t level = (size_t)((amount * LEVELS + skyline->most - 1) / skyline->most);
        (void)surface_text(surface, row.row, row.column + i, 1,
                           skyline->element(skyline->context, i),
                           upright(surface->ascii, level < LEVELS ? level : LEVELS));
    }
}
