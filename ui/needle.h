/* needle.h: what a search looks for: a pattern (PCRE2), or a text where it is none; both without
 * regard to case. */
#ifndef HELOISE_UI_NEEDLE_H
#define HELOISE_UI_NEEDLE_H

#include "base/pattern.h"

/* Borrowed from the search. Zeroed: nothing, which is found nowhere. */
struct needle {
    struct pattern_engine *engine;
    const struct pattern *pattern; /* NULL: the text is looked for */
    struct slice text;
};

/* The first place at or after `from`: octets `*start` to `*end`, which may be none. */
static inline bool needle_find(const struct needle *needle, struct slice text, size_t from,
                               size_t *start, size_t *end) {
    if (needle->pattern)
        return pattern_find(needle->engine, needle->pattern, text, from, start, end);
    if (needle->text.size == 0)
        return false;
    size_t found = slice_search_nocase(slice_from(text, from), needle->text);
    *start = from + found;
    *end = *start + needle->text.size;
    return found != SLICE_NONE;
}

#endif
