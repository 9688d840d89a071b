#include "protocol/parameter.h"

static struct parameter read_parameter(struct slice word) {
    size_t equals = slice_find(word, '=');
    if (equals == SLICE_NONE)
        return (struct parameter){.name = word};
    return (struct parameter){slice_first(word, equals), slice_from(word, equals + 1), true};
}

size_t parameters_parse(struct slice text, struct parameter parameters[MOST_PARAMETERS]) {
    size_t count = 0;
    while (count < MOST_PARAMETERS) {
        struct slice word = slice_word(&text);
        if (word.size == 0)
            break;
        parameters[count++] = read_parameter(word);
    }
    return count;
}
