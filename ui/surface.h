/* surface.h: the screen as it is to be: a grid of glyphs, in memory.
 *
 * Widgets and screens draw here and know no terminal; ui/tty.h puts it on one. Text must be escaped
 * already (base/text.h); what could steer a terminal all the same is drawn as '?'. Everything is
 * cut at the edges of the surface. */
#ifndef HELOISE_UI_SURFACE_H
#define HELOISE_UI_SURFACE_H

#include "base/slice.h"
#include "ui/area.h"
#include "ui/theme.h"

/* One character with what combines with it; past the bound combining marks are left out. */
enum { GLYPH_OCTETS = 16 };

struct glyph {
    char text[GLYPH_OCTETS];       /* UTF-8 */
    uint8_t size;                  /* octets of text; 0: the right half of a wide character */
    uint8_t element, under, light; /* enum element: its own, and what lies over it */
};

struct surface {
    struct glyph *glyphs; /* row by row */
    size_t rows, columns;
    bool ascii;        /* only ASCII may be drawn */
    bool cursor_shown; /* the terminal's own cursor, in an input line */
    size_t cursor_row, cursor_column;
};

/* Makes it this large, and blank. False when memory ran out: it has no rows then. */
bool surface_resize(struct surface *surface, size_t rows, size_t columns);
void surface_free(struct surface *surface);

static inline struct area surface_area(const struct surface *surface) {
    return (struct area){0, 0, surface->rows, surface->columns};
}

/* Blanks of this element. */
void surface_fill(struct surface *surface, struct area area, enum element element);

/* Text in one row, of at most `columns` columns. Returns the columns it took. */
size_t surface_text(struct surface *surface, size_t row, size_t column, size_t columns,
                    enum element element, struct slice text);

/* Lays a light over what is there. */
void surface_light(struct surface *surface, struct area area, enum element light);

/* The same, below the lights that are there: the row of the cursor. */
void surface_underlay(struct surface *surface, struct area area, enum element under);

/* A horizontal or vertical line; ASCII where nothing else may be. */
void surface_rule(struct surface *surface, struct area area, enum element element);

/* The text of a row without blanks at its end, for tests; added to `writer`. */
struct writer;
void surface_read(const struct surface *surface, size_t row, struct writer *writer);

#endif
