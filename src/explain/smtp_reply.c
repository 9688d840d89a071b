/* smtp_reply.c: a reply of SMTP or LMTP: its code digit by digit, its enhanced code, its text. */
#include "protocol/smtp_reply.h"

#include "explain/provider.h"
#include "explain/tell.h"
#include "facts/software.h"

/* A reply taken apart. */
struct smtp_answer {
    struct slice reply; /* all of it */
    uint16_t code;
    struct slice code_text; /* of the first line */
    struct enhanced_code enhanced;
    struct slice enhanced_text;
    struct slice text; /* of all lines, without codes, joined by blanks; in the arena */
    const struct reply_fact *fact;
    const struct enhanced_fact *detail; /* NULL: there is no such code */
};

/* ---- codes ---- */

static const struct reply_fact *digit_fact(const char *pattern, char digit, size_t place) {
    char id[4] = {pattern[0], pattern[1], pattern[2], '\0'};
    id[place] = digit;
    return reply_fact_find(slice_of(id, 3));
}

/* Whether the form of a reply is told: its digits, its hyphen, that its text is for people. Within
 * a session that would stand under every reply. */
static bool tells_form(const struct telling *telling) {
    return telling->depth == EXPLAIN_TEACH ||
           (telling->depth == EXPLAIN_NORMAL && !telling->context->transcript);
}

/* The code, and what each of its digits says (RFC 5321 4.2.1). */
static void tell_code(struct telling *telling, const struct smtp_answer *answer, bool form) {
    struct slice code = answer->code_text;
    const struct reply_fact *first = digit_fact("?yz", (char)code.data[0], 0);
    const struct reply_fact *second = digit_fact("x?z", (char)code.data[1], 1);
    tell_part_fact(telling, code, PART_REPLY_CODE, answer->fact ? &answer->fact->fact : NULL);
    if (!form)
        return;
    tell_part_fact(telling, slice_part(code, 0, 1), PART_FIRST_DIGIT, first ? &first->fact : NULL);
    tell_part_fact(telling, slice_part(code, 1, 1), PART_SECOND_DIGIT,
                   second ? &second->fact : NULL);
    tell_part(telling, slice_part(code, 2, 1), PART_THIRD_DIGIT);
}

static const struct enhanced_fact *detail_row(struct enhanced_code code) {
    return enhanced_fact_for('X', code.subject, code.detail);
}

/* What a row is called in a reply of success, where it has its own words for that; else NULL. */
static const char *success_title(const struct enhanced_fact *row, unsigned class) {
    static const struct {
        const char *code, *title;
    } accepted[] = {
#define ACCEPTED(code, title) {code, title},
#include "explain/accepted_status.def"
#undef ACCEPTED
    };
    for (size_t i = 0; row && class == 2 && i < sizeof accepted / sizeof *accepted; i++)
        if (strcmp(row->fact.id, accepted[i].code) == 0)
            return accepted[i].title;
    return NULL;
}

static void tell_status_part(struct telling *telling, struct slice where, enum part_id part,
                             const struct enhanced_fact *row, unsigned class) {
    const char *title = success_title(row, class);
    if (title)
        tell_part_meaning(telling, where, part, slice_string(_(title)));
    else
        tell_part_fact(telling, where, part, row ? &row->fact : NULL);
}

/* Class, subject and detail (RFC 3463 2). */
static void tell_enhanced(struct telling *telling, struct enhanced_code code, struct slice text,
                          bool form) {
    const struct enhanced_fact *whole = detail_row(code);
    const struct enhanced_fact *class =
        enhanced_fact_for((char)('0' + code.class), ENHANCED_OPEN, ENHANCED_OPEN);
    const struct enhanced_fact *subject = enhanced_fact_for('X', code.subject, ENHANCED_OPEN);
    size_t dot = 2 + slice_find(slice_from(text, 2), '.');
    tell_status_part(telling, text, whole ? PART_ENHANCED : PART_ENHANCED_PRIVATE, whole,
                     code.class);
    if (!form)
        return;
    tell_part_fact(telling, slice_first(text, 1), PART_ENHANCED_CLASS, class ? &class->fact : NULL);
    tell_status_part(telling, slice_part(text, 2, dot - 2), PART_ENHANCED_SUBJECT, subject,
                     code.class);
    tell_part(telling, slice_from(text, dot + 1), PART_ENHANCED_DETAIL);
}

/* ---- texts ---- */

/* Host and software of a greeting or of the first line of EHLO's answer. */
static void tell_host_line(struct telling *telling, struct slice text, bool greeting) {
    struct slice rest = text;
    struct slice host = slice_word(&rest);
    struct slice software = software_find(text, telling->arena);
    if (slice_find(host, '.') != SLICE_NONE || (host.size > 0 && host.data[0] == '['))
        tell_part(telling, host, PART_SERVER_NAME);
    if (!greeting)
        return;
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest))
        if (slice_equal_nocase(word, SLICE("ESMTP")))
            tell_part(telling, word, PART_ESMTP);
    if (software.size == 0)
        return;
    struct slice name = software;
    size_t at = slice_search(text, slice_word(&name));
    struct slice where = slice_part(text, at == SLICE_NONE ? 0 : at,
                                    at == SLICE_NONE ? text.size : software.size - name.size);
    TELL_PART(telling, where, PART_SOFTWARE, WORD_SLICE("software", software));
    TELL_NOTE(telling, NOTE_SOFTWARE, WORD_SLICE("software", software));
}

static bool is_hello(const struct answered *answered) {
    return slice_equal(answered->verb, SLICE("EHLO")) || slice_equal(answered->verb, SLICE("LHLO"));
}

/* Whether a reply that stands alone looks like EHLO's: a host, then keywords that are known. */
static bool looks_like_offer(struct slice raw) {
    struct slice rest = raw;
    size_t known = 0, lines = 0;
    (void)take_line(&rest);
    while (rest.size > 0) {
        struct slice line = slice_from(take_line(&rest), 4);
        known += extension_fact_find(slice_word(&line)) != NULL;
        lines++;
    }
    return lines > 0 && known * 2 > lines;
}

static void tell_text(struct telling *telling, struct slice text, size_t line,
                      const struct answered *answered, bool offer) {
    struct slice trimmed = slice_trim(text);
    bool greeting = slice_equal(answered->verb, SLICE("(connect)"));
    if (offer && line > 0) {
        tell_extension(telling, trimmed);
        return;
    }
    if (tells_form(telling))
        tell_part(telling, trimmed, PART_TEXT);
    if (line == 0 && (greeting || offer))
        tell_host_line(telling, trimmed, greeting);
}

/* Each line: code, enhanced code, text. The digits are told of the first one. */
static void tell_lines(struct telling *telling, const struct smtp_answer *answer,
                       const struct answered *answered) {
    struct slice rest = answer->reply;
    bool form = tells_form(telling);
    bool offer = is_hello(answered) || (answered->verb.size == 0 && looks_like_offer(rest));
    for (size_t n = 0; rest.size > 0; n++) {
        struct slice line = take_line(&rest);
        bool more;
        bool coded = smtp_reply_code(line, &more) != 0;
        struct slice text = slice_from(line, coded ? 4 : 0);
        struct enhanced_code enhanced =
            offer ? (struct enhanced_code){0} : enhanced_code_read(text);
        if (form && n == 0 && line.size > 3 && line.data[3] == '-')
            tell_part(telling, slice_part(line, 3, 1), PART_MORE_LINES);
        if (enhanced.class) {
            struct slice code = text;
            code = slice_word(&code);
            tell_enhanced(telling, enhanced, code, form);
            text = slice_from(text, code.size);
        }
        tell_text(telling, text, n, answered, offer && answer->code / 100 == 2);
    }
}

/* ---- what it means ---- */

static struct slice join_text(struct telling *telling, struct slice rest) {
    uint8_t *to = arena_octets(telling->arena, rest.size + 1);
    size_t size = 0;
    telling->failed |= to == NULL;
    while (to && rest.size > 0) {
        struct slice line = take_line(&rest);
        bool more;
        struct slice text = slice_trim(slice_from(line, smtp_reply_code(line, &more) ? 4 : 0));
        if (size > 0)
            to[size++] = ' ';
        if (text.size > 0)
            memcpy(to + size, text.data, text.size);
        size += text.size;
    }
    return slice_of(to, size);
}

static struct smtp_answer read_answer(struct telling *telling, struct slice reply) {
    struct slice rest = reply;
    struct slice first = take_line(&rest);
    bool more;
    struct smtp_answer answer = {
        .reply = reply, .code = smtp_reply_code(first, &more), .code_text = slice_first(first, 3)};
    struct slice text = slice_from(first, 4);
    answer.enhanced = enhanced_code_read(text);
    answer.enhanced_text = slice_word(&text);
    answer.text = join_text(telling, reply);
    answer.fact = reply_fact_find(answer.code_text);
    answer.detail = answer.enhanced.class ? detail_row(answer.enhanced) : NULL;
    return answer;
}

/* By the first digit: a client needs no other (RFC 5321 4.2.1). */
static enum permanence permanence_of(uint16_t code) {
    static const enum permanence by_digit[] = {[2] = PERMANENCE_SUCCESS,
                                               [3] = PERMANENCE_INTERMEDIATE,
                                               [4] = PERMANENCE_TRANSIENT,
                                               [5] = PERMANENCE_PERMANENT};
    unsigned digit = code / 100u;
    return digit < sizeof by_digit / sizeof *by_digit ? by_digit[digit] : PERMANENCE_NONE;
}

/* What a rule of a provider says of this reply. */
static void tell_provider(struct telling *telling, const struct smtp_answer *answer) {
    struct explanation_provider *provider = &telling->out->provider;
    uint8_t *to = arena_octets(telling->arena, answer->text.size + 4);
    if (!to) {
        telling->failed = true;
        return;
    }
    memcpy(to, answer->code_text.data, 3);
    to[3] = ' ';
    if (answer->text.size > 0)
        memcpy(to + 4, answer->text.data, answer->text.size);
    struct slice reply = slice_of(to, answer->text.size + 4);
    if (!provider_match(telling->rules, reply, telling->context->provider, provider))
        *provider = (struct explanation_provider){0};
}

/* The most special source that names somebody decides. */
static void tell_who(struct telling *telling, const struct smtp_answer *answer) {
    struct explanation *out = telling->out;
    bool bad = answer->code >= 400;
    out->judged = true;
    out->who = WHO_NOBODY;
    if (bad && provider_who(out->provider.category, &out->who))
        return;
    if (bad && answer->detail && answer->enhanced.detail && answer->detail->who != WHO_NOBODY)
        out->who = answer->detail->who;
    else if (answer->fact)
        out->who = answer->fact->who;
}

/* What the code says behind the command that it answers. */
struct accepted {
    const char *code, *command;
    struct fact fact;
};
static const struct accepted accepted_table[] = {
#define ACCEPTED(code, command, title, summary, background)                                        \
    {code, command, {"", title, summary, background, "", ""}},
#include "explain/accepted.def"
#undef ACCEPTED
};

/* Where an answer to the command is written down; a code alone has the references of all commands.
 */
static const char *reference_of(const struct smtp_answer *answer, struct slice verb) {
    const struct smtp_command_fact *command = smtp_command_fact_find(verb);
    return command ? command->fact.reference : answer->fact->fact.reference;
}

static void tell_known_code(struct telling *telling, const struct smtp_answer *answer,
                            struct slice verb) {
    for (size_t i = 0; i < sizeof accepted_table / sizeof *accepted_table; i++) {
        const struct accepted *row = &accepted_table[i];
        if (slice_equal(answer->code_text, slice_string(row->code)) &&
            slice_equal(verb, slice_string(row->command))) {
            tell_fact(telling, answer->code_text, &row->fact);
            tell_reference(telling, reference_of(answer, verb));
            return;
        }
    }
    struct fact fact = answer->fact->fact;
    if (answer->detail && answer->enhanced.detail && *answer->detail->fact.check)
        fact.check = ""; /* the enhanced code knows better what to look at */
    tell_fact(telling, answer->code_text, &fact);
}

/* Codes that the tables do not know: the first digit still counts. */
static void tell_unknown_code(struct telling *telling, const struct smtp_answer *answer) {
    const struct reply_fact *digit = digit_fact("?yz", (char)answer->code_text.data[0], 0);
    telling->out->generic = true;
    if (digit)
        tell_fact(telling, answer->code_text, &digit->fact);
    tell_topic(telling, TOPIC_UNKNOWN_CODE);
    TELL_NOTE(telling, NOTE_UNKNOWN_CODE, WORD_SLICE("code", answer->code_text));
}

static void tell_detail(struct telling *telling, const struct smtp_answer *answer) {
    if (!answer->detail) {
        tell_reference(telling, answer->enhanced.class ? "RFC 3463 2" : "");
        return;
    }
    const struct fact *fact = &answer->detail->fact;
    if (success_title(answer->detail, answer->enhanced.class)) { /* its part has said it all */
        tell_reference(telling, fact->reference);
        return;
    }
    TELL_NOTE(telling, NOTE_ENHANCED, WORD_SLICE("code", answer->enhanced_text),
              WORD("title", *fact->title ? _(fact->title) : ""));
    if (telling->depth != EXPLAIN_BRIEF && *fact->summary)
        TELL_NOTE(telling, NOTE_SAYS, WORD("text", _(fact->summary)));
    tell_background(telling, fact->background);
    if (answer->enhanced.class != 2)
        tell_check(telling, fact->check);
    tell_reference(telling, fact->reference);
}

void tell_smtp_reply(struct telling *telling, struct slice reply, const struct answered *answered) {
    struct smtp_answer answer = read_answer(telling, reply);
    telling->out->permanence = permanence_of(answer.code);
    tell_code(telling, &answer, tells_form(telling));
    tell_lines(telling, &answer, answered);
    if (answer.code >= 400 || answer.code == 221)
        tell_provider(telling, &answer);
    tell_who(telling, &answer);
    if (answer.detail && answer.code >= 400)
        tell_check(telling, answer.detail->fact.check);
    if (answer.fact)
        tell_known_code(telling, &answer, answered->verb);
    else
        tell_unknown_code(telling, &answer);
    tell_detail(telling, &answer);
    tell_contradictions(telling, answer.code, answer.enhanced, answer.text, answered);
}

/* The row of the code, else that of its subject, else that of its class. */
static const struct enhanced_fact *nearest_row(struct enhanced_code code) {
    const struct enhanced_fact *fact = detail_row(code);
    if (!fact)
        fact = enhanced_fact_for('X', code.subject, ENHANCED_OPEN);
    return fact ? fact : enhanced_fact_for((char)('0' + code.class), ENHANCED_OPEN, ENHANCED_OPEN);
}

const struct enhanced_fact *enhanced_meaning(struct slice status) {
    struct enhanced_code code = enhanced_code_read(status);
    return code.class ? detail_row(code) : NULL;
}

bool tell_lone_status(struct telling *telling, struct slice status) {
    struct enhanced_code code = enhanced_code_read(status);
    const struct enhanced_fact *fact = code.class ? nearest_row(code) : NULL;
    if (!fact)
        return false;
    tell_enhanced(telling, code, status, telling->depth != EXPLAIN_BRIEF);
    telling->out->permanence = permanence_of((uint16_t)(code.class * 100));
    telling->out->judged = true;
    telling->out->who = fact->who;
    tell_fact(telling, status, &fact->fact);
    return true;
}
