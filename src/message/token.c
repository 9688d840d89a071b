#include "message/token.h"

static bool is_space(uint8_t octet) {
    return octet_is_blank(octet) || octet == '\r' || octet == '\n';
}

struct slice token_trim(struct slice text) {
    while (text.size > 0 && is_space(text.data[0]))
        text = slice_from(text, 1);
    while (text.size > 0 && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Octets of a comment, both parentheses included; a backslash takes the meaning from what follows.
 */
static size_t comment_size(struct slice text, bool *closed) {
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t octet = text.data[i];
        if (octet == '\\')
            i++;
        depth += octet == '(';
        depth -= octet == ')';
        *closed = depth == 0;
        if (*closed)
            return i + 1;
    }
    return text.size;
}

/* Octets of a quoted string, both quotes included. */
static size_t quoted_size(struct slice text, bool *closed) {
    *closed = false;
    for (size_t i = 1; i < text.size; i++) {
        *closed = text.data[i] == '"';
        if (*closed)
            return i + 1;
        if (text.data[i] == '\\')
            i++;
    }
    return text.size;
}

static bool is_special(uint8_t octet, const char *specials) {
    for (; *specials != '\0'; specials++)
        if ((uint8_t)*specials == octet)
            return true;
    return false;
}

/* What most words are made of, and nothing parts words by. */
static bool is_plain(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || octet == '.' || octet == '-' ||
           octet == '@';
}

/* Octets of a word; `quotes`: how many quoted strings are in it. */
static size_t word_size(struct slice text, const char *specials, size_t *quotes) {
    size_t size = 0;
    bool closed;
    *quotes = 0;
    while (size < text.size) {
        uint8_t octet = text.data[size];
        if (is_plain(octet)) {
            size++;
            continue;
        }
        if (is_space(octet) || octet == '(' || is_special(octet, specials))
            return size;
        *quotes += octet == '"';
        size += octet == '"' ? quoted_size(slice_from(text, size), &closed) : 1;
    }
    return size;
}

/* What is between the octet at the front and the one that closes it. */
static struct slice inside(struct slice text, bool closed) {
    text = slice_from(text, 1);
    text.size -= closed && text.size > 0;
    return text;
}

static struct token take(struct slice *rest, enum token_kind kind, size_t size, struct slice text) {
    *rest = slice_from(*rest, size);
    return (struct token){kind, text};
}

struct token token_next(struct slice *rest, const char *specials) {
    bool closed = false;
    size_t quotes;
    while (rest->size > 0 && is_space(rest->data[0]))
        *rest = slice_from(*rest, 1);
    if (rest->size == 0)
        return (struct token){TOKEN_END, *rest};
    if (rest->data[0] == '(') {
        size_t size = comment_size(*rest, &closed);
        struct slice text = inside(slice_first(*rest, size), closed);
        return take(rest, TOKEN_COMMENT, size, token_trim(text));
    }
    if (is_special(rest->data[0], specials))
        return take(rest, TOKEN_SPECIAL, 1, slice_first(*rest, 1));
    size_t size = word_size(*rest, specials, &quotes);
    struct slice word = slice_first(*rest, size);
    if (word.data[0] == '"' && quoted_size(word, &closed) == size)
        return take(rest, TOKEN_QUOTED, size, inside(word, closed));
    return take(rest, TOKEN_WORD, size, word);
}

struct slice token_until(struct slice *rest, char special) {
    const char specials[] = {special, '\0'};
    struct slice start = *rest;
    struct token token;
    do
        token = token_next(rest, specials);
    while (token.kind != TOKEN_END && token.kind != TOKEN_SPECIAL);
    size_t after = token.kind == TOKEN_SPECIAL ? rest->size + 1 : 0;
    return token_trim(slice_part(start, 0, start.size - after));
}
