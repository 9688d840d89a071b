#include "message/fields.h"

#include "base/rare.h"
#include "base/text.h"
#include "base/wire.h"

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
    return text.size > 0 && text_visible_run(text) == text.size;
}

/* Joins the lines of a value by one blank each. */
static struct slice unfold(struct slice lines, struct arena *arena) {
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

/* Fills the field that stands in `lines`; `first`: the first of them, without its end. */
static void read_field(struct field *field, struct slice lines, struct slice first, bool blank_fold,
                       struct arena *arena) {
    bool folded = lines.size > first.size + SLICE("\r\n").size;
    size_t colon = slice_find(first, ':');
    bool named = colon != SLICE_NONE;
    struct slice before = slice_first(first, named ? colon : 0);
    size_t value_at = named ? colon + 1 : 0;
    bool good = is_name(before);
    *field = (struct field){.raw = lines, .malformed = !good, .blank_fold = blank_fold};
    field->name = good ? before : slice_trim(before);
    field->value = folded ? unfold(slice_from(lines, value_at), arena)
                          : slice_trim(slice_from(first, value_at));
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

FLAT static enum field_kind kind_of(struct slice name) {
    uint64_t front = word_upper(read_word(name));
#define FIELD(kind, known)                                                                         \
    if (name_is_known(name, front, SLICE(known)))                                                  \
        return FIELD_##kind;
#include "message/fields.def"
#undef FIELD
    return FIELD_OTHER;
}

/* The field that is the next of the list. */
static void note_name(struct field_list *list, struct field *field) {
    uint64_t bit = slice_bit_nocase(field->name);
    list->twice |= list->names & bit;
    list->names |= bit;
    field->kind = kind_of(field->name);
    if (list->first[field->kind] == 0)
        list->first[field->kind] = (uint16_t)(list->count + 1);
}

bool fields_read(struct slice content, struct arena *arena, struct field_list *list) {
    *list = (struct field_list){0};
    while (list->body_at < content.size && list->count < FIELDS_MOST) {
        struct slice rest = slice_from(content, list->body_at);
        struct slice line = next_line(rest);
        struct slice text = without_end(line);
        if (text.size == 0) {
            list->ended = true;
            list->body_at += line.size;
            return true;
        }
        bool blank_fold;
        struct slice lines = field_lines(rest, line, &blank_fold);
        struct field *field = room_for_field(list, arena);
        if (!field)
            return false;
        read_field(field, lines, text, blank_fold, arena);
        note_name(list, field);
        list->count++;
        list->body_at += lines.size;
    }
    return true;
}

const struct field *fields_next(const struct field_list *list, const struct field *field) {
    for (size_t i = (size_t)(field - list->fields) + 1; i < list->count; i++)
        if (list->fields[i].kind == field->kind)
            return &list->fields[i];
    return NULL;
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
