#include "message/fields.h"

enum { FIRST_FIELDS = 16 }; /* a power of two, for arena_grow() */

/* The next line, its end included. */
static struct slice next_line(struct slice rest) {
    size_t lf = slice_find(rest, '\n');
    return lf == SLICE_NONE ? rest : slice_first(rest, lf + 1);
}

static struct slice without_end(struct slice line) {
    if (line.size > 0 && line.data[line.size - 1] == '\n')
        line.size--;
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* All lines of the field that begins with `first`, the first line of `rest`. */
static struct slice field_lines(struct slice rest, struct slice first, bool *blank_fold) {
    struct slice lines = first;
    *blank_fold = false;
    while (lines.size < rest.size && octet_is_blank(rest.data[lines.size])) {
        struct slice line = next_line(slice_from(rest, lines.size));
        *blank_fold |= slice_trim(without_end(line)).size == 0;
        lines.size += line.size;
    }
    return lines;
}

/* RFC 5322 2.2: printable ASCII without the colon. */
static bool is_name(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] >= 0x7f)
            return false;
    return text.size > 0;
}

/* Joins the lines of a value, of which `first` is the first, by one blank each. */
static struct slice unfold(struct slice lines, struct slice first, struct arena *arena) {
    first = without_end(first);
    if (first.size + 2 >= lines.size)
        return slice_trim(first);
    uint8_t *octets = arena_octets(arena, lines.size);
    size_t size = 0;
    if (!octets)
        return slice_of(NULL, 0);
    while (lines.size > 0) {
        struct slice line = next_line(lines);
        struct slice text = slice_trim(without_end(line));
        if (size > 0 && text.size > 0)
            octets[size++] = ' ';
        if (text.size > 0)
            memcpy(octets + size, text.data, text.size);
        size += text.size;
        lines = slice_from(lines, line.size);
    }
    return slice_of(octets, size);
}

static struct field read_field(struct slice lines, struct slice first, bool blank_fold,
                               struct arena *arena) {
    struct field field = {.raw = lines, .blank_fold = blank_fold};
    size_t colon = slice_find(first, ':');
    if (colon == SLICE_NONE) {
        field.malformed = true;
        field.value = unfold(lines, first, arena);
        return field;
    }
    struct slice before = slice_first(lines, colon);
    field.name = slice_trim(before);
    field.malformed = field.name.size != before.size || !is_name(field.name);
    field.value = unfold(slice_from(lines, colon + 1), slice_from(first, colon + 1), arena);
    return field;
}

/* Room for one more field, or NULL. Most header blocks do with the first that is taken. */
static struct field *room_for_field(struct field_list *list, struct arena *arena) {
    struct field *fields = list->fields;
    if (list->count == 0)
        fields = arena_take(arena, FIRST_FIELDS * sizeof *fields);
    else if (list->count >= FIRST_FIELDS)
        fields = arena_grow(arena, fields, list->count, sizeof *fields);
    if (!fields)
        return NULL;
    list->fields = fields;
    return &fields[list->count];
}

static void note_name(struct field_list *list, struct slice name) {
    uint64_t bit = slice_bit_nocase(name);
    list->twice |= list->names & bit;
    list->names |= bit;
}

bool fields_read(struct slice content, struct arena *arena, struct field_list *list) {
    *list = (struct field_list){0};
    while (list->body_at < content.size && list->count < FIELDS_MOST) {
        struct slice rest = slice_from(content, list->body_at);
        struct slice line = next_line(rest);
        if (without_end(line).size == 0) {
            list->ended = true;
            list->body_at += line.size;
            return true;
        }
        bool blank_fold;
        struct slice lines = field_lines(rest, line, &blank_fold);
        struct field *field = room_for_field(list, arena);
        if (!field)
            return false;
        *field = read_field(lines, line, blank_fold, arena);
        note_name(list, field->name);
        list->count++;
        list->body_at += lines.size;
    }
    return true;
}

const struct field *fields_seek(const struct field_list *list, struct slice name,
                                const struct field *after) {
    for (size_t i = after ? (size_t)(after - list->fields) + 1 : 0; i < list->count; i++)
        if (slice_equal_nocase(list->fields[i].name, name))
            return &list->fields[i];
    return NULL;
}

bool fields_may_repeat(const struct field_list *list) {
    return (list->twice & ~slice_bit_nocase(SLICE("Received"))) != 0;
}

size_t fields_count(const struct field_list *list, const char *name) {
    size_t count = 0;
    for (const struct field *field = NULL; (field = fields_find(list, name, field)) != NULL;)
        count++;
    return count;
}
