#include "protocol/parameter.h"

static struct parameter read_parameter(struct slice word) {
    size_t equals = slice_find(word, '=');
    if (equals == SLICE_NONE)
        return (struct parameter){.name = word};
    return (struct parameter){slice_first(word, equals), slice_from(word, equals + 1), true};
}

size_t parameters_parse(struct slice text, struct parameter parameters[MOST_PARAMETERS]) {
    size_t count = 0;
    text = slice_trim(text);
    while (text.size > 0 && count < MOST_PARAMETERS)
        parameters[count++] = read_parameter(slice_word(&text));
    return count;
}
