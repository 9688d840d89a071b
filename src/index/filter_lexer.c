/* The words of a filter. */
#include "index/filter_inside.h"

static const struct {
    const char *text;
    enum filter_token_kind kind;
} signs[] =
    {
        /* the longer before those that they begin with */
        {"&&", TOKEN_AND},
        {"||", TOKEN_OR},
        {"==", TOKEN_EQUAL},
        {"!=", TOKEN_UNEQUAL},
        {"<=", TOKEN_LESS_OR_EQUAL},
        {">=", TOKEN_GREATER_OR_EQUAL},
        {"<", TOKEN_LESS},
        {">", TOKEN_GREATER},
        {"!", TOKEN_NOT},
        {"(", TOKEN_OPEN},
        {")", TOKEN_CLOSE},
        {"{", TOKEN_BRACE_OPEN},
        {"}", TOKEN_BRACE_CLOSE},
        {",", TOKEN_COMMA},
},
  keywords[] = {
      {"and", TOKEN_AND},           {"or", TOKEN_OR},           {"not", TOKEN_NOT},
      {"eq", TOKEN_EQUAL},          {"ne", TOKEN_UNEQUAL},      {"lt", TOKEN_LESS},
      {"le", TOKEN_LESS_OR_EQUAL},  {"gt", TOKEN_GREATER},      {"ge", TOKEN_GREATER_OR_EQUAL},
      {"contains", TOKEN_CONTAINS}, {"matches", TOKEN_MATCHES}, {"in", TOKEN_IN},
};

static bool is_space(uint8_t octet) {
    return octet_is_blank(octet) || octet == '\n' || octet == '\r';
}

static bool ends_word(uint8_t octet) {
    return is_space(octet) || strchr("()<>=!&|{},\"", octet) != NULL; /* NUL, too */
}

/* Octets of the string at the front, both quotes included; 0 when it has no end. */
static size_t string_size(struct slice rest, bool raw) {
    for (size_t i = 1; i < rest.size; i++) {
        if (rest.data[i] == '"')
            return i + 1;
        i += rest.data[i] == '\\' && !raw;
    }
    return 0;
}

static struct filter_token string_token(struct slice rest, size_t at, bool raw) {
    size_t size = string_size(slice_from(rest, raw), raw);
    return size ? (struct filter_token){TOKEN_STRING, slice_first(rest, size + raw), at}
                : (struct filter_token){TOKEN_OPEN_STRING, rest, at};
}

static struct filter_token word_token(struct slice rest, size_t at) {
    struct filter_token token = {TOKEN_WORD, rest, at};
    size_t size = 0;
    while (size < rest.size && !ends_word(rest.data[size]))
        size++;
    token.text = slice_first(rest, size);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (slice_equal(slice_string(keywords[i].text), token.text))
            token.kind = keywords[i].kind;
    return token;
}

struct filter_token filter_token(struct slice filter, size_t at) {
    while (at < filter.size && is_space(filter.data[at]))
        at++;
    struct slice rest = slice_from(filter, at);
    if (rest.size == 0)
        return (struct filter_token){TOKEN_END, rest, at};
    if (rest.data[0] == '"' || slice_starts(rest, SLICE("r\"")))
        return string_token(rest, at, rest.data[0] == 'r');
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (slice_starts(rest, slice_string(signs[i].text)))
            return (struct filter_token){signs[i].kind, slice_first(rest, strlen(signs[i].text)),
                                         at};
    if (ends_word(rest.data[0]))
        return (struct filter_token){TOKEN_WRONG, slice_first(rest, 1), at};
    return word_token(rest, at);
}

/* ---- what a string says ---- */

static int hex_digit(uint8_t octet) {
    if (octet_is_digit(octet))
        return octet - '0';
    octet = octet_upper(octet);
    return octet >= 'A' && octet <= 'F' ? octet - 'A' + 10 : -1;
}

/* Undoes the escape at the front; how many octets it takes, 0: it is none of ours. */
static size_t undo_escape(struct slice rest, uint8_t *octet) {
    static const char letters[] = "\"\\nrt", meanings[] = "\"\\\n\r\t";
    if (rest.size < 2 || rest.data[0] != '\\')
        return 0;
    const char *letter = rest.data[1] ? strchr(letters, rest.data[1]) : NULL;
    if (letter) {
        *octet = (uint8_t)meanings[letter - letters];
        return 2;
    }
    if (rest.size < 4 || rest.data[1] != 'x')
        return 0;
    int high = hex_digit(rest.data[2]), low = hex_digit(rest.data[3]);
    *octet = (uint8_t)(high * 16 + low);
    return high < 0 || low < 0 ? 0 : 4;
}

struct slice filter_string(struct slice token, struct arena *arena) {
    bool raw = token.data[0] == 'r';
    struct slice inside = slice_part(token, raw + 1, token.size - raw - 2);
    uint8_t *text = arena_octets(arena, inside.size + 1);
    size_t size = 0;
    if (!text)
        return slice_of(NULL, 0);
    while (inside.size > 0) {
        size_t taken = raw ? 0 : undo_escape(inside, &text[size]);
        if (taken == 0) {
            text[size] = inside.data[0];
            taken = 1;
        }
        size++;
        inside = slice_from(inside, taken);
    }
    return slice_of(text, size);
}
