#include "message/fields.h"

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

/* All lines of the field at the front of `rest`. */
static struct slice field_lines(struct slice rest, bool *blank_fold) {
    struct slice lines = next_line(rest);
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

/* Joins the lines of a value by one blank each. */
static struct slice unfold(struct slice lines, struct arena *arena) {
    struct slice first = without_end(next_line(lines));
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

static struct field read_field(struct slice lines, bool blank_fold, struct arena *arena) {
    struct field field = {.raw = lines, .blank_fold = blank_fold};
    size_t colon = slice_find(next_line(lines), ':');
    if (colon == SLICE_NONE) {
        field.malformed = true;
        field.value = unfold(lines, arena);
        return field;
    }
    struct slice before = slice_first(lines, colon);
    field.name = slice_trim(before);
    field.malformed = field.name.size != before.size || !is_name(field.name);
    field.value = unfold(slice_from(lines, colon + 1), arena);
    return field;
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
        struct slice lines = field_lines(rest, &blank_fold);
        struct field *fields = arena_grow(arena, list->fields, list->count, sizeof *fields);
        if (!fields)
            return false;
        list->fields = fields;
        fields[list->count] = read_field(lines, blank_fold, arena);
        note_name(list, fields[list->count++].name);
        list->body_at += lines.size;
    }
    return true;
}

const struct field *fields_find(const struct field_list *list, const char *name,
                                const struct field *after) {
    struct slice wanted = slice_string(name);
    if (!(list->names & slice_bit_nocase(wanted)))
        return NULL;
    for (size_t i = after ? (size_t)(after - list->fields) + 1 : 0; i < list->count; i++)
        if (slice_equal_nocase(list->fields[i].name, wanted))
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
