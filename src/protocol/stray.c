#include "protocol/stray.h"

enum {
    SHORTEST_RESPONSE = 4,   /* base64 of three octets */
    SUSPICIOUS_RESPONSE = 8, /* shorter words are words */
    LONGEST_WORD = 8,        /* PASSWORD; what is longer may have the secret glued to it */
};

/* ---- words that were meant to log in ---- */

static const struct slice login_words[] = {
    {(const uint8_t *)"PASS", 4},
    {(const uint8_t *)"APOP", 4},
    {(const uint8_t *)"AUTH", 4},
    {(const uint8_t *)"X-EXPS", 6},
};

enum { LOGIN_WORDS = sizeof login_words / sizeof *login_words };

/* Octets from the front on in which both agree. */
static size_t common_start(struct slice a, struct slice b) {
    size_t size = 0;
    while (size < a.size && size < b.size && octet_upper(a.data[size]) == octet_upper(b.data[size]))
        size++;
    return size;
}

/* Whether one slip of the finger makes `meant` of `word`: an octet too many, missing, wrong, or two
 * swapped. */
static bool is_slip(struct slice word, struct slice meant) {
    size_t same = common_start(word, meant);
    struct slice left = slice_from(word, same), wanted = slice_from(meant, same);
    bool added = slice_equal_nocase(slice_from(left, 1), wanted);
    bool missing = slice_equal_nocase(left, slice_from(wanted, 1));
    bool wrong = slice_equal_nocase(slice_from(left, 1), slice_from(wanted, 1));
    bool swapped = left.size > 1 && wanted.size > 1 &&
                   octet_upper(left.data[0]) == octet_upper(wanted.data[1]) &&
                   octet_upper(left.data[1]) == octet_upper(wanted.data[0]) &&
                   slice_equal_nocase(slice_from(left, 2), slice_from(wanted, 2));
    return added || missing || wrong || swapped;
}

/* How much of the word may be shown: all of a misspelt one, PASS of PASSWORD. SIZE_MAX: it was not
 * meant to log in. */
static size_t login_word_size(struct slice word) {
    for (size_t i = 0; i < LOGIN_WORDS; i++)
        if (slice_starts_nocase(word, login_words[i]))
            return login_words[i].size;
    for (size_t i = 0; i < LOGIN_WORDS; i++)
        if (is_slip(word, login_words[i]))
            return word.size;
    return slice_starts_nocase(word, SLICE("PAS")) ? 3 : SIZE_MAX;
}

static bool is_plain_word(struct slice word) {
    for (size_t i = 0; i < word.size; i++)
        if (!octet_is_alpha(word.data[i]))
            return false;
    return word.size <= LONGEST_WORD;
}

/* ---- base64 that nobody asked for ---- */

static bool is_base64(struct slice word) {
    size_t size = word.size;
    while (size > 0 && word.size - size < 2 && word.data[size - 1] == '=')
        size--;
    for (size_t i = 0; i < size; i++) {
        uint8_t octet = word.data[i];
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && octet != '+' && octet != '/')
            return false;
    }
    return word.size > 0;
}

/* Whether it looks like base64 rather than like a word: both cases mixed, digits, padding. */
static bool is_suspicious(struct slice word) {
    bool upper = false, lower = false, other = false;
    for (size_t i = 0; i < word.size; i++) {
        uint8_t octet = word.data[i];
        bool is_upper = octet == octet_upper(octet);
        upper |= octet_is_alpha(octet) && is_upper;
        lower |= octet_is_alpha(octet) && !is_upper;
        other |= !octet_is_alpha(octet);
    }
    return word.size >= SUSPICIOUS_RESPONSE && word.size % 4 == 0 && (other || (upper && lower));
}

static bool is_response(struct slice line, enum stray_due due) {
    struct slice word = slice_trim(line);
    if (!is_base64(word))
        return false;
    return is_suspicious(word) || (due == STRAY_RESPONSE && word.size >= SHORTEST_RESPONSE);
}

/* ---- lines ---- */

struct slice stray_secret(struct slice line, enum stray_due due) {
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    size_t shown = login_word_size(word);
    struct slice argument = slice_from(rest, 1);
    if (shown < word.size)
        return slice_from(line, (size_t)(word.data - line.data) + shown);
    if (shown == word.size)
        return argument;
    if (is_response(line, due))
        return line;
    if (due != STRAY_PASSWORD)
        return (struct slice){0};
    return argument.size > 0 && is_plain_word(word) ? argument : line;
}

static struct slice last_word(struct slice text) {
    struct slice trimmed = slice_trim(text);
    size_t start = trimmed.size;
    while (start > 0 && !octet_is_blank(trimmed.data[start - 1]))
        start--;
    return slice_from(trimmed, start);
}

struct slice stray_fragment_secret(struct slice text, enum stray_due due) {
    struct slice secret = stray_secret(text, due);
    struct slice last = last_word(text);
    bool lone = last.size >= SHORTEST_RESPONSE && last.size == slice_trim(text).size;
    if (secret.size > 0)
        return secret;
    if (due == STRAY_PASSWORD || (lone && is_base64(last)))
        return text;
    return is_base64(last) && is_suspicious(last) ? last : secret;
}
