#include "ui/candidates.h"

static uint8_t written(const struct candidates *candidates, uint8_t octet) {
    return candidates->hyphens && octet == '_' ? '-' : octet;
}

static bool same(const struct candidates *candidates, uint8_t a, uint8_t b) {
    a = written(candidates, a);
    b = written(candidates, b);
    return candidates->any_case ? octet_upper(a) == octet_upper(b) : a == b;
}

static bool begins(const struct candidates *candidates, struct slice word, struct slice beginning) {
    if (beginning.size > word.size)
        return false;
    for (size_t i = 0; i < beginning.size; i++)
        if (!same(candidates, beginning.data[i], word.data[i]))
            return false;
    return true;
}

static size_t common_size(const struct candidates *candidates, struct slice a, struct slice b) {
    size_t size = 0;
    while (size < a.size && size < b.size && same(candidates, a.data[size], b.data[size]))
        size++;
    return size;
}

static void write_word(const struct candidates *candidates, struct writer *writer,
                       struct slice word) {
    for (size_t i = 0; i < word.size; i++)
        writer_put(writer, (char)written(candidates, word.data[i]));
}

static bool is_lower(uint8_t octet) {
    return octet >= 'a' && octet <= 'z';
}

size_t candidates_complete(const struct candidates *candidates, struct slice beginning,
                           struct writer *more) {
    struct slice common = {NULL, 0}, word;
    size_t count = 0;
    for (size_t n = 0; candidates->word(candidates->context, n, &word); n++)
        if (begins(candidates, word, beginning))
            common = count++ ? slice_first(common, common_size(candidates, common, word)) : word;
    size_t start = more->buffer.size;
    write_word(candidates, more, slice_from(common, beginning.size));
    if (candidates->any_case && beginning.size > 0 && is_lower(beginning.data[beginning.size - 1]))
        for (size_t i = start; i < more->buffer.size; i++)
            more->buffer.data[i] = octet_lower(more->buffer.data[i]);
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
