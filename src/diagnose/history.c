#include "diagnose/history.h"

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

struct history {
    const struct diagnoser *diagnoser;
    bool reviewed;
    struct memory memories[RULES], muted;
    struct writer scratch;
    struct moment start; /* ns 0: nothing was heard */
    /* The session that is judged. */
    size_t rule; /* that is asked now */
    struct history_session session;
    struct finding_list *found;
    unsigned times; /* how often the rule found something in it */
    bool reviewing; /* it was heard before: nothing is remembered */
    bool awaited;   /* something may be told of it later on */
    /* What is told at the end. */
    struct arena arena;
    struct late_finding *late;
    size_t late_count;
};

struct history *history_new(const struct diagnoser *diagnoser, bool reviewed, struct error *error) {
    struct history *history = calloc(1, sizeof *history);
    if (!history) {
        (void)error_memory(error);
        return NULL;
    }
    history->diagnoser = diagnoser;
    history->reviewed = reviewed;
    history->scratch = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < RULES; i++)
        history->memories[i].most = across_table[i].most;
    history->muted.most = MUTED_MOST;
    return history;
}

void history_free(struct history *history) {
    if (!history)
        return;
    for (size_t i = 0; i < RULES; i++)
        memory_clear(&history->memories[i]);
    memory_clear(&history->muted);
    writer_free(&history->scratch);
    arena_free(&history->arena);
    free(history);
}

/* ---- who is asked ---- */

static bool is_given_enough(const struct diagnoser *diagnoser, size_t rule) {
    return across_table[rule].need < (enum rule_need)diagnoser->examined;
}

static void ask(struct history *history, size_t rule, const struct ledger *ledger) {
    history->rule = rule;
    history->times = 0;
    if (across_table[rule].speech & ledger->speech)
        across_table[rule].judge(history, ledger);
}

/* A rule that is never given what its findings need remembers for those who review. */
static bool hears(const struct history *history, size_t rule) {
    return history->diagnoser->across & 1u << rule &&
           (history->reviewed || is_given_enough(history->diagnoser, rule));
}

void history_hear(struct history *history, const struct history_session *session,
                  const struct ledger *ledger, struct finding_list *found) {
    history->session = *session;
    history->found = found;
    history->awaited = false;
    if (!ledger)
        return;
    if (ledger->start.ns != 0 &&
        (history->start.ns == 0 || moment_before(ledger->start, history->start)))
        history->start = ledger->start;
    for (size_t i = 0; i < RULES; i++)
        if (hears(history, i))
            ask(history, i, ledger);
}

void history_mute(struct history *history) {
    if (history->awaited)
        memory_add(&history->muted, fingerprint_number(FINGERPRINT_BEGIN, history->session.id), "",
                   1);
}

void history_review(struct history *history, const struct diagnoser *diagnoser,
                    const struct history_session *session, const struct ledger *ledger,
                    struct finding_list *found) {
    history->session = *session;
    history->found = found;
    history->reviewing = true;
    for (size_t i = 0; ledger && i < RULES; i++)
        if (diagnoser->across & 1u << i && is_given_enough(diagnoser, i) &&
            !is_given_enough(history->diagnoser, i))
            ask(history, i, ledger);
    history->reviewing = false;
}

/* ---- for rules ---- */

const void *across_recall(const struct history *history, uint64_t print) {
    return memory_find(&history->memories[history->rule], print);
}

void across_remember(struct history *history, uint64_t print, const void *record, size_t size) {
    if (history->reviewing)
        return;
    across_forget(history, print);
    memory_add(&history->memories[history->rule], print, record, size);
    history->awaited |= across_table[history->rule].late != NULL;
}

void across_forget(struct history *history, uint64_t print) {
    if (!history->reviewing)
        memory_drop(&history->memories[history->rule], print);
}

bool across_forgot(const struct history *history) {
    return history->memories[history->rule].forgot;
}

struct history_session across_session(const struct history *history) {
    return history->session;
}

struct moment across_start(const struct history *history) {
    return history->start;
}

static struct finding finding_of(const struct history *history, uint32_t n) {
    struct slice id = slice_string(across_table[history->rule].id);
    return (struct finding){.fact = finding_fact_find(id), .event = n};
}

void across_found(struct history *history, uint32_t n, const char *sentence,
                  const struct word *words, size_t count) {
    const struct finding finding = finding_of(history, n);
    const struct finding_sentence said = {sentence, words, count};
    if (history->times < FINDINGS_A_RULE &&
        finding_list_add(history->found, &finding, &said, &history->scratch))
        history->times++;
}

void across_found_late(struct history *history, const struct history_session *session, uint32_t n,
                       const char *sentence, const struct word *words, size_t count) {
    const struct finding finding = finding_of(history, n);
    const struct finding_sentence said = {sentence, words, count};
    struct finding_list one = {.arena = &history->arena};
    if (history->session.id != session->id)
        history->times = 0;
    history->session = *session;
    if (history->late_count == LATE_FINDINGS_MOST || history->times++ >= FINDINGS_A_RULE ||
        memory_find(&history->muted, fingerprint_number(FINGERPRINT_BEGIN, session->id)) ||
        !finding_list_add(&one, &finding, &said, &history->scratch))
        return;
    struct late_finding *late =
        arena_grow(&history->arena, history->late, history->late_count, sizeof *late);
    if (!late)
        return;
    history->late = late;
    late[history->late_count++] = (struct late_finding){*session, one.items[0]};
}

/* ---- the end ---- */

struct waiting {
    struct history *history;
    struct moment until;
};

static void tell_late(void *context, void *record) {
    const struct waiting *waiting = context;
    struct history *history = waiting->history;
    across_table[history->rule].late(history, record, waiting->until);
}

const struct late_finding *history_end(struct history *history, struct moment until,
                                       size_t *count) {
    struct waiting waiting = {history, until};
    for (history->rule = 0; history->rule < RULES; history->rule++)
        if (across_table[history->rule].late)
            memory_each(&history->memories[history->rule], tell_late, &waiting);
    *count = history->late_count;
    return history->late;
}
