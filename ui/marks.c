#include "ui/marks.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 64 };

bool marks_has(const struct marks *marks, size_t row) {
    return row / BITS < marks->word_count && (marks->words[row / BITS] >> row % BITS & 1U);
}

static bool make_room(struct marks *marks, size_t row) {
    size_t wanted = row / BITS + 1, grown = marks->word_count * 2;
    if (wanted <= marks->word_count)
        return true;
    wanted = wanted > grown ? wanted : grown;
    uint64_t *words = realloc(marks->words, wanted * sizeof *words);
    if (!words)
        return false;
    memset(words + marks->word_count, 0, (wanted - marks->word_count) * sizeof *words);
    marks->words = words;
    marks->word_count = wanted;
    return true;
}

bool marks_set(struct marks *marks, size_t row, bool marked) {
    if (marks_has(marks, row) == marked)
        return true;
    if (row == SIZE_MAX || !make_room(marks, row))
        return false;
    marks->words[row / BITS] ^= UINT64_C(1) << row % BITS;
    marks->count = marked ? marks->count + 1 : marks->count - 1;
    return true;
}

size_t marks_next(const struct marks *marks, size_t row) {
    for (size_t word = row / BITS; word < marks->word_count; word++) {
        uint64_t bits = marks->words[word];
        if (word == row / BITS)
            bits &= UINT64_MAX << row % BITS;
        if (bits)
            return word * BITS + (size_t)__builtin_ctzll(bits);
    }
    return SIZE_MAX;
}

void marks_free(struct marks *marks) {
    free(marks->words);
    *marks = (struct marks){0};
}
