/* header_field.c: which fields of a header are known, and who tells what they say. */
#include "explain/header.h"
#include "explain/tell.h"

static void say_none(const struct header *header, const struct field *field,
                     struct saying *saying) {
    (void)header, (void)field, (void)saying;
}

static void open_word(struct telling *telling, struct slice value) {
    tell_part(telling, value, PART_FIELD_VALUE);
}

static const struct known_field {
    struct slice name;
    enum part_id part;
    field_teller *say;
    value_opener *open;
    struct fact fact;
} known_fields[] = {
#define FIELD(name, part, say, open, reference, title, meaning)                                    \
    {{(const uint8_t *)(name), sizeof(name) - 1},                                                  \
     PART_##part,                                                                                  \
     say_##say,                                                                                    \
     open_##open,                                                                                  \
     {name, title, meaning, "", "", reference}},
#include "explain/header_fields.def"
#undef FIELD
};

static const struct known_field *find_field(struct slice name) {
    for (size_t i = 0; i < sizeof known_fields / sizeof *known_fields; i++)
        if (slice_equal_nocase(name, known_fields[i].name))
            return &known_fields[i];
    return NULL;
}

/* ---- in a message ---- */

/* "hop 2 of 5" for Received, else what the field is called. */
static struct slice row_name(const struct header *header, const struct field *field,
                             const struct known_field *known) {
    const struct path *path = header->path;
    for (size_t i = 0; known->part == PART_HOP && i < path->count; i++)
        if (path->hops[i].field == field)
            return tell_sentence(
                header->telling, NOTE_HOP_NUMBER,
                TELLING_WORDS(WORD_NUMBER("n", i + 1), WORD_NUMBER("count", path->count)));
    return tell_part_name(known->part);
}

/* Fields without anything of their own to say are for those who learn. */
static void tell_field(const struct header *header, const struct field *field) {
    struct telling *telling = header->telling;
    const struct known_field *known = find_field(field->name);
    if (!known || field->malformed || (known->say == say_none && telling->depth != EXPLAIN_TEACH))
        return;
    struct saying saying = saying_begin(telling);
    if (fields_find(header->list, known->fact.id, NULL) == field) /* once for all of a name */
        saying_sentence(&saying, EXPLAIN_TEACH, slice_string(_(known->fact.summary)));
    known->say(header, field, &saying);
    struct slice meaning = saying_end(&saying);
    tell_part_called(telling, field->name, row_name(header, field, known), meaning);
}

/* Where no field has anything of its own to say: what each is for. */
static void tell_purposes(const struct header *header) {
    for (size_t i = 0; i < header->list->count; i++) {
        struct slice name = header->list->fields[i].name;
        const struct known_field *known = find_field(name);
        tell_part_fact(header->telling, name, PART_FIELD_NAME, known ? &known->fact : NULL);
    }
}

void tell_header_fields(const struct header *header) {
    for (size_t i = 0; i < header->list->count; i++)
        tell_field(header, &header->list->fields[i]);
    if (header->telling->out->part_count == 0)
        tell_purposes(header);
}

/* ---- alone ---- */

/* A private field: X-Anything. */
static bool is_private(struct slice name) {
    if (!slice_starts_nocase(name, SLICE("X-")) || name.size < 3)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!octet_is_alpha(name.data[i]) && !octet_is_digit(name.data[i]) && name.data[i] != '-')
            return false;
    return true;
}

bool tell_header_line(struct telling *telling, struct slice line) {
    size_t colon = slice_find(line, ':');
    struct slice name = slice_first(line, colon);
    const struct known_field *known = colon == SLICE_NONE ? NULL : find_field(name);
    if (!known && (colon == SLICE_NONE || !is_private(name)))
        return false;
    const struct field field = {.name = name, .value = slice_trim(slice_from(line, colon + 1))};
    if (!known) {
        tell_part(telling, name, PART_FIELD_NAME);
        tell_topic(telling, TOPIC_PRIVATE_FIELD);
        open_word(telling, field.value);
        return true;
    }
    const struct header header = {.telling = telling};
    struct saying saying = saying_begin(telling);
    tell_part_fact(telling, name, PART_FIELD_NAME, &known->fact);
    tell_fact(telling, known->name, &known->fact);
    known->open(telling, field.value);
    known->say(&header, &field, &saying);
    struct slice said = saying_end(&saying);
    if (said.size > 0)
        TELL_NOTE(telling, NOTE_SAYS, WORD_SLICE("text", said));
    return true;
}
