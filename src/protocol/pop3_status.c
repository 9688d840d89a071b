#include "protocol/pop3_status.h"

/* RFC 2449 8.1 and RFC 3206 4: the same may work later. */
static const struct slice passing_codes[] = {
    {(const uint8_t *)"SYS/TEMP", 8},
    {(const uint8_t *)"IN-USE", 6},
    {(const uint8_t *)"LOGIN-DELAY", 11},
};

/* Codes form a hierarchy with slashes: what is unknown at the end is ignored (RFC 2449 8). */
static bool code_is(struct slice code, struct slice name) {
    return slice_starts_nocase(code, name) &&
           (code.size == name.size || code.data[name.size] == '/');
}

static bool is_passing(struct slice code) {
    for (size_t i = 0; i < sizeof passing_codes / sizeof *passing_codes; i++)
        if (code_is(code, passing_codes[i]))
            return true;
    return false;
}

static struct slice read_code(struct slice text) {
    bool begins = text.size > 0 && text.data[0] == '[';
    size_t end = begins ? slice_find(text, ']') : SLICE_NONE;
    return end == SLICE_NONE ? (struct slice){0} : slice_part(text, 1, end - 1);
}

/* Whether the indicator stands here and ends here: "+OKAY" is no reply. */
static bool has_indicator(struct slice line, struct slice indicator) {
    if (!slice_starts(line, indicator))
        return false;
    if (line.size == indicator.size)
        return true;
    uint8_t next = line.data[indicator.size];
    return !octet_is_alpha(next) && !octet_is_digit(next);
}

static enum outcome outcome_of(struct slice indicator, struct slice code) {
    if (indicator.size == 3)
        return OUTCOME_OK;
    if (indicator.size == 1)
        return OUTCOME_MORE;
    return is_passing(code) ? OUTCOME_DEFERRED : OUTCOME_REFUSED;
}

bool pop3_status_read(struct slice line, bool in_exchange, struct pop3_status *status) {
    struct slice indicator;
    if (has_indicator(line, SLICE("+OK")))
        indicator = SLICE("+OK");
    else if (has_indicator(line, SLICE("-ERR")))
        indicator = SLICE("-ERR");
    else if (has_indicator(line, SLICE("+")) || (in_exchange && slice_starts(line, SLICE("+"))))
        indicator = SLICE("+");
    else
        return false;
    struct slice text = slice_from(line, indicator.size);
    if (text.size > 0 && octet_is_blank(text.data[0]))
        text = slice_from(text, 1);
    struct slice code = read_code(text);
    *status = (struct pop3_status){indicator, text, code, outcome_of(indicator, code)};
    return true;
}

static enum pop3_prefix compare_prefix(struct slice octets, struct slice indicator) {
    if (octets.size > indicator.size)
        return has_indicator(octets, indicator) ? POP3_REPLY : POP3_NO_REPLY;
    return slice_starts(indicator, octets) ? POP3_UNSURE : POP3_NO_REPLY;
}

enum pop3_prefix pop3_prefix_read(struct slice octets) {
    enum pop3_prefix ok = compare_prefix(octets, SLICE("+OK"));
    return ok == POP3_NO_REPLY ? compare_prefix(octets, SLICE("-ERR")) : ok;
}

uint64_t pop3_announced(struct slice text) {
    uint64_t number = 0;
    if (slice_number(slice_trim(text), UINT64_MAX, &number))
        return number;
    struct slice before = {0};
    while (text.size > 0) {
        struct slice word = slice_word(&text);
        bool unit =
            slice_starts_nocase(word, SLICE("octets")) || slice_starts_nocase(word, SLICE("bytes"));
        if (unit && slice_number(before, UINT64_MAX, &number))
            return number;
        before = word.size > 0 && word.data[0] == '(' ? slice_from(word, 1) : word;
    }
    return 0;
}
