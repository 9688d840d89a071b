#include "ui/widgets/input_line.h"

#include "base/text.h"

enum { MOST_OF_CHARACTER = 4 }; /* octets of UTF-8 */

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

/* Takes it out, and keeps it for ^Y: killed one after the other, pieces are kept together. */
static void cut(struct input_line *line, size_t start, size_t end) {
    bool in_front = start < line->cursor;
    struct slice piece = slice_part(buffer_slice(&line->text), start, end - start);
    struct buffer *kept = &line->killed;
    if (start >= end || piece.size == 0)
        return;
    if (!line->killing)
        kept->size = 0;
    if (buffer_reserve(kept, piece.size)) {
        size_t at = in_front ? 0 : kept->size;
        memmove(kept->data + at + piece.size, kept->data + at, kept->size - at);
        memcpy(kept->data + at, piece.data, piece.size);
        kept->size += piece.size;
    }
    take_out(line, start, end);
    line->killing = true;
}

/* Words that blanks part. */
static size_t word_before(const struct input_line *line) {
    size_t at = line->cursor;
    while (at > 0 && line->text.data[at - 1] == ' ')
        at--;
    while (at > 0 && line->text.data[at - 1] != ' ')
        at--;
    return at;
}

/* Words of letters and digits, as Alt and a letter have them. */
static bool is_of_word(const struct input_line *line, size_t at) {
    uint8_t octet = line->text.data[at];
    return octet >= 0x80 || octet_is_alpha(octet) || octet_is_digit(octet);
}

static size_t letters_before(const struct input_line *line) {
    size_t at = line->cursor;
    while (at > 0 && !is_of_word(line, at - 1))
        at--;
    while (at > 0 && is_of_word(line, at - 1))
        at--;
    return at;
}

static size_t letters_after(const struct input_line *line) {
    size_t at = line->cursor;
    while (at < line->text.size && !is_of_word(line, at))
        at++;
    while (at < line->text.size && is_of_word(line, at))
        at++;
    return at;
}

/* The character before the cursor goes behind the one under it. */
static void transpose(struct input_line *line) {
    size_t at = line->cursor == line->text.size ? before(line, line->cursor) : line->cursor,
           first = before(line, at), end = after(line, at);
    uint8_t kept[2 * MOST_OF_CHARACTER];
    if (first == at || end == at || end - first > sizeof kept)
        return;
    memcpy(kept, line->text.data + first, end - first);
    memcpy(line->text.data + first, kept + (at - first), end - at);
    memcpy(line->text.data + first + (end - at), kept, at - first);
    line->cursor = end;
}

static void write_character(struct input_line *line, uint32_t stroke) {
    struct writer octets = writer_to(WRITER_MEMORY);
    stroke_character(&octets, stroke);
    input_add(line, buffer_slice(&octets.buffer));
    writer_free(&octets);
}

/* Keys that take text out for ^Y. */
static bool kill_stroke(struct input_line *line, uint32_t stroke) {
    size_t cursor = line->cursor;
    switch (stroke) {
    case STROKE_CONTROL('U'):
        cut(line, 0, cursor);
        return true;
    case STROKE_CONTROL('K'):
        cut(line, cursor, line->text.size);
        return true;
    case STROKE_CONTROL('W'):
        cut(line, word_before(line), cursor);
        return true;
    case STROKE_ALT('d'):
        cut(line, cursor, letters_after(line));
        return true;
    case STROKE_ALT(STROKE_BACKSPACE):
        cut(line, letters_before(line), cursor);
        return true;
    default:
        return false;
    }
}

/* Where a key takes the cursor; SIZE_MAX: it is none of these. */
static size_t goal_of(const struct input_line *line, uint32_t stroke) {
    switch (stroke) {
    case STROKE_LEFT:
    case STROKE_CONTROL('B'):
        return before(line, line->cursor);
    case STROKE_RIGHT:
    case STROKE_CONTROL('F'):
        return after(line, line->cursor);
    case STROKE_HOME:
    case STROKE_CONTROL('A'):
        return 0;
    case STROKE_END:
    case STROKE_CONTROL('E'):
        return line->text.size;
    case STROKE_ALT('b'):
        return letters_before(line);
    case STROKE_ALT('f'):
        return letters_after(line);
    default:
        return SIZE_MAX;
    }
}

static bool edit_stroke(struct input_line *line, uint32_t stroke) {
    size_t cursor = line->cursor;
    switch (stroke) {
    case STROKE_BACKSPACE:
        take_out(line, before(line, cursor), cursor);
        return true;
    case STROKE_DELETE:
    case STROKE_CONTROL('D'):
        take_out(line, cursor, after(line, cursor));
        return true;
    case STROKE_CONTROL('Y'):
        input_add(line, buffer_slice(&line->killed));
        return true;
    case STROKE_CONTROL('T'):
        transpose(line);
        return true;
    default:
        if (!stroke_is_text(stroke))
            return false;
        write_character(line, stroke);
        return true;
    }
}

bool input_stroke(struct input_line *line, uint32_t stroke) {
    size_t goal = goal_of(line, stroke);
    if (kill_stroke(line, stroke))
        return true;
    line->killing = false;
    if (goal == SIZE_MAX)
        return edit_stroke(line, stroke);
    line->cursor = goal;
    return true;
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

static size_t characters(struct slice text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += (text.data[i] & 0xc0) != 0x80;
    return count;
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
    struct slice seen = slice_from(input_text(line), start);
    size_t plain = seen.size > look->hidden ? seen.size - look->hidden : 0;
    text_escape(&shown, slice_first(seen, plain));
    writer_repeat(&shown, '*', characters(slice_from(seen, plain)));
    (void)surface_text(surface, row.row, row.column + used, room, look->element,
                       buffer_slice(&shown.buffer));
    light_up(line, surface, (struct area){row.row, row.column + used, 1, room}, &shown, start,
             look);
    surface->cursor_shown = true;
    surface->cursor_row = row.row;
    surface->cursor_column = row.column + used + (columns < room ? columns : room ? room - 1 : 0);
    writer_free(&shown);
}

void input_forget(struct input_line *line) {
    if (line->killed.data)
        explicit_bzero(line->killed.data, line->killed.size);
    line->killed.size = 0;
    line->killing = false;
}

void input_free(struct input_line *line) {
    buffer_free(&line->text);
    buffer_free(&line->killed);
    line->cursor = 0;
}
