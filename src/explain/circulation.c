/* circulation.c: mail to many and mail of programs: List-*, Precedence, Auto-Submitted. */
#include "explain/header.h"

/* The list's name: what stands in angle brackets (RFC 2919 3). */
static struct slice list_name(struct slice value) {
    size_t open = slice_find(value, '<');
    if (open == SLICE_NONE)
        return value;
    value = slice_from(value, open + 1);
    return slice_first(value, slice_find(value, '>'));
}

void say_list(const struct header *header, const struct field *field, struct saying *saying) {
    (void)header;
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_LIST_OF, WORD_SLICE("list", list_name(field->value)));
}

void say_unsubscribe(const struct header *header, const struct field *field,
                     struct saying *saying) {
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_LEAVE_BY, WORD_SLICE("target", field->value));
    if (header->list && fields_find(header->list, "List-Unsubscribe-Post", NULL))
        saying_plain(saying, EXPLAIN_NORMAL, NOTE_LEAVE_ONE_CLICK);
}

/* The word in front, without a parameter behind a semicolon. */
static struct slice first_word(struct slice value) {
    struct slice word = slice_word(&value);
    return slice_first(word, slice_find(word, ';'));
}

void say_precedence(const struct header *header, const struct field *field, struct saying *saying) {
    struct slice word = first_word(field->value);
    bool known = slice_equal_nocase(word, SLICE("bulk")) ||
                 slice_equal_nocase(word, SLICE("list")) || slice_equal_nocase(word, SLICE("junk"));
    (void)header;
    SAYING_ADD(saying, EXPLAIN_BRIEF, known ? NOTE_BULK : NOTE_BULK_OTHER,
               WORD_SLICE("value", field->value));
}

void say_auto_submitted(const struct header *header, const struct field *field,
                        struct saying *saying) {
    static const struct {
        struct slice word;
        enum note_id note;
    } words[] = {
        {{(const uint8_t *)"no", 2}, NOTE_AUTO_NO},
        {{(const uint8_t *)"auto-generated", 14}, NOTE_AUTO_GENERATED},
        {{(const uint8_t *)"auto-replied", 12}, NOTE_AUTO_REPLIED},
        {{(const uint8_t *)"auto-notified", 13}, NOTE_AUTO_NOTIFIED},
    };
    enum note_id note = NOTE_AUTO_OTHER;
    (void)header;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal_nocase(first_word(field->value), words[i].word))
            note = words[i].note;
    SAYING_ADD(saying, EXPLAIN_BRIEF, note, WORD_SLICE("value", field->value));
}

void say_suppress(const struct header *header, const struct field *field, struct saying *saying) {
    (void)header;
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_SUPPRESS, WORD_SLICE("value", field->value));
}
