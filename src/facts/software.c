#include "facts/software.h"

/* What stands in the greeting, as written there; NULL: the program is called the same. */
struct software {
    struct slice mark;
    const char *name;
};

#define TEXT(literal)                                                                              \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }
static const struct software software_table[] = {
#define MARK(mark)        {TEXT(mark), NULL},
#define NAMED(mark, name) {TEXT(mark), name},
#include "facts/software.def"
#undef MARK
#undef NAMED
};
#undef TEXT

enum { SOFTWARE_KEPT = 80 }; /* octets of name and version */

static bool is_word(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet);
}

/* Octets up to where the next word may begin. */
static size_t word_size(struct slice text) {
    for (size_t at = 0; at < text.size; at++)
        if (text.data[at] == ' ' || text.data[at] == '\t' || text.data[at] == '(' ||
            text.data[at] == '<' || text.data[at] == '[' || text.data[at] == '/')
            return at + 1;
    return text.size;
}

/* Whether a word ends here: host names like "qmail.example.org" name no program. */
static bool ends_word(struct slice rest) {
    if (rest.size == 0)
        return true;
    bool joins = rest.data[0] == '.' || rest.data[0] == '-';
    if (joins && rest.size > 1)
        return !is_word(rest.data[1]);
    return !is_word(rest.data[0]);
}

static const struct software *at_word(struct slice rest) {
    for (size_t i = 0; i < sizeof software_table / sizeof *software_table; i++) {
        const struct software *software = &software_table[i];
        if (software->mark.data[0] == rest.data[0] && slice_starts(rest, software->mark) &&
            ends_word(slice_from(rest, software->mark.size)))
            return software;
    }
    return NULL;
}

/* The version that follows a name: "8.14.3", "v2.3.7", ", Version: 6.0.3790". */
static struct slice version_after(struct slice rest) {
    static const struct slice leads[] = {
        {(const uint8_t *)"version", 7}, {(const uint8_t *)"POP3", 4}, {(const uint8_t *)"v", 1}};
    for (size_t i = 0; i <= sizeof leads / sizeof *leads; i++) {
        while (rest.size > 0 && memchr(" \t,:/(-", rest.data[0], 7))
            rest = slice_from(rest, 1);
        if (i < sizeof leads / sizeof *leads && slice_starts_nocase(rest, leads[i]))
            rest = slice_from(rest, leads[i].size);
    }
    size_t size = 0;
    if (rest.size == 0 || !octet_is_digit(rest.data[0]))
        return slice_of(NULL, 0);
    while (size < rest.size && (is_word(rest.data[size]) || memchr(".-_+~", rest.data[size], 5)))
        size++;
    while (size > 0 && !is_word(rest.data[size - 1]))
        size--;
    return slice_first(rest, size);
}

static struct slice describe(const struct software *software, struct slice version,
                             struct arena *arena) {
    char text[SOFTWARE_KEPT];
    struct slice name = software->name ? slice_string(software->name) : software->mark;
    version = slice_first(version, sizeof text - name.size - 1);
    memcpy(text, name.data, name.size);
    if (version.size == 0)
        return arena_copy(arena, slice_of(text, name.size));
    text[name.size] = ' ';
    memcpy(text + name.size + 1, version.data, version.size);
    return arena_copy(arena, slice_of(text, name.size + 1 + version.size));
}

struct slice software_find(struct slice greeting, struct arena *arena) {
    for (struct slice rest = greeting; rest.size > 0; rest = slice_from(rest, word_size(rest))) {
        const struct software *software = at_word(rest);
        if (software)
            return describe(software, version_after(slice_from(rest, software->mark.size)), arena);
    }
    return slice_of(NULL, 0);
}
