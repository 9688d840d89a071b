#include "ui/widgets/input_line.h"

#include "base/text.h"

void input_set(struct input_line *line, struct slice text) {
    line->text.size = line->cursor = 0;
    input_add(line, text);
}

void input_add(struct input_line *line, struct slice text) {
    struct buffer *buffer = &line->text;
    if (text.size > INPUT_MOST - buffer->size || !buffer_reserve(buffer, text.size))
        return;
    if (text.size > 0) {
        memmove(buffer->data + line->cursor + text.size, buffer->data + line->cursor,
                buffer->size - line->cursor);
        memcpy(buffer->data + line->cursor, text.data, text.size);
    }
    buffer->size += text.size;
    line->cursor += text.size;
}

static void take_out(struct input_line *line, size_t start, size_t end) {
    struct buffer *buffer = &line->text;
    if (start >= end)
        return;
    memmove(buffer->data + start, buffer->data + end, buffer->size - end);
    buffer->size -= end - start;
    line->cursor = start;
}

/* The place one character before or after. */
static size_t before(const struct input_line *line, size_t at) {
    while (at > 0 && (line->text.data[--at] & 0xc0) == 0x80)
        continue;
    return at;
}

static size_t after(const struct input_line *line, size_t at) {
    if (at < line->text.size)
        at++;
    while (at < line->text.size && (line->text.data[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static size_t word_before(const struct input_line *line) {
    size_t at = line->cursor;
    while (at > 0 && line->text.data[at - 1] == ' ')
        at--;
    while (at > 0 && line->text.data[at - 1] != ' ')
        at--;
    return at;
}

static void write_character(struct input_line *line, uint32_t stroke) {
    struct writer octets = writer_to(WRITER_MEMORY);
    stroke_character(&octets, stroke);
    input_add(line, buffer_slice(&octets.buffer));
    writer_free(&octets);
}

bool input_stroke(struct input_line *line, uint32_t stroke) {
    size_t cursor = line->cursor, size = line->text.size;
    switch (stroke) {
    case STROKE_LEFT:
        line->cursor = before(line, cursor);
        return true;
    case STROKE_RIGHT:
        line->cursor = after(line, cursor);
        return true;
    case STROKE_HOME:
    case STROKE_CONTROL('A'):
        line->cursor = 0;
        return true;
    case STROKE_END:
    case STROKE_CONTROL('E'):
        line->cursor = size;
        return true;
    case STROKE_BACKSPACE:
        take_out(line, before(line, cursor), cursor);
        return true;
    case STROKE_DELETE:
        take_out(line, cursor, after(line, cursor));
        return true;
    case STROKE_CONTROL('U'):
        take_out(line, 0, cursor);
        return true;
    case STROKE_CONTROL('K'):
        take_out(line, cursor, size);
        return true;
    case STROKE_CONTROL('W'):
        take_out(line, word_before(line), cursor);
        return true;
    default:
        if (!stroke_is_text(stroke))
            return false;
        write_character(line, stroke);
        return true;
    }
}

/* The first octet that is drawn, so that the cursor is seen in `room` columns; `columns`: those
 * between the two. */
static size_t first_shown(const struct input_line *line, const struct writer *writer, size_t room,
                          size_t *columns) {
    struct slice left = slice_first(input_text(line), line->cursor);
    size_t start = 0, width;
    *columns = text_width(writer, left);
    if (room == 0 || *columns < room)
        return 0;
    start = text_cut(writer, left, *columns - room + 1, &width);
    if (*columns - width >= room) /* a wide character was not halved */
        start = after(line, start);
    *columns = text_width(writer, slice_from(left, start));
    return start;
}

/* `row` begins with the octet `start`. */
static void light_up(const struct input_line *line, struct surface *surface, struct area row,
                     const struct writer *writer, size_t start, const struct input_look *look) {
    size_t from = look->light_at > start ? look->light_at : start,
           end = look->light_at + look->light_size;
    struct slice text = input_text(line);
    if (look->light == NO_LIGHT || end < start)
        return;
    size_t skipped = text_width(writer, slice_part(text, start, from - start)),
           columns = end > from ? text_width(writer, slice_part(text, from, end - from)) : 1;
    if (skipped < row.columns)
        surface_light(
            surface,
            (struct area){row.row, row.column + skipped, 1,
                          columns < row.columns - skipped ? columns : row.columns - skipped},
            look->light);
}

void input_draw(const struct input_line *line, struct surface *surface, struct area row,
                const struct input_look *look) {
    struct writer shown = writer_to(WRITER_MEMORY);
    size_t columns;
    shown.ascii = surface->ascii;
    surface_fill(surface, row, ELEMENT_BAR);
    size_t used =
        surface_text(surface, row.row, row.column, row.columns, ELEMENT_BAR_KEY, look->label);
    size_t room = row.columns - used, start = first_shown(line, &shown, room, &columns);
    text_escape(&shown, slice_from(input_text(line), start));
    (void)surface_text(surface, row.row, row.column + used, room, look->element,
                       buffer_slice(&shown.buffer));
    light_up(line, surface, (struct area){row.row, row.column + used, 1, room}, &shown, start,
             look);
    surface->cursor_shown = true;
    surface->cursor_row = row.row;
    surface->cursor_column = row.column + used + (columns < room ? columns : room ? room - 1 : 0);
    writer_free(&shown);
}

void input_free(struct input_line *line) {
    buffer_free(&line->text);
    line->cursor = 0;
}
