#include "ui/widgets/line_view.h"

#include "base/text.h"

/* Where drawing stands. */
struct pen {
    struct surface *surface;
    struct area area;
    size_t skip;   /* columns still to be left out */
    size_t column; /* within the area */
    const struct light *lights;
    size_t light_count;
};

static enum element light_at(const struct pen *pen, size_t octet) {
    for (size_t i = pen->light_count; i-- > 0;)
        if (octet >= pen->lights[i].start && octet < pen->lights[i].end)
            return pen->lights[i].element;
    return NO_LIGHT;
}

/* Where the light that is in force at `octet` gives way to another, or `end`. */
static size_t light_end(const struct pen *pen, size_t octet, size_t end) {
    for (size_t i = 0; i < pen->light_count; i++) {
        if (pen->lights[i].start > octet && pen->lights[i].start < end)
            end = pen->lights[i].start;
        if (pen->lights[i].end > octet && pen->lights[i].end < end)
            end = pen->lights[i].end;
    }
    return end;
}

/* Text of one ink and one light. */
static void draw_text(struct pen *pen, struct slice text, enum element element,
                      enum element light) {
    struct writer plain = {0};
    if (pen->skip > 0) {
        size_t width, octets = text_cut(&plain, text, pen->skip, &width);
        bool halved = octets < text.size && width < pen->skip; /* a wide character at the edge */
        text = slice_from(text, octets);
        pen->skip = halved ? 0 : pen->skip - width;
    }
    if (pen->skip > 0 || pen->column >= pen->area.columns)
        return;
    size_t column = pen->area.column + pen->column;
    size_t drawn = surface_text(pen->surface, pen->area.row, column,
                                pen->area.columns - pen->column, element, text);
    if (light != NO_LIGHT)
        surface_light(pen->surface, (struct area){pen->area.row, column, 1, drawn}, light);
    pen->column += drawn;
}

static void draw_run(struct pen *pen, const struct ink_run *run, size_t start) {
    size_t end = start + run->text.size;
    for (size_t at = start; at < end;) {
        size_t next = light_end(pen, at, end);
        draw_text(pen, slice_part(run->text, at - start, next - at), element_of_ink(run->ink),
                  light_at(pen, at));
        at = next;
    }
}

static void draw_edges(const struct pen *pen, size_t skipped, size_t width) {
    struct slice left = pen->surface->ascii ? SLICE("<") : SLICE("\u2039");
    struct slice right = pen->surface->ascii ? SLICE(">") : SLICE("\u203a");
    if (pen->area.columns < 2)
        return;
    if (skipped > 0 && width > 0)
        (void)surface_text(pen->surface, pen->area.row, pen->area.column, 1, ELEMENT_RULE, left);
    if (width > skipped && width - skipped > pen->area.columns)
        (void)surface_text(pen->surface, pen->area.row, pen->area.column + pen->area.columns - 1, 1,
                           ELEMENT_RULE, right);
}

void line_draw(struct surface *surface, struct area area, const struct lines *lines, size_t n,
               size_t skip, const struct light *lights, size_t light_count) {
    struct pen pen = {surface, area, skip, 0, lights, light_count};
    struct writer plain = {0};
    size_t span = lines->list[n].span, at = 0, start = 0;
    struct ink_run run;
    pen.area.rows = 1;
    surface_fill(surface, pen.area, ELEMENT_PLAIN);
    while (pen.column < area.columns && lines_run(lines, n, &span, &at, &run)) {
        draw_run(&pen, &run, start);
        start = at;
    }
    draw_edges(&pen, skip, text_width(&plain, lines_text(lines, n)));
}

/* Moves past what is left of a character. */
static size_t whole_character(struct slice text, size_t at) {
    while (at < text.size && (text.data[at] & 0xc0) == 0x80)
        at++;
    return at;
}

size_t line_matches(struct slice text, const struct needle *needle, struct light *lights,
                    size_t room) {
    size_t count = 0, from = 0, start, end;
    while (count < room && from <= text.size && needle_find(needle, text, from, &start, &end)) {
        while (start > 0 && start < text.size && (text.data[start] & 0xc0) == 0x80)
            start--;
        end = whole_character(text, end);
        if (end > start)
            lights[count++] = (struct light){start, end, ELEMENT_MATCH};
        from = end > from ? end : from + 1; /* one that is empty is passed over */
    }
    return count;
}
