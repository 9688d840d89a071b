#include "ui/widgets/scrub.h"

static size_t column_of(const struct area *row, unsigned place) {
    size_t last = row->columns > 0 ? row->columns - 1 : 0;
    place = place < SCRUB_WHOLE ? place : SCRUB_WHOLE;
    return row->column + (last * place + SCRUB_WHOLE / 2) / SCRUB_WHOLE;
}

static void put(struct surface *surface, size_t row, size_t column, enum element element,
                const char *shape, const char *ascii) {
    (void)surface_text(surface, row, column, 1, element,
                       slice_string(surface->ascii ? ascii : shape));
}

void scrub_draw(struct surface *surface, struct area row, unsigned place,
                const struct scrub_mark *marks, size_t count) {
    size_t here = column_of(&row, place);
    if (row.rows == 0 || row.columns == 0)
        return;
    for (size_t column = row.column; column < row.column + row.columns; column++) {
        bool done = column < here;
        put(surface, row.row, column, done ? ELEMENT_RULE_NAME : ELEMENT_RULE,
            done ? "\u2501" : "\u2500", done ? "=" : "-");
    }
    for (size_t i = 0; i < count; i++) {
        size_t column = column_of(&row, marks[i].place);
        put(surface, row.row, column, marks[i].element, column < here ? "\u253b" : "\u2534",
            column < here ? "!" : ":");
    }
    put(surface, row.row, here, ELEMENT_KEY, "\u25cf", "O");
}
