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

static const char *const names[ASPECTS] = {
    [ASPECT_EXPLANATION] = "explanation", [ASPECT_BYTES] = "bytes",   [ASPECT_PACKETS] = "packets",
    [ASPECT_FINDINGS] = "findings",       [ASPECT_TIMING] = "timing", [ASPECT_STATES] = "states",
};

const char *aspect_name(enum aspect aspect) {
    return names[aspect];
}

enum aspect aspect_find(struct slice name) {
    size_t aspect = 0;
    while (aspect < ASPECTS && !slice_equal(name, slice_string(names[aspect])))
        aspect++;
    return (enum aspect)aspect;
}

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

void beside_set_share(struct beside *beside, size_t percent) {
    beside->share = percent < BESIDE_SHARE_LEAST  ? BESIDE_SHARE_LEAST
                    : percent > BESIDE_SHARE_MOST ? BESIDE_SHARE_MOST
                                                  : (unsigned)percent;
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
    struct beside_layout layout = {.all = area, .main = area};
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

bool beside_divides(const struct beside_layout *layout, size_t row, size_t column) {
    bool under = layout->divider.columns == 0 && layout->count > 0 && layout->main.rows > 0;
    if (under)
        return area_has(&layout->places[0].rule, row, column);
    return area_has(&layout->divider, row, column);
}

size_t beside_share_at(const struct beside_layout *layout, size_t row, size_t column) {
    bool aside = layout->divider.columns > 0;
    size_t whole = aside ? layout->all.columns : layout->all.rows;
    size_t start = aside ? layout->all.column : layout->all.row, at = aside ? column : row;
    size_t before = at > start ? at - start : 0;
    if (aside)
        before++; /* the line itself is no part of the panes */
    size_t rest = before < whole ? whole - before : 0;
    return whole > 0 ? (rest * 100 + whole / 2) / whole : 0;
}
