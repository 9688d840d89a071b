/* What of a line nobody else is to see. */
#include "live/advice_inside.h"
#include "protocol/stray.h"

size_t advice_secret(const struct footing *footing, struct slice line) {
    struct slice rest = line, verb = slice_word(&rest);
    if (footing->response)
        return 0;
    if (footing->content)
        return SIZE_MAX;
    if (slice_equal_nocase(verb, SLICE("AUTH")))
        (void)slice_word(&rest);
    else if (!slice_equal_nocase(verb, SLICE("PASS")))
        return SIZE_MAX;
    size_t start = line.size - rest.size;
    if (rest.size > 0 && octet_is_blank(rest.data[0]))
        start++;
    return start < line.size ? start : SIZE_MAX;
}

static bool is_of_word(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || octet == '-' || octet == '.' ||
           octet == '@';
}

/* Whether the text has the word in it, any case; what stands around it is no part of a word. */
static bool has_word(struct slice text, struct slice word) {
    size_t at;
    while ((at = slice_search_nocase(text, word)) != SLICE_NONE) {
        size_t end = at + word.size;
        bool begins = at == 0 || !is_of_word(text.data[at - 1]);
        if (begins && (end == text.size || !is_of_word(text.data[end])))
            return true;
        text = slice_from(text, end);
    }
    return false;
}

bool advice_is_private(const struct footing *footing, struct slice line) {
    static const char *const words[] = {"PASS", "AUTH", "APOP", "X-EXPS", "PASSWORD"};
    bool open = footing_is_pop3(footing) && footing->named;
    if (footing->response)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_word(line, slice_string(words[i])))
            return true;
    return stray_secret(line, open ? STRAY_PASSWORD : STRAY_NOTHING).size > 0;
}
