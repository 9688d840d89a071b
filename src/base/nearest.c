#include "base/nearest.h"

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static bool begins_or_ends(struct slice part, struct slice word) {
    if (part.size == 0 || part.size > word.size)
        return false;
    return slice_starts(word, part) || slice_equal(slice_from(word, word.size - part.size), part);
}

/* Levenshtein's distance, one row of the matrix at a time. */
size_t nearest_distance(struct slice wanted, struct slice word) {
    size_t row[NEAREST_WORD + 1];
    wanted = slice_first(wanted, NEAREST_WORD);
    word = slice_first(word, NEAREST_WORD);
    for (size_t j = 0; j <= word.size; j++)
        row[j] = j;
    for (size_t i = 0; i < wanted.size; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < word.size; j++) {
            size_t changed = corner + (wanted.data[i] != word.data[j]);
            corner = row[j + 1];
            row[j + 1] = least(changed, least(corner, row[j]) + 1);
        }
    }
    return begins_or_ends(wanted, word) ? least(row[word.size], 1) : row[word.size];
}

void nearest_take(struct nearest *nearest, struct slice wanted, struct slice word) {
    enum { MOST = sizeof nearest->words / sizeof *nearest->words };
    size_t distance = nearest_distance(wanted, word);
    size_t place = nearest->count;
    while (place > 0 && nearest->distances[place - 1] > distance)
        place--;
    if (place == MOST)
        return;
    if (nearest->count < MOST)
        nearest->count++;
    for (size_t i = nearest->count - 1; i > place; i--) {
        nearest->words[i] = nearest->words[i - 1];
        nearest->distances[i] = nearest->distances[i - 1];
    }
    nearest->words[place] = word;
    nearest->distances[place] = distance;
}
