/* A whole line: its verb, where that is allowed, what it needs. */
#include "explain/machine.h"
#include "facts/facts.h"
#include "live/advice_inside.h"
#include "live/offers.h"
#include "live/script.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

/* Octets of a command line without CRLF (RFC 5321 4.5.3.1.4, RFC 2449 4). */
enum { SMTP_LINE = 510, POP3_LINE_MOST = 253 };

struct need {
    bool pop3;
    const char *verb;
    size_t words;
    const char *beginning;
    const char *sentence; /* marked for translation; "": nothing is needed */
};

static const struct need needs[] = {
#define SMTP false
#define POP3 true
#define NEED(protocol, verb, words, beginning, sentence)                                           \
    {protocol, verb, words, beginning, sentence},
#include "live/needs.def"
#undef NEED
#undef SMTP
#undef POP3
};

/* What the verb needs; NULL: the table does not have it. */
static const struct need *need_of(const struct footing *footing, struct slice verb) {
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].pop3 == footing_is_pop3(footing) &&
            slice_equal_nocase(slice_string(needs[i].verb), verb))
            return &needs[i];
    return NULL;
}

struct slice advice_follows(const struct footing *footing, struct slice verb) {
    const struct need *need = need_of(footing, verb);
    return slice_string(need ? need->beginning : "");
}

bool advise(struct advising *advising, struct slice piece, const char *sentence,
            const struct word *words, size_t count) {
    size_t at = piece.data ? (size_t)(piece.data - advising->line.data) : advising->line.size;
    advising->advice = (struct advice){ADVICE_ODD, at, piece.size};
    words_write(advising->says, sentence, words, count);
    return true;
}

/* ---- is there such a verb, and may it be said now ---- */

static bool is_known(const struct footing *footing, struct slice verb) {
    return footing_is_pop3(footing) ? pop3_is_command(verb) : smtp_verb_find(verb) != NULL;
}

const char *advice_keyword(const struct footing *footing, struct slice verb) {
    const struct smtp_command_fact *smtp = smtp_command_fact_find(verb);
    const struct pop3_command_fact *pop3 = pop3_command_fact_find(verb);
    const char *keyword =
        footing_is_pop3(footing) ? (pop3 ? pop3->capability : "") : (smtp ? smtp->keyword : "");
    bool alone = *keyword && *keyword != '-' && *keyword != '(' && !strchr(keyword, ' ');
    return alone ? keyword : NULL;
}

/* In POP3 several rows may have the verb, one of which allows it. */
static bool pop3_allows(const struct footing *footing, struct slice verb) {
    size_t count;
    const struct pop3_command *table = pop3_command_table(&count);
    for (int state = POP3_AUTHORIZATION; state <= POP3_UPDATE; state++) {
        const char *name = pop3_state_name((enum pop3_state)state);
        if (!footing->state || strcmp(name, footing->state) != 0)
            continue;
        for (size_t i = 0; i < count; i++)
            if (slice_equal_nocase(table[i].verb, verb) &&
                pop3_state_after((enum pop3_state)state, &table[i]) != POP3_NEVER)
                return true;
        return false;
    }
    return true;
}

bool advice_allows(const struct footing *footing, struct slice verb) {
    if (!footing_is_pop3(footing))
        return smtp_verb_allowed(smtp_verb_find(verb), smtp_state_find(footing->state),
                                 strcmp(footing->protocol, "lmtp") == 0);
    if (slice_equal_nocase(verb, SLICE("PASS")) && footing->state &&
        strcmp(footing->state, pop3_state_name(POP3_AUTHORIZATION)) == 0)
        return footing->named;
    return pop3_allows(footing, verb);
}

/* What has to be said first so that a state is reached where `verb` is allowed: the last step on
 * the shortest way, which does not undo anything; size 0: there is no such way. */
static struct slice step_before(const struct footing *footing, struct slice verb) {
    struct machine machine;
    struct slice by[MACHINE_STATES] = {{NULL, 0}};
    size_t queue[MACHINE_STATES], head = 0, tail = 0;
    if (!machine_of(footing->protocol, &machine))
        return slice_of(NULL, 0);
    size_t here = machine_find(&machine, footing->state);
    if (here == machine.state_count)
        return slice_of(NULL, 0);
    queue[tail++] = here;
    while (head < tail) {
        size_t from = queue[head++];
        struct footing there = *footing;
        there.state = machine.states[from].name;
        if (from != here && advice_allows(&there, verb))
            return by[from];
        for (size_t i = 0; i < machine.arc_count; i++) {
            const struct machine_arc *arc = &machine.arcs[i];
            if (arc->from != from || arc->to == here || by[arc->to].size > 0)
                continue;
            by[arc->to] = arc->by;
            queue[tail++] = arc->to;
        }
    }
    return slice_of(NULL, 0);
}

/* Whether it begins anew, and so is no way to anything but from the start. */
static bool begins_anew(const struct footing *footing, struct slice step) {
    static const char *const anew[] = {"RSET", "EHLO", "HELO", "LHLO", "QUIT"};
    enum smtp_state state = smtp_state_find(footing->state);
    bool start = state == SMTP_HELLO || state == SMTP_TLS || state == SMTP_CONNECTED;
    for (size_t i = 0; i < sizeof anew / sizeof *anew; i++)
        if (slice_equal(slice_string(anew[i]), step))
            return !start;
    return false;
}

static bool advise_order(struct advising *advising) {
    const struct footing *footing = advising->footing;
    struct slice verb = advising->verb;
    if (advice_allows(footing, verb))
        return false;
    struct slice step = step_before(footing, verb);
    const struct word words[] = {WORD_SLICE("verb", verb), WORD_SLICE("step", step),
                                 WORD("state", footing->state ? footing->state : "")};
    const char *sentence = _("{verb} is not allowed in the state {state}");
    if (footing_is_pop3(footing) && slice_equal_nocase(verb, SLICE("PASS")))
        sentence = _("{verb} is not allowed before USER");
    else if (step.size > 0 && octet_is_digit(step.data[0]) && !footing_is_pop3(footing))
        sentence = smtp_state_find(footing->state) == SMTP_CONNECTED
                       ? _("{verb} is not allowed before the greeting")
                       : sentence;
    else if (step.size > 0 && !begins_anew(footing, step))
        sentence = _("{verb} is not allowed before {step}");
    return advise(advising, verb, sentence, words, sizeof words / sizeof *words);
}

static bool advise_offer(struct advising *advising) {
    const struct footing *footing = advising->footing;
    const char *keyword = advice_keyword(footing, advising->verb);
    if (!footing->offers || !keyword || offers_have(footing->offers, slice_string(keyword), NULL))
        return false;
    return advise(advising, advising->verb,
                  _("{verb} needs {keyword}, which the server does not offer"),
                  (struct word[]){WORD_SLICE("verb", advising->verb), WORD("keyword", keyword)}, 2);
}

static bool advise_verb(struct advising *advising) {
    const struct footing *footing = advising->footing;
    if (!is_known(footing, advising->verb))
        return advise(advising, advising->verb,
                      footing_is_pop3(footing) ? _("{verb} is no command of POP3 that is known")
                                               : _("{verb} is no command of SMTP that is known"),
                      &WORD_SLICE("verb", advising->verb), 1);
    return advise_order(advising) || advise_offer(advising);
}

/* ---- what stands behind it ---- */

static size_t count_words(struct slice text) {
    size_t count = 0;
    while (slice_word(&text).size > 0)
        count++;
    return count;
}

static bool advise_needs(struct advising *advising) {
    const struct need *need = need_of(advising->footing, advising->verb);
    const struct smtp_verb *verb =
        footing_is_pop3(advising->footing) ? NULL : smtp_verb_find(advising->verb);
    if (need && count_words(advising->argument) < need->words)
        return advise(advising, slice_of(NULL, 0), _(need->sentence), NULL, 0);
    if (verb && verb->flags & SMTP_BARE && advising->argument.size > 0)
        return advise(advising, advising->argument, _("nothing may stand behind {verb}"),
                      &WORD_SLICE("verb", advising->verb), 1);
    return false;
}

static bool advise_mechanism(struct advising *advising) {
    const struct footing *footing = advising->footing;
    struct slice rest = advising->argument, mechanism = slice_word(&rest), offered;
    if (!slice_equal_nocase(advising->verb, SLICE("AUTH")) || mechanism.size == 0 ||
        !footing->offers)
        return false;
    if (!offers_have(footing->offers, footing_is_pop3(footing) ? SLICE("SASL") : SLICE("AUTH"),
                     &offered) ||
        offers_word(offered, mechanism))
        return false;
    return advise(advising, mechanism,
                  _("{mechanism} is not among the mechanisms that are offered"),
                  &WORD_SLICE("mechanism", mechanism), 1);
}

static bool advise_number(struct advising *advising) {
    struct slice rest = advising->argument, word = slice_word(&rest);
    uint64_t number;
    static const char *const numbered[] = {"RETR", "DELE", "TOP", "BDAT"};
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
        if (slice_equal_nocase(slice_string(numbered[i]), advising->verb) && word.size > 0 &&
            !slice_number(word, UINT64_MAX, &number))
            return advise(advising, word, _("{word} is no number"), &WORD_SLICE("word", word), 1);
    return false;
}

static bool advise_length(struct advising *advising) {
    bool pop3 = footing_is_pop3(advising->footing);
    size_t most = pop3 ? POP3_LINE_MOST : SMTP_LINE;
    bool login = slice_equal_nocase(advising->verb, SLICE("AUTH"));
    if (login || advising->line.size <= most)
        return false;
    return advise(advising, slice_from(advising->line, most),
                  _("the line is longer than {most} octets, the most that every server takes"),
                  &WORD_NUMBER("most", most + 2), 1);
}

/* ---- all of it ---- */

/* A backslash that begins no escape: the line cannot be said. */
static bool is_wrong(struct slice line, struct writer *says) {
    struct writer ignored = writer_to(WRITER_MEMORY);
    bool good = script_unescape(&ignored, line);
    writer_free(&ignored);
    if (!good)
        writer_string(says, _("a backslash stands before r, n, t, 0, \\, \" or xHH"));
    return !good;
}

static void praise(const struct advising *advising) {
    const struct fact *fact = fact_find(
        footing_is_pop3(advising->footing) ? FACT_POP3_COMMANDS : FACT_COMMANDS, advising->verb);
    if (fact)
        SAY(advising->says, "{verb}: {title}", WORD("verb", fact->id),
            WORD("title", _(fact->title)));
}

static struct advice advise_apart(const struct footing *footing, struct writer *says) {
    writer_string(says, footing->content
                            ? _("content of the message; a line with a dot alone ends it")
                            : _("a step of the login, in base64; * alone gives it up"));
    return (struct advice){.verdict = ADVICE_NONE};
}

struct advice advice_judge(const struct footing *footing, struct slice line, struct writer *says) {
    struct advising advising = {.footing = footing, .line = line, .argument = line, .says = says};
    advising.verb = slice_word(&advising.argument);
    advising.argument = slice_trim(advising.argument);
    if (is_wrong(line, says))
        return (struct advice){ADVICE_WRONG, slice_find(line, '\\'), 1};
    if (footing->content || footing->response)
        return advise_apart(footing, says);
    if (advising.verb.size == 0)
        return (struct advice){.verdict = ADVICE_NONE};
    if (advise_verb(&advising) || advise_needs(&advising) || advise_path(&advising) ||
        advise_mechanism(&advising) || advise_number(&advising) || advise_length(&advising))
        return advising.advice;
    praise(&advising);
    return (struct advice){.verdict = ADVICE_GOOD};
}
