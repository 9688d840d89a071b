#include "diagnose/chronicle.h"

#include <stdlib.h>

#include "diagnose/diagnoser.h"
#include "diagnose/memory.h"

enum { SMTP = SPEECH_SMTP, POP3 = SPEECH_POP3, BOTH = SPEECH_SMTP | SPEECH_LMTP };
enum { EVENTS = NEED_EVENTS, HEADER = NEED_HEADER, CONTENT = NEED_CONTENT };

const struct across_rule across_table[] = {
#define ACROSS(name, id, speech, need, most, late)                                                 \
    {id, (unsigned)(speech), (enum rule_need)(need), most, across_##name, late},
#include "diagnose/across.def"
#undef ACROSS
};

enum { RULES = sizeof across_table / sizeof *across_table };

const size_t across_count = RULES;

/* Sessions that nobody asks about, as long as something may be told of them later on. */
enum { MUTED_MOST = 65536 };

struct chronicle {
    const struct diagnoser *diagnoser;
    bool reviewed;
    struct memory memories[RULES], muted;
    struct writer scratch;
    struct moment start; /* ns 0: nothing was heard */
    /* The session that is judged. */
    size_t rule; /* that is asked now */
    struct chronicle_session session;
    struct finding_list *found;
    unsigned times; /* how often the rule found something in it */
    bool reviewing; /* it was heard before: nothing is remembered */
    bool awaited;   /* something may be told of it later on */
    /* What is told at the end. */
    struct arena arena;
    struct late_finding *late;
    size_t late_count;
};

struct chronicle *chronicle_new(const struct diagnoser *diagnoser, bool reviewed,
                                struct error *error) {
    struct chronicle *chronicle = calloc(1, sizeof *chronicle);
    if (!chronicle) {
        (void)error_memory(error);
        return NULL;
    }
    chronicle->diagnoser = diagnoser;
    chronicle->reviewed = reviewed;
    chronicle->scratch = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < RULES; i++)
        chronicle->memories[i].most = across_table[i].most;
    chronicle->muted.most = MUTED_MOST;
    return chronicle;
}

void chronicle_free(struct chronicle *chronicle) {
    if (!chronicle)
        return;
    for (size_t i = 0; i < RULES; i++)
        memory_clear(&chronicle->memories[i]);
    memory_clear(&chronicle->muted);
    writer_free(&chronicle->scratch);
    arena_free(&chronicle->arena);
    free(chronicle);
}

/* ---- who is asked ---- */

static bool is_given_enough(const struct diagnoser *diagnoser, size_t rule) {
    return across_table[rule].need < (enum rule_need)diagnoser->examined;
}

static void ask(struct chronicle *chronicle, size_t rule, const struct ledger *ledger) {
    chronicle->rule = rule;
    chronicle->times = 0;
    if (across_table[rule].speech & ledger->speech)
        across_table[rule].judge(chronicle, ledger);
}

/* A rule that is never given what its findings need remembers for those who review. */
static bool hears(const struct chronicle *chronicle, size_t rule) {
    return chronicle->diagnoser->across & 1u << rule &&
           (chronicle->reviewed || is_given_enough(chronicle->diagnoser, rule));
}

void chronicle_hear(struct chronicle *chronicle, const struct chronicle_session *session,
                    const struct ledger *ledger, struct finding_list *found) {
    chronicle->session = *session;
    chronicle->found = found;
    chronicle->awaited = false;
    if (!ledger)
        return;
    if (ledger->start.ns != 0 &&
        (chronicle->start.ns == 0 || moment_before(ledger->start, chronicle->start)))
        chronicle->start = ledger->start;
    for (size_t i = 0; i < RULES; i++)
        if (hears(chronicle, i))
            ask(chronicle, i, ledger);
}

void chronicle_mute(struct chronicle *chronicle) {
    if (chronicle->awaited)
        memory_add(&chronicle->muted, fingerprint_number(FINGERPRINT_BEGIN, chronicle->session.id),
                   "", 1);
}

void chronicle_review(struct chronicle *chronicle, const struct diagnoser *diagnoser,
                      const struct chronicle_session *session, const struct ledger *ledger,
                      struct finding_list *found) {
    chronicle->session = *session;
    chronicle->found = found;
    chronicle->reviewing = true;
    for (size_t i = 0; ledger && i < RULES; i++)
        if (diagnoser->across & 1u << i && is_given_enough(diagnoser, i) &&
            !is_given_enough(chronicle->diagnoser, i))
            ask(chronicle, i, ledger);
    chronicle->reviewing = false;
}

/* ---- for rules ---- */

const void *across_recall(const struct chronicle *chronicle, uint64_t print) {
    return memory_find(&chronicle->memories[chronicle->rule], print);
}

bool across_is_new(const struct chronicle *chronicle) {
    return chronicle->memories[chronicle->rule].count == 0;
}

void across_remember(struct chronicle *chronicle, uint64_t print, const void *record, size_t size) {
    if (chronicle->reviewing)
        return;
    across_forget(chronicle, print);
    memory_add(&chronicle->memories[chronicle->rule], print, record, size);
    chronicle->awaited |= across_table[chronicle->rule].late != NULL;
}

void across_forget(struct chronicle *chronicle, uint64_t print) {
    if (!chronicle->reviewing)
        memory_drop(&chronicle->memories[chronicle->rule], print);
}

bool across_forgot(const struct chronicle *chronicle) {
    return chronicle->memories[chronicle->rule].forgot;
}

struct chronicle_session across_session(const struct chronicle *chronicle) {
    return chronicle->session;
}

struct moment across_start(const struct chronicle *chronicle) {
    return chronicle->start;
}

static struct finding finding_of(const struct chronicle *chronicle, uint32_t n) {
    struct slice id = slice_string(across_table[chronicle->rule].id);
    return (struct finding){.fact = finding_fact_find(id), .event = n};
}

void across_found(struct chronicle *chronicle, uint32_t n, const char *sentence,
                  const struct word *words, size_t count) {
    const struct finding finding = finding_of(chronicle, n);
    const struct finding_sentence said = {sentence, words, count};
    if (chronicle->times < FINDINGS_A_RULE &&
        finding_list_add(chronicle->found, &finding, &said, &chronicle->scratch))
        chronicle->times++;
}

void across_found_late(struct chronicle *chronicle, const struct chronicle_session *session,
                       uint32_t n, const char *sentence, const struct word *words, size_t count) {
    const struct finding finding = finding_of(chronicle, n);
    const struct finding_sentence said = {sentence, words, count};
    struct finding_list one = {.arena = &chronicle->arena};
    if (chronicle->session.id != session->id)
        chronicle->times = 0;
    chronicle->session = *session;
    if (chronicle->late_count == LATE_FINDINGS_MOST || chronicle->times++ >= FINDINGS_A_RULE ||
        memory_find(&chronicle->muted, fingerprint_number(FINGERPRINT_BEGIN, session->id)) ||
        !finding_list_add(&one, &finding, &said, &chronicle->scratch))
        return;
    struct late_finding *late =
        arena_grow(&chronicle->arena, chronicle->late, chronicle->late_count, sizeof *late);
    if (!late)
        return;
    chronicle->late = late;
    late[chronicle->late_count++] = (struct late_finding){*session, one.items[0]};
}

/* ---- the end ---- */

struct waiting {
    struct chronicle *chronicle;
    struct moment until;
};

static void tell_late(void *context, void *record) {
    const struct waiting *waiting = context;
    struct chronicle *chronicle = waiting->chronicle;
    across_table[chronicle->rule].late(chronicle, record, waiting->until);
}

const struct late_finding *chronicle_end(struct chronicle *chronicle, struct moment until,
                                         size_t *count) {
    struct waiting waiting = {chronicle, until};
    for (chronicle->rule = 0; chronicle->rule < RULES; chronicle->rule++)
        if (across_table[chronicle->rule].late)
            memory_each(&chronicle->memories[chronicle->rule], tell_late, &waiting);
    *count = chronicle->late_count;
    return chronicle->late;
}
