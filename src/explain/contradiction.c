/* contradiction.c: replies that do not agree with themselves, or do not fit what was asked. */
#include "explain/tell.h"

/* Words of a text, and the first digit that goes with them. */
static const struct {
    const char *words;
    uint8_t digit;
} hints[] = {
#define HINT(words, digit) {words, digit},
#include "explain/text_hints.def"
#undef HINT
};

/* The first digit that the text speaks for: 2, 4, 5; 0: it does not say. */
static unsigned digit_by_text(struct slice text) {
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (slice_search_nocase(text, slice_string(hints[i].words)) != SLICE_NONE)
            return hints[i].digit;
    return 0;
}

static void tell_text_against_code(struct telling *telling, unsigned digit, struct slice text) {
    unsigned says = digit_by_text(text);
    if (digit == 4 && says == 5)
        tell_note(telling, NOTE_TEXT_SAYS_PERMANENT);
    else if (digit == 5 && says == 4)
        tell_note(telling, NOTE_TEXT_SAYS_TRANSIENT);
    else if (digit == 2 && (says == 4 || says == 5))
        tell_note(telling, NOTE_TEXT_SAYS_FAILURE);
    else if (digit >= 4 && says == 2)
        tell_note(telling, NOTE_TEXT_SAYS_SUCCESS);
}

/* ---- enhanced codes ---- */

/* Greetings and the answers to EHLO and HELO have none, nor has 3yz (RFC 2034 4). */
static bool enhanced_due(const struct context *context, unsigned digit,
                         const struct answered *answered) {
    static const char *const exempt[] = {"(connect)", "EHLO", "HELO", "LHLO"};
    if (answered->verb.size == 0 || digit == 3 ||
        !context_offers(context, SLICE("ENHANCEDSTATUSCODES"), false))
        return false;
    for (size_t i = 0; i < sizeof exempt / sizeof *exempt; i++)
        if (slice_equal(answered->verb, slice_string(exempt[i])))
            return false;
    return true;
}

static void tell_enhanced_against_code(struct telling *telling, unsigned digit,
                                       struct enhanced_code enhanced,
                                       const struct answered *answered) {
    if (enhanced.class == 0 && enhanced_due(telling->context, digit, answered))
        tell_note(telling, NOTE_ENHANCED_MISSING);
    else if (enhanced.class != 0 && digit == 3)
        tell_note(telling, NOTE_ENHANCED_WITH_3YZ);
    else if (enhanced.class != 0 && enhanced.class != digit)
        TELL_NOTE(telling, NOTE_ENHANCED_CLASS, WORD_NUMBER("class", enhanced.class),
                  WORD_NUMBER("digit", digit));
}

/* ---- does it answer rightly? ---- */

/* Whether a column of facts names the word: words are parted by blanks, commas, semicolons. */
static bool column_names(const char *column, struct slice word) {
    struct slice rest = slice_string(column);
    for (;;) {
        struct slice item = take_item(&rest);
        if (item.size == 0)
            return false;
        if (item.data[item.size - 1] == ';')
            item.size--;
        if (slice_equal_nocase(item, word))
            return true;
    }
}

/* The words of reply_fact.after for what was answered. */
static struct slice word_of_replies(const struct answered *answered) {
    if (answered->final_dot || slice_equal(answered->verb, SLICE("(end-of-data)")))
        return SLICE("dot");
    if (slice_equal(answered->verb, SLICE("(connect)")))
        return SLICE("connect");
    if (slice_equal(answered->verb, SLICE("(auth-response)")) ||
        slice_equal(answered->verb, SLICE("(auth-cancel)")))
        return SLICE("SASL");
    return answered->verb;
}

/* Codes that may answer any command (RFC 5321 4.2.4, 4.3.2, 3.8). */
static bool answers_any(uint16_t code) {
    return code == 421 || code == 500 || code == 501 || code == 502 || code == 503;
}

static bool fits_command(const struct smtp_command_fact *fact, struct slice code) {
    return column_names(fact->success, code) || column_names(fact->intermediate, code) ||
           column_names(fact->error, code);
}

/* Whether an answer of this first digit can be meant for the command at all. */
static bool digit_fits(const struct smtp_command_fact *fact, unsigned digit) {
    return digit >= 4 || (digit == 2 && *fact->success) || (digit == 3 && *fact->intermediate);
}

static void tell_answer(struct telling *telling, uint16_t code, const struct answered *answered) {
    const struct smtp_command_fact *fact = smtp_command_fact_find(answered->verb);
    char digits[3] = {(char)('0' + code / 100), (char)('0' + code / 10 % 10),
                      (char)('0' + code % 10)};
    struct slice text = slice_of(digits, sizeof digits);
    const struct reply_fact *reply = reply_fact_find(text);
    if (!fact)
        return;
    const struct word words[] = {WORD_SLICE("code", text), WORD_SLICE("verb", answered->verb)};
    bool listed = fits_command(fact, text) || answers_any(code) ||
                  (reply && (column_names(reply->after, word_of_replies(answered)) ||
                             column_names(reply->after, SLICE("any"))));
    if (answered->verb.data[0] == '(') {
        if (!listed)
            tell_note_words(telling, NOTE_NOT_LISTED_HERE, words, 1);
    } else if (!digit_fits(fact, code / 100u)) {
        tell_note_words(telling, NOTE_WRONG_DIGIT, words, 2);
    } else if (!listed) {
        tell_note_words(telling, NOTE_NOT_LISTED, words, 2);
    } else if (telling->depth == EXPLAIN_TEACH) {
        tell_note_words(telling, NOTE_LISTED, words, 2);
    }
}

void tell_contradictions(struct telling *telling, uint16_t code, struct enhanced_code enhanced,
                         struct slice text, const struct answered *answered) {
    unsigned digit = code / 100u;
    if (answered->verb.size > 0)
        tell_answer(telling, code, answered);
    tell_enhanced_against_code(telling, digit, enhanced, answered);
    tell_text_against_code(telling, digit, text);
}
