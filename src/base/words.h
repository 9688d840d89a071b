/* words.h: sentences for people, marked for translation.
 *
 *     N_("…")            marks a sentence in a table
 *     _("…")             marks it where it is put out
 *     P_(one, many, n)   the same for a sentence that counts
 *
 * Sentences are whole and have named places, "{count} packets", so that a translator can move them.
 * Built with HELOISE_GETTEXT they are looked up in the catalogue; else they are what they say. */
#ifndef HELOISE_BASE_WORDS_H
#define HELOISE_BASE_WORDS_H

#include "base/writer.h"

#define N_(sentence) sentence

#ifdef HELOISE_GETTEXT
#include <libintl.h>
#define _(sentence)          gettext(sentence)
#define P_(one, many, count) ngettext(one, many, count)
#else
#define _(sentence)          (sentence)
#define P_(one, many, count) ((count) == 1 ? (one) : (many))
#endif

/* What a named place is filled with: text (escaped when it is written) or a number. */
struct word {
    const char *name;
    bool is_number;
    struct slice text;
    uint64_t number;
};

#define WORD(called, string)      ((struct word){.name = (called), .text = slice_string(string)})
#define WORD_SLICE(called, slice) ((struct word){.name = (called), .text = (slice)})
#define WORD_NUMBER(called, amount)                                                                \
    ((struct word){.name = (called), .is_number = true, .number = (amount)})

/* Writes the sentence with its places filled; a place that has no word stays as it is. */
void words_write(struct writer *writer, const char *sentence, const struct word *words,
                 size_t count);

/* words_write() with the words as arguments. */
#define SAY(writer, sentence, ...)                                                                 \
    words_write((writer), (sentence), (const struct word[]){__VA_ARGS__},                          \
                sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

#endif
