/* rule.h: the rules of diagnosis: one table, a small function each.
 *
 * A rule sees one event at a time and what the course remembers of all before it. It says what it
 * found with FOUND(); which finding that is stands in its row. */
#ifndef HELOISE_DIAGNOSE_RULE_H
#define HELOISE_DIAGNOSE_RULE_H

#include "diagnose/course.h"
#include "diagnose/diagnosis.h"

/* What a rule has to be given. */
enum rule_need {
    NEED_EVENTS,  /* nothing but events */
    NEED_HEADER,  /* the header block of messages as well */
    NEED_CONTENT, /* all content */
};

/* Which sessions it is for. */
enum rule_speech { SPEECH_SMTP = 1, SPEECH_LMTP = 2, SPEECH_POP3 = 4 };

/* What rules hear: kinds of events, and beside them what many rules ask for alone. Nearly all
 * events are commands and replies, and most of these are none of theirs. */
enum heard {
    HEARD_END = EVENT_KINDS, /* the session is over: `event` is NULL */
    HEARD_HELLO,             /* commands; EVENT_COMMAND is one that is none of these */
    HEARD_ADDRESS,           /* MAIL, RCPT */
    HEARD_DATA,              /* and BDAT, BURL */
    HEARD_LOGIN,
    HEARD_STARTTLS,
    HEARD_STRANGE, /* its verb is not known */
    HEARD_OFFER,   /* replies: a good answer to hello or CAPA; EVENT_REPLY is none of these */
    HEARD_REFUSAL,
    HEARD_KINDS
};

typedef void judge(struct diagnosis *diagnosis, const struct course *course,
                   const struct event *event);

enum { RULE_SIGNS = 3 };

struct rule {
    const char *id;            /* a row of the findings' facts */
    unsigned speech, hears;    /* bits */
    uint8_t signs[RULE_SIGNS]; /* enum sign: any of them wakes it */
    enum rule_need need;
    judge *judge;
};

/* A set of rules: bits by their places in the table. */
enum { RULE_WORDS = 4, RULES_MOST = RULE_WORDS * 64 };

struct rule_set {
    uint64_t words[RULE_WORDS];
};

/* The rows of rules.def: RULES_MOST at most. */
extern const struct rule rule_table[];
extern const size_t rule_count;

/* judge_bare_lf() and its like. */
#define RULE(name, id, speech, hears, signs, need) judge judge_##name;
#include "diagnose/rules.def"
#undef RULE

/* Says that the rule found something at event `n` (EVENT_NOTHING: the session as a whole), in a
 * sentence with places, or NULL: the finding's title says it all. Line and octet: see struct
 * finding. */
void finding_add(struct diagnosis *diagnosis, uint32_t n, size_t line, size_t octet,
                 const char *sentence, const struct word *words, size_t count);

/* Whether the rule that is asked has found something in this session before: some habits are told
 * once. */
bool finding_repeats(const struct diagnosis *diagnosis);

/* Within a judge_ function: at its event, or another one, in the title's words or a sentence. */
#define FOUND(event)                    FOUND_ON((event)->n)
#define FOUND_ON(n)                     finding_add(diagnosis, (n), 0, 0, NULL, NULL, 0)
#define FOUND_AT(event, line, octet)    finding_add(diagnosis, (event)->n, line, octet, NULL, NULL, 0)
#define FOUND_PLAIN_ON(n, sentence)     finding_add(diagnosis, (n), 0, 0, (sentence), NULL, 0)
#define FOUND_SAY(event, sentence, ...) FOUND_SAY_ON((event)->n, sentence, __VA_ARGS__)
#define FOUND_SAY_ON(n, sentence, ...)                                                             \
    finding_add(diagnosis, (n), 0, 0, (sentence), (const struct word[]){__VA_ARGS__},              \
                sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

/* ---- what several rules ask ---- */

/* Whether the word is one of the list, joined by blanks, in any case. */
bool word_among(const char *list, struct slice word);

/* Whether the event is this command. */
static inline bool is_command(const struct event *event, const char *verb) {
    return slice_equal(event->command.verb, slice_string(verb));
}

/* Whether the reply answers this command. */
static inline bool answers_command(const struct course *course, const char *verb) {
    return course->answered && slice_equal(course->answered->verb, slice_string(verb));
}

/* The latest moment that was told of. */
static inline struct moment course_end(const struct course *course) {
    struct moment end = moment_later(course->last[SIDE_CLIENT], course->last[SIDE_SERVER]);
    return moment_later(
        end, moment_later(course->closed_at[SIDE_CLIENT], course->closed_at[SIDE_SERVER]));
}

/* Whole seconds of a span; 0 when it is negative. */
static inline uint64_t whole_seconds(duration span) {
    return span > 0 ? (uint64_t)(span / DURATION_SECOND) : 0;
}

/* Whether a line of the reply has these words, in any case. */
bool reply_says(const struct reply_event *reply, struct slice words);

/* Whether it puts the client off as a stranger, and says so (RFC 6647 2). */
bool reply_greylists(const struct reply_event *reply);

/* Whether a command line is one of HTTP. */
bool line_is_http(struct slice line);

#endif
