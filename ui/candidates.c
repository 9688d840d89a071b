#include "ui/candidates.h"

static uint8_t written(const struct candidates *candidates, uint8_t octet) {
    return candidates->hyphens && octet == '_' ? '-' : octet;
}

static bool begins(const struct candidates *candidates, struct slice word, struct slice beginning) {
    if (beginning.size > word.size)
        return false;
    for (size_t i = 0; i < beginning.size; i++)
        if (written(candidates, beginning.data[i]) != written(candidates, word.data[i]))
            return false;
    return true;
}

static size_t common_size(struct slice a, struct slice b) {
    size_t size = 0;
    while (size < a.size && size < b.size && a.data[size] == b.data[size])
        size++;
    return size;
}

static void write_word(const struct candidates *candidates, struct writer *writer,
                       struct slice word) {
    for (size_t i = 0; i < word.size; i++)
        writer_put(writer, (char)written(candidates, word.data[i]));
}

size_t candidates_complete(const struct candidates *candidates, struct slice beginning,
                           struct writer *more) {
    struct slice common = {NULL, 0}, word;
    size_t count = 0;
    for (size_t n = 0; candidates->word(candidates->context, n, &word); n++)
        if (begins(candidates, word, beginning))
            common = count++ ? slice_first(common, common_size(common, word)) : word;
    write_word(candidates, more, slice_from(common, beginning.size));
    return count;
}

void candidates_hint(const struct candidates *candidates, struct slice beginning,
                     struct writer *hint) {
    struct slice word;
    for (size_t n = 0; candidates->word(candidates->context, n, &word); n++) {
        if (!begins(candidates, word, beginning))
            continue;
        writer_string(hint, hint->buffer.size ? "  " : "");
        write_word(candidates, hint, word);
    }
}
