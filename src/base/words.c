#include "base/words.h"

#include "base/text.h"

static const struct word *word_find(const struct word *words, size_t count, struct slice name) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_string(words[i].name), name))
            return &words[i];
    return NULL;
}

static void write_word(struct writer *writer, const struct word *word) {
    if (word->is_number)
        writer_number(writer, word->number, 1);
    else
        text_escape(writer, word->text);
}

void words_write(struct writer *writer, const char *sentence, const struct word *words,
                 size_t count) {
    struct slice rest = slice_string(sentence);
    while (rest.size > 0) {
        size_t open = slice_find(rest, '{');
        writer_add(writer, slice_first(rest, open));
        rest = slice_from(rest, open);
        size_t close = slice_find(rest, '}');
        if (close == SLICE_NONE) {
            writer_add(writer, rest);
            return;
        }
        const struct word *word = word_find(words, count, slice_part(rest, 1, close - 1));
        if (word)
            write_word(writer, word);
        else
            writer_add(writer, slice_first(rest, close + 1));
        rest = slice_from(rest, close + 1);
    }
}
