#include "explain/telling.h"

#include <stdlib.h>

#include "base/text.h"
#include "explain/printed.h"

static const struct {
    const char *name, *meaning;
} parts[PARTS] = {
#define PART(id, name, meaning) {name, meaning},
#include "explain/parts.def"
#undef PART
};

static const char *const notes[NOTES] = {
#define NOTE(id, sentence) sentence,
#include "explain/message_notes.def"
#include "explain/notes.def"
#undef NOTE
};

static const struct fact topics[TOPICS] = {
#define TOPIC(id, reference, title, summary, background)                                           \
    {"", title, summary, background, "", reference},
#include "explain/topics.def"
#undef TOPIC
};

void telling_begin(struct telling *telling, struct slice raw) {
    telling->raw = slice_first(raw, TELLING_INPUT_KEPT);
    telling->scratch = telling->detail = telling->background = (struct writer){.fd = WRITER_MEMORY};
    telling->failed = false;
    *telling->out = (struct explanation){0};
}

/* A sentence of ours, translated; the empty one is none. */
static const char *said(const char *sentence) {
    return *sentence ? _(sentence) : sentence;
}

static struct slice keep(struct telling *telling, struct slice text) {
    struct slice kept = arena_copy(telling->arena, text);
    telling->failed |= kept.size != text.size;
    return kept;
}

struct slice tell_words(struct telling *telling, const char *sentence, const struct word *words,
                        size_t count) {
    if (count == 0)
        return slice_string(said(sentence));
    telling->scratch.buffer.size = 0;
    words_write(&telling->scratch, said(sentence), words, count);
    telling->failed |= telling->scratch.cause != 0;
    return keep(telling, buffer_slice(&telling->scratch.buffer));
}

struct slice tell_sentence(struct telling *telling, enum note_id note, const struct word *words,
                           size_t count) {
    return tell_words(telling, notes[note], words, count);
}

/* ---- title, summary, detail ---- */

void tell_title_words(struct telling *telling, enum note_id note, const struct word *words,
                      size_t count) {
    if (telling->out->title.size == 0)
        telling->out->title = tell_words(telling, notes[note], words, count);
}

void tell_title(struct telling *telling, struct slice word, const char *title) {
    if (*title)
        TELL_TITLE(telling, NOTE_TITLE, WORD_SLICE("word", word), WORD("title", said(title)));
    else
        TELL_TITLE(telling, NOTE_TITLE_BARE, WORD_SLICE("word", word));
}

/* Octets of the first sentence: up to a full stop that a blank and a capital follow. */
static size_t first_sentence(struct slice text) {
    for (size_t i = 0; i + 2 < text.size; i++) {
        uint8_t next = text.data[i + 2];
        bool stop = text.data[i] == '.' && text.data[i + 1] == ' ';
        if (stop && octet_is_alpha(next) && next == octet_upper(next))
            return i + 1;
    }
    return text.size;
}

void tell_summary(struct telling *telling, const char *summary) {
    if (telling->out->summary.size > 0)
        return;
    struct slice text = slice_string(said(summary));
    telling->out->summary =
        telling->depth == EXPLAIN_BRIEF ? slice_first(text, first_sentence(text)) : text;
}

/* Adds a sentence to others. */
static void add_sentence(struct writer *writer, struct slice text) {
    if (text.size > 0 && writer->buffer.size > 0)
        writer_put(writer, ' ');
    writer_add(writer, text);
}

void tell_note_words(struct telling *telling, enum note_id note, const struct word *words,
                     size_t count) {
    if (telling->depth != EXPLAIN_BRIEF)
        add_sentence(&telling->detail, tell_words(telling, notes[note], words, count));
}

void tell_background(struct telling *telling, const char *background) {
    if (telling->depth == EXPLAIN_TEACH)
        add_sentence(&telling->background, slice_string(said(background)));
}

void tell_fact(struct telling *telling, struct slice word, const struct fact *fact) {
    tell_title(telling, word, fact->title);
    tell_summary(telling, fact->summary);
    tell_background(telling, fact->background);
    tell_check(telling, fact->check);
    tell_reference(telling, fact->reference);
}

void tell_topic(struct telling *telling, enum topic_id topic) {
    const struct fact *fact = &topics[topic];
    if (telling->out->title.size == 0)
        telling->out->title = slice_string(said(fact->title));
    tell_summary(telling, fact->summary);
    tell_background(telling, fact->background);
    tell_reference(telling, fact->reference);
}

/* ---- parts ---- */

/* Whether the octets lie in the line that is explained. */
static bool inside(const struct telling *telling, struct slice where) {
    uintptr_t start = (uintptr_t)telling->raw.data, at = (uintptr_t)where.data;
    return where.data && telling->raw.data && at >= start && at - start <= telling->raw.size &&
           where.size <= telling->raw.size - (at - start);
}

static void add_part(struct telling *telling, size_t start, size_t size, struct slice name,
                     struct slice meaning) {
    struct explanation *out = telling->out;
    if (out->part_count == TELLING_MOST_PARTS)
        return;
    struct explanation_part *grown =
        arena_grow(telling->arena, out->parts, out->part_count, sizeof *grown);
    if (!grown) {
        telling->failed = true;
        return;
    }
    out->parts = grown;
    grown[out->part_count++] = (struct explanation_part){start, start + size, name, meaning};
}

struct slice tell_part_name(enum part_id part) {
    return slice_string(said(parts[part].name));
}

void tell_part_called(struct telling *telling, struct slice where, struct slice name,
                      struct slice meaning) {
    if (where.size > 0 && inside(telling, where))
        add_part(telling, (size_t)(where.data - telling->raw.data), where.size, name, meaning);
}

void tell_part_meaning(struct telling *telling, struct slice where, enum part_id part,
                       struct slice meaning) {
    tell_part_called(telling, where, tell_part_name(part), meaning);
}

void tell_empty_part(struct telling *telling, enum part_id part) {
    add_part(telling, 0, 0, tell_part_name(part), slice_string(said(parts[part].meaning)));
}

void tell_part_words(struct telling *telling, struct slice where, enum part_id part,
                     const struct word *words, size_t count) {
    tell_part_meaning(telling, where, part, tell_words(telling, parts[part].meaning, words, count));
}

void tell_part_fact(struct telling *telling, struct slice where, enum part_id part,
                    const struct fact *fact) {
    const char *text = !fact ? "" : telling->depth == EXPLAIN_TEACH ? fact->summary : fact->title;
    if (*text)
        tell_part_meaning(telling, where, part, slice_string(said(text)));
    else
        tell_part(telling, where, part);
}

/* ---- lists ---- */

static void add_to_list(struct telling *telling, struct slice **list, size_t *count,
                        struct slice text) {
    if (text.size == 0 || *count == TELLING_MOST_LIST)
        return;
    for (size_t i = 0; i < *count; i++)
        if (slice_equal((*list)[i], text))
            return;
    struct slice *grown = arena_grow(telling->arena, *list, *count, sizeof *grown);
    if (!grown) {
        telling->failed = true;
        return;
    }
    *list = grown;
    grown[(*count)++] = text;
}

void tell_check(struct telling *telling, const char *lines) {
    struct slice rest = slice_string(said(lines));
    while (rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        add_to_list(telling, &telling->out->check, &telling->out->check_count,
                    slice_trim(slice_first(rest, end)));
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 1);
    }
}

void tell_reference(struct telling *telling, const char *references) {
    struct slice rest = slice_string(references);
    while (rest.size > 0) {
        size_t end = slice_search(rest, SLICE("; "));
        add_to_list(telling, &telling->out->reference, &telling->out->reference_count,
                    slice_first(rest, end));
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 2);
    }
}

void tell_next(struct telling *telling, struct slice next) {
    add_to_list(telling, &telling->out->next, &telling->out->next_count, next);
}

void tell_also(struct telling *telling, enum note_id note, const struct word *words, size_t count) {
    add_to_list(telling, &telling->out->also, &telling->out->also_count,
                tell_words(telling, notes[note], words, count));
}

/* ---- the end ---- */

static int compare_parts(const void *left, const void *right) {
    const struct explanation_part *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

/* By start, the longer one first; those of the same octets stay as they were told. */
static void sort_parts(struct explanation *out) {
    for (size_t i = 1; i < out->part_count; i++) {
        struct explanation_part part = out->parts[i];
        size_t at = i;
        for (; at > 0 && compare_parts(&out->parts[at - 1], &part) > 0; at--)
            out->parts[at] = out->parts[at - 1];
        out->parts[at] = part;
    }
}

bool telling_end(struct telling *telling) {
    struct explanation *out = telling->out;
    struct printed printed;
    if (printed_make(&printed, telling->raw,
                     telling->show_secrets ? slice_of(NULL, 0) : telling->secret, telling->arena)) {
        out->input = printed.text;
        for (size_t i = 0; i < out->part_count; i++) {
            out->parts[i].start = printed_start(&printed, out->parts[i].start);
            out->parts[i].end = printed_end(&printed, out->parts[i].end);
        }
    } else {
        telling->failed = true;
    }
    sort_parts(out);
    add_sentence(&telling->detail, buffer_slice(&telling->background.buffer));
    out->detail = keep(telling, buffer_slice(&telling->detail.buffer));
    telling->failed |= telling->detail.cause != 0 || telling->background.cause != 0;
    writer_free(&telling->scratch);
    writer_free(&telling->detail);
    writer_free(&telling->background);
    return !telling->failed;
}
