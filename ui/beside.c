#include "ui/beside.h"

enum {
    COLUMNS_FOR_BOTH = 110, /* from so many on panes stand at the side, */
    PANE_COLUMNS = 40,      /* at least so wide, */
    MAIN_COLUMNS = 48,      /* and leave so many */
    ROWS_FOR_BOTH = 12,     /* from so many on there is room for a pane under the conversation, */
    PANE_ROWS = 4,          /* at least so high, */
    MAIN_ROWS = 4,          /* and leaves so many */
    ROWS_OF_ONE = 8,        /* a pane that shares its room with others, with its rule */
};

void beside_turn(struct beside *beside, enum aspect aspect, bool seen) {
    size_t kept = 0;
    for (size_t i = 0; i < beside->count; i++)
        if (beside->shown[i] != aspect)
            beside->shown[kept++] = beside->shown[i];
    if (!seen)
        beside->shown[kept++] = aspect;
    beside->count = kept;
}

void beside_grow(struct beside *beside, bool more) {
    unsigned share = beside->share;
    if (more)
        share += BESIDE_SHARE_STEP;
    else
        share -= BESIDE_SHARE_STEP;
    if (share >= BESIDE_SHARE_LEAST && share <= BESIDE_SHARE_MOST)
        beside->share = share;
}

/* `whole` in the share that is wanted, within bounds. */
static size_t share_of(size_t whole, unsigned share, size_t least, size_t rest) {
    size_t size = whole * share / 100;
    if (size < least)
        size = least;
    return size + rest > whole ? whole - rest : size;
}

/* The latest `count` of those that are wanted, by their keys. */
static void choose(const struct beside *beside, size_t count, struct beside_layout *layout) {
    bool chosen[ASPECTS] = {false};
    for (size_t i = beside->count - count; i < beside->count; i++)
        chosen[beside->shown[i]] = true;
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        if (chosen[aspect])
            layout->places[layout->count++].aspect = (enum aspect)aspect;
}

/* Gives each of them its part of the rows, with a line for its name. */
static void stack(const struct beside *beside, struct area area, struct beside_layout *layout) {
    size_t room = area.rows / ROWS_OF_ONE, count = beside->count < room ? beside->count : room;
    choose(beside, count > 0 ? count : 1, layout);
    for (size_t i = 0; i < layout->count; i++) {
        struct beside_place *place = &layout->places[i];
        size_t rows = area.rows / (layout->count - i);
        place->rule = area_top(&area, 1);
        place->pane = area_top(&area, rows - 1);
    }
}

struct beside_layout beside_layout(const struct beside *beside, struct area area, bool focused) {
    struct beside_layout layout = {.main = area};
    if (beside->count == 0 || area.rows == 0)
        return layout;
    if (area.columns >= COLUMNS_FOR_BOTH) {
        size_t columns = share_of(area.columns, beside->share, PANE_COLUMNS, MAIN_COLUMNS);
        struct area panes = area_right(&layout.main, columns);
        layout.divider = area_right(&layout.main, 1);
        stack(beside, panes, &layout);
    } else if (area.rows >= ROWS_FOR_BOTH) {
        size_t rows = share_of(area.rows, beside->share, PANE_ROWS + 1, MAIN_ROWS);
        stack(beside, area_bottom(&layout.main, rows), &layout);
    } else if (focused) {
        layout.main.rows = 0;
        stack(beside, area, &layout);
    }
    return layout;
}
