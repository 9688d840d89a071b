#include "ui/surface.h"

#include "base/text.h"

#include <stdlib.h>

enum { MOST_ROWS = 1000, MOST_COLUMNS = 4096 };

bool surface_resize(struct surface *surface, size_t rows, size_t columns) {
    rows = rows < MOST_ROWS ? rows : MOST_ROWS;
    columns = columns < MOST_COLUMNS ? columns : MOST_COLUMNS;
    free(surface->glyphs);
    surface->glyphs = calloc(rows * columns + 1, sizeof *surface->glyphs);
    surface->rows = surface->glyphs ? rows : 0;
    surface->columns = surface->glyphs ? columns : 0;
    surface->cursor_shown = false;
    surface_fill(surface, surface_area(surface), ELEMENT_PLAIN);
    return surface->glyphs != NULL;
}

void surface_free(struct surface *surface) {
    free(surface->glyphs);
    *surface = (struct surface){0};
}

static struct glyph *glyph_at(struct surface *surface, size_t row, size_t column) {
    return &surface->glyphs[row * surface->columns + column];
}

/* The part of the area that lies on the surface. */
static struct area clip(const struct surface *surface, struct area area) {
    if (area.row >= surface->rows || area.column >= surface->columns)
        return (struct area){0};
    if (area.rows > surface->rows - area.row)
        area.rows = surface->rows - area.row;
    if (area.columns > surface->columns - area.column)
        area.columns = surface->columns - area.column;
    return area;
}

/* A half of a wide character that lost its other half is a blank. */
static void mend(struct surface *surface, size_t row, size_t column) {
    if (column >= surface->columns)
        return;
    struct glyph *glyph = glyph_at(surface, row, column);
    if (glyph->size > 0)
        return;
    glyph->text[0] = ' ';
    glyph->size = 1;
}

static void put(struct surface *surface, size_t row, size_t column, enum element element,
                struct slice text) {
    struct glyph *glyph = glyph_at(surface, row, column);
    if (glyph->size == 0 && column > 0) {
        struct glyph *left = glyph_at(surface, row, column - 1);
        left->text[0] = ' ';
        left->size = 1;
    }
    memset(glyph->text, 0, sizeof glyph->text);
    memcpy(glyph->text, text.data, text.size);
    glyph->size = (uint8_t)text.size;
    glyph->element = (uint8_t)element;
    glyph->under = glyph->light = NO_LIGHT;
}

void surface_fill(struct surface *surface, struct area area, enum element element) {
    area = clip(surface, area);
    for (size_t row = area.row; row < area.row + area.rows; row++) {
        for (size_t column = area.column; column < area.column + area.columns; column++)
            put(surface, row, column, element, SLICE(" "));
        mend(surface, row, area.column + area.columns);
    }
}

/* Takes one character off `rest`: what is put on the surface for it, and its columns. */
static struct slice next_shape(const struct surface *surface, struct slice *rest, size_t *width) {
    struct slice before = *rest;
    uint32_t character;
    bool valid = text_next(rest, &character);
    bool plain = character >= 0x20 && character < 0x7f;
    *width = 1;
    if (plain)
        return slice_first(before, 1);
    if (!valid || character < 0x80 || surface->ascii || character_hidden(character))
        return SLICE("?");
    *width = character_width(character);
    return slice_first(before, before.size - rest->size);
}

/* Adds a combining mark to the character before it. */
static void combine(struct surface *surface, size_t row, size_t column, struct slice mark) {
    struct glyph *glyph = glyph_at(surface, row, column);
    if (glyph->size == 0 && column > 0)
        glyph = glyph_at(surface, row, column - 1);
    if (glyph->size + mark.size > GLYPH_OCTETS)
        return;
    memcpy(glyph->text + glyph->size, mark.data, mark.size);
    glyph->size = (uint8_t)(glyph->size + mark.size);
}

size_t surface_text(struct surface *surface, size_t row, size_t column, size_t columns,
                    enum element element, struct slice text) {
    struct area area = clip(surface, (struct area){row, column, 1, columns});
    size_t filled = 0, width;
    while (text.size > 0 && area.rows > 0) {
        struct slice shape = next_shape(surface, &text, &width);
        if (width > area.columns - filled)
            break;
        if (width == 0) {
            if (filled > 0)
                combine(surface, row, column + filled - 1, shape);
            continue;
        }
        if (width == 2)
            put(surface, row, column + filled + 1, element, SLICE(" "));
        put(surface, row, column + filled, element, shape);
        if (width == 2)
            glyph_at(surface, row, column + filled + 1)->size = 0;
        filled += width;
    }
    if (filled > 0)
        mend(surface, row, column + filled);
    return filled;
}

void surface_light(struct surface *surface, struct area area, enum element light) {
    area = clip(surface, area);
    for (size_t row = area.row; row < area.row + area.rows; row++)
        for (size_t column = area.column; column < area.column + area.columns; column++)
            glyph_at(surface, row, column)->light = (uint8_t)light;
}

void surface_underlay(struct surface *surface, struct area area, enum element under) {
    area = clip(surface, area);
    for (size_t row = area.row; row < area.row + area.rows; row++)
        for (size_t column = area.column; column < area.column + area.columns; column++)
            glyph_at(surface, row, column)->under = (uint8_t)under;
}

void surface_rule(struct surface *surface, struct area area, enum element element) {
    struct slice upright = surface->ascii ? SLICE("|") : SLICE("\u2502");
    struct slice level = surface->ascii ? SLICE("-") : SLICE("\u2500");
    bool vertical = area.rows > 1 || area.columns == 1;
    area = clip(surface, area);
    for (size_t row = area.row; row < area.row + area.rows; row++)
        for (size_t column = area.column; column < area.column + area.columns; column++)
            put(surface, row, column, element, vertical ? upright : level);
}

void surface_read(const struct surface *surface, size_t row, struct writer *writer) {
    size_t start = writer->buffer.size;
    for (size_t column = 0; column < surface->columns; column++) {
        const struct glyph *glyph = &surface->glyphs[row * surface->columns + column];
        writer_add(writer, slice_of(glyph->text, glyph->size));
    }
    while (writer->buffer.size > start && writer->buffer.data[writer->buffer.size - 1] == ' ')
        writer->buffer.size--;
}
