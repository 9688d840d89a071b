#include "diagnose/rule.h"

#include <assert.h>

#include "diagnose/signs.h"

enum { SMTP = SPEECH_SMTP, LMTP = SPEECH_LMTP, POP3 = SPEECH_POP3 };
enum { BOTH = SPEECH_SMTP | SPEECH_LMTP, ALL = SPEECH_SMTP | SPEECH_LMTP | SPEECH_POP3 };

#define BIT(heard) (1 << (heard))
enum {
    CONNECT = BIT(EVENT_CONNECT),
    GREETING = BIT(EVENT_GREETING),
    HELLO = BIT(HEARD_HELLO),
    ADDRESS = BIT(HEARD_ADDRESS),
    DATA = BIT(HEARD_DATA),
    LOGIN = BIT(HEARD_LOGIN),
    STARTTLS = BIT(HEARD_STARTTLS),
    STRANGE = BIT(HEARD_STRANGE),
    OTHER = BIT(EVENT_COMMAND),
    COMMAND = OTHER | HELLO | ADDRESS | DATA | LOGIN | STARTTLS | STRANGE,
    OFFER = BIT(HEARD_OFFER),
    REFUSAL = BIT(HEARD_REFUSAL),
    REPLY = BIT(EVENT_REPLY) | OFFER | REFUSAL,
    CONTINUATION = BIT(EVENT_CONTINUATION),
    MESSAGE = BIT(EVENT_MESSAGE),
    TLS = BIT(EVENT_TLS),
    GAP = BIT(EVENT_GAP),
    NETWORK = BIT(EVENT_NETWORK),
    JUNK = BIT(EVENT_JUNK),
    CLOSE = BIT(EVENT_CLOSE),
    END = BIT(HEARD_END),
};

enum { EVENTS = NEED_EVENTS, HEADER = NEED_HEADER, CONTENT = NEED_CONTENT };

/* Signs by the names that they have in the table. */
enum {
#define SIGN(name) name = SIGN_##name,
#include "diagnose/signs.def"
#undef SIGN
};

#define ON(...)                                                                                    \
    { __VA_ARGS__ }

const struct rule rule_table[] = {
#define RULE(name, id, speech, hears, signs, need)                                                 \
    {id, (unsigned)(speech), (unsigned)(hears), signs, (enum rule_need)(need), judge_##name},
#include "diagnose/rules.def"
#undef RULE
};

const size_t rule_count = sizeof rule_table / sizeof *rule_table;

static_assert(sizeof rule_table / sizeof *rule_table <= RULES_MOST, "a bit for each");

bool word_among(const char *list, struct slice word) {
    struct slice rest = slice_string(list);
    while (rest.size > 0) {
        struct slice one = slice_first(rest, slice_find(rest, ' '));
        if (word.size > 0 && slice_equal_nocase(one, word))
            return true;
        rest = slice_from(rest, one.size + 1);
    }
    return false;
}

bool reply_says(const struct reply_event *reply, struct slice words) {
    for (size_t i = 0; i < reply->line_count; i++)
        if (slice_search_nocase(reply->lines[i], words) != SLICE_NONE)
            return true;
    return false;
}

bool reply_greylists(const struct reply_event *reply) {
    return (reply->code == 450 || reply->code == 451) &&
           (reply_says(reply, SLICE("greylist")) || reply_says(reply, SLICE("graylist")));
}

bool line_is_http(struct slice line) {
    if (slice_starts_nocase(line, SLICE("Host:")))
        return true;
    struct slice rest = line;
    struct slice method = slice_word(&rest);
    return slice_search(rest, SLICE("HTTP/")) != SLICE_NONE &&
           word_among("GET POST HEAD OPTIONS CONNECT PUT", method);
}
