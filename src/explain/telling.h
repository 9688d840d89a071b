/* telling.h: an explanation on its way. For the files of this room.
 *
 * Whoever explains a line adds what it finds, in any order: a title, parts, notes, references.
 * Parts are told as slices of the raw line; telling_end() makes `input` of it, escaped and masked
 * as it would be printed, and moves the parts to where their octets went. What does not fit any
 * more is left out; memory that runs out is remembered, and telling_end() says so. */
#ifndef HELOISE_EXPLAIN_TELLING_H
#define HELOISE_EXPLAIN_TELLING_H

#include "base/words.h"
#include "explain/context.h"
#include "explain/explain.h"

enum {
    TELLING_INPUT_KEPT = 64 * 1024, /* octets of a line, or of all lines of a reply */
    TELLING_MOST_PARTS = 1024,
    TELLING_MOST_LIST = 64, /* of things to check, references … */
};

/* What pieces of a line are called: one for each row of parts.def. */
enum part_id {
#define PART(id, name, meaning) PART_##id,
#include "explain/parts.def"
#undef PART
    PARTS
};

/* What may be said of a line: one for each row of notes.def and message_notes.def. */
enum note_id {
#define NOTE(id, sentence) NOTE_##id,
#include "explain/message_notes.def"
#include "explain/notes.def"
#undef NOTE
    NOTES
};

/* Whole explanations of what no fact is about: one for each row of topics.def. */
enum topic_id {
#define TOPIC(id, reference, title, summary, background) TOPIC_##id,
#include "explain/topics.def"
#undef TOPIC
    TOPICS
};

struct telling {
    struct arena *arena;
    enum explain_depth depth;
    bool show_secrets;
    struct explanation *out;
    const struct context *context; /* never NULL */
    struct provider_rules *rules;
    struct slice raw;         /* the line, or lines joined by CRLF, as sent; borrowed */
    struct slice secret;      /* the part of `raw` that is masked; size 0: none */
    struct writer scratch;    /* a sentence on its way */
    struct writer detail;     /* the sentences of `detail`, joined by blanks */
    struct writer background; /* what comes after them */
    bool failed;              /* memory ran out */
};

/* Begins an explanation of `raw`, which must stay as long as the telling. Zeroes `out`. */
void telling_begin(struct telling *telling, struct slice raw);

/* Makes `input`, `detail` and the places of parts. False when memory ran out. Frees what the
 * telling holds outside the arena. */
bool telling_end(struct telling *telling);

/* A sentence with its places filled, in the arena. */
struct slice tell_words(struct telling *telling, const char *sentence, const struct word *words,
                        size_t count);

/* A sentence of notes.def or message_notes.def. */
struct slice tell_sentence(struct telling *telling, enum note_id note, const struct word *words,
                           size_t count);

/* The title, from a row of notes.def; the first title that is told stays. */
void tell_title_words(struct telling *telling, enum note_id note, const struct word *words,
                      size_t count);

/* "RCPT: names one recipient of the envelope". */
void tell_title(struct telling *telling, struct slice word, const char *title);

/* The summary, as much of it as the depth wants; the first one stays. */
void tell_summary(struct telling *telling, const char *summary);

/* A sentence about this very line, for `detail`; not at EXPLAIN_BRIEF. */
void tell_note_words(struct telling *telling, enum note_id note, const struct word *words,
                     size_t count);

/* More text for `detail`, at EXPLAIN_TEACH alone. */
void tell_background(struct telling *telling, const char *background);

/* Title, summary, background, what to check, and reference of a fact. */
void tell_fact(struct telling *telling, struct slice word, const struct fact *fact);

/* The same of a topic. */
void tell_topic(struct telling *telling, enum topic_id topic);

/* A part of the line. Nothing when `where` lies outside of it. */
void tell_part_words(struct telling *telling, struct slice where, enum part_id part,
                     const struct word *words, size_t count);

/* A part of no octets, at the start: of a line that is empty. */
void tell_empty_part(struct telling *telling, enum part_id part);

/* The same as tell_part_words() with a meaning of its own. */
void tell_part_meaning(struct telling *telling, struct slice where, enum part_id part,
                       struct slice meaning);

/* What parts.def calls a part; static. */
struct slice tell_part_name(enum part_id part);

/* A part with a name and a meaning of its own. */
void tell_part_called(struct telling *telling, struct slice where, struct slice name,
                      struct slice meaning);

/* The same, and the meaning is the fact's: its title, or its summary for those who learn. Without
 * a fact: as the row of parts.def has it. */
void tell_part_fact(struct telling *telling, struct slice where, enum part_id part,
                    const struct fact *fact);

/* Lines joined by LF, each added unless it is there already. */
void tell_check(struct telling *telling, const char *lines);
/* References joined by "; ". */
void tell_reference(struct telling *telling, const char *references);
/* What may come next; a static string. */
void tell_next(struct telling *telling, struct slice next);
/* Another meaning of the same word. */
void tell_also(struct telling *telling, enum note_id note, const struct word *words, size_t count);

/* Words as arguments. */
#define TELLING_WORDS(...)                                                                         \
    (const struct word[]){__VA_ARGS__},                                                            \
        sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word)

/* A part, a note without words. */
static inline void tell_part(struct telling *telling, struct slice where, enum part_id part) {
    tell_part_words(telling, where, part, NULL, 0);
}
static inline void tell_note(struct telling *telling, enum note_id note) {
    tell_note_words(telling, note, NULL, 0);
}

#define TELL_PART(telling, where, part, ...)                                                       \
    tell_part_words((telling), (where), (part), TELLING_WORDS(__VA_ARGS__))
#define TELL_NOTE(telling, note, ...) tell_note_words((telling), (note), TELLING_WORDS(__VA_ARGS__))
#define TELL_TITLE(telling, note, ...)                                                             \
    tell_title_words((telling), (note), TELLING_WORDS(__VA_ARGS__))

#endif
