#include "diagnose/rule.h"

enum { SMTP = SPEECH_SMTP, LMTP = SPEECH_LMTP, POP3 = SPEECH_POP3 };
enum { BOTH = SPEECH_SMTP | SPEECH_LMTP, ALL = SPEECH_SMTP | SPEECH_LMTP | SPEECH_POP3 };

enum {
    CONNECT = HEARS(CONNECT),
    GREETING = HEARS(GREETING),
    COMMAND = HEARS(COMMAND),
    REPLY = HEARS(REPLY),
    CONTINUATION = HEARS(CONTINUATION),
    MESSAGE = HEARS(MESSAGE),
    TLS = HEARS(TLS),
    GAP = HEARS(GAP),
    NETWORK = HEARS(NETWORK),
    JUNK = HEARS(JUNK),
    CLOSE = HEARS(CLOSE),
    END = HEARS_END,
};

enum { EVENTS = NEED_EVENTS, HEADER = NEED_HEADER, CONTENT = NEED_CONTENT };

const struct rule rule_table[] = {
#define RULE(name, id, speech, hears, need)                                                        \
    {id, (unsigned)(speech), (unsigned)(hears), (enum rule_need)(need), judge_##name},
#include "diagnose/rules.def"
#undef RULE
};

const size_t rule_count = sizeof rule_table / sizeof *rule_table;
