#include "diagnose/diagnosis.h"

#include <stdlib.h>

#include "base/cache.h"
#include "base/rare.h"
#include "diagnose/diagnoser.h"
#include "diagnose/ledger.h"

struct diagnosis {
    /* What every event needs comes first. */
    struct sink sink;
    const struct diagnoser *diagnoser;
    struct lens *lens;       /* NULL: nobody asks how servers read the end of a message */
    const struct rule *rule; /* that is asked now */
    uint16_t *times;         /* how often each rule found something */
    struct finding_list found;
    struct writer scratch;
    struct ledger ledger; /* where sessions are judged together: of this one */
    /* Most of it is filled before it is read, and takes no memory before. */
    _Alignas(CACHE_LINE) struct course course;
};

struct diagnosis *diagnosis_new(const struct diagnoser *diagnoser) {
    struct diagnosis *diagnosis = cache_take(sizeof *diagnosis);
    if (!diagnosis)
        return NULL;
    memset(diagnosis, 0, offsetof(struct diagnosis, course.banner_octets));
    diagnosis->diagnoser = diagnoser;
    diagnosis->times = calloc(rule_count, sizeof *diagnosis->times);
    diagnosis->scratch = writer_to(WRITER_MEMORY);
    bool looks = diagnoser->examined == EXAMINED_CONTENT;
    if (looks)
        diagnosis->lens = calloc(1, sizeof *diagnosis->lens);
    if (diagnosis->times && (!looks || diagnosis->lens))
        return diagnosis;
    diagnosis_free(diagnosis);
    return NULL;
}

void diagnosis_free(struct diagnosis *diagnosis) {
    if (!diagnosis)
        return;
    course_free(&diagnosis->course);
    ledger_clear(&diagnosis->ledger);
    if (diagnosis->lens)
        lens_free(diagnosis->lens);
    free(diagnosis->lens);
    writer_free(&diagnosis->scratch);
    free(diagnosis->times);
    free(diagnosis);
}

/* Whether it is asked how servers read the end of a message: then there is a lens. */
static bool looks(const struct diagnosis *diagnosis) {
    return diagnosis->diagnoser->examined == EXAMINED_CONTENT;
}

/* Whether sessions are judged together. */
static bool remembers(const struct diagnosis *diagnosis) {
    return diagnosis->diagnoser->across != 0;
}

void diagnosis_begin(struct diagnosis *diagnosis, struct arena *arena) {
    course_begin(&diagnosis->course, diagnosis->diagnoser->need < NEED_CONTENT);
    if (diagnosis->lens)
        lens_begin(diagnosis->lens);
    diagnosis->found = (struct finding_list){.arena = arena};
    ledger_begin(&diagnosis->ledger);
    memset(diagnosis->times, 0, rule_count * sizeof *diagnosis->times);
}

static unsigned speech_of(const struct course *course) {
    return course->pop3 ? 2 : course->lmtp ? 1 : 0;
}

static unsigned command_heard(const struct command_event *command) {
    if (!command->known)
        return HEARD_STRANGE;
    switch (command->act) {
    case ACT_HELLO:
        return HEARD_HELLO;
    case ACT_SENDER:
    case ACT_RECIPIENT:
        return HEARD_ADDRESS;
    case ACT_CONTENT:
        return HEARD_DATA;
    case ACT_LOGIN:
        return HEARD_LOGIN;
    case ACT_TLS:
        return HEARD_STARTTLS;
    default:
        return EVENT_COMMAND;
    }
}

static unsigned reply_heard(const struct course_command *answered,
                            const struct reply_event *reply) {
    if (outcome_is_refusal(reply->outcome))
        return HEARD_REFUSAL;
    bool asked = answered && (answered->act == ACT_HELLO || answered->act == ACT_ABILITIES);
    return asked && reply->outcome == OUTCOME_OK ? HEARD_OFFER : EVENT_REPLY;
}

static unsigned heard_of(const struct course *course, const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        return command_heard(&event->command);
    case EVENT_REPLY:
        return reply_heard(course->answered, &event->reply);
    default:
        return event->kind;
    }
}

/* Those of the rules that are woken by one of the signs. */
static struct rule_set woken_by(const struct diagnoser *diagnoser, const struct rule_set *rules,
                                uint64_t signs) {
    struct rule_set set = {{0}};
    for (; signs != 0; signs &= signs - 1) {
        const struct rule_set *woken = &diagnoser->woken[__builtin_ctzll(signs)];
        for (size_t i = 0; i < RULE_WORDS; i++)
            set.words[i] |= woken->words[i];
    }
    for (size_t i = 0; i < RULE_WORDS; i++)
        set.words[i] &= rules->words[i];
    return set;
}

/* Asks those of the rules that are woken by one of the signs, in the order of the table. */
APART static void ask_rules(struct diagnosis *diagnosis, const struct rule_set *rules,
                            uint64_t signs, const struct event *event) {
    struct rule_set set = woken_by(diagnosis->diagnoser, rules, signs);
    for (size_t i = 0; i < RULE_WORDS; i++)
        for (uint64_t woken = set.words[i]; woken != 0; woken &= woken - 1) {
            diagnosis->rule = &rule_table[i * 64 + (size_t)__builtin_ctzll(woken)];
            diagnosis->rule->judge(diagnosis, &diagnosis->course, event);
        }
}

/* Asks the rules that hear this; `event`: NULL at the end. Most events show nothing that wakes one.
 */
static void ask(struct diagnosis *diagnosis, unsigned heard, const struct event *event) {
    const struct diagnoser *diagnoser = diagnosis->diagnoser;
    const struct course *course = &diagnosis->course;
    unsigned speech = speech_of(course);
    uint64_t signs =
        (signs_of(course, event) | sign_if(true, SIGN_ALWAYS)) & diagnoser->signs[speech][heard];
    if (signs != 0)
        ask_rules(diagnosis, &diagnoser->heard[speech][heard], signs, event);
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct diagnosis *diagnosis = context;
    course_look(&diagnosis->course, session, event);
    ask(diagnosis, heard_of(&diagnosis->course, event), event);
    course_take(&diagnosis->course, event);
    if (remembers(diagnosis))
        ledger_take(&diagnosis->ledger, &diagnosis->course, event);
    if (looks(diagnosis))
        lens_take(diagnosis->lens, event);
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct diagnosis *diagnosis = context;
    (void)session, (void)place;
    return course_content(&diagnosis->course, n, octets);
}

static void hear_octets(void *context, const struct session *session, enum side side,
                        uint64_t offset, struct slice octets) {
    struct diagnosis *diagnosis = context;
    (void)session;
    if (side == SIDE_CLIENT && !diagnosis->course.pop3)
        lens_octets(diagnosis->lens, offset, octets);
}

const struct sink *diagnosis_sink(struct diagnosis *diagnosis, const struct sink *next) {
    bool content = diagnosis->diagnoser->need > NEED_EVENTS;
    bool all = diagnosis->diagnoser->examined == EXAMINED_CONTENT;
    diagnosis->sink = (struct sink){.event = hear_event,
                                    .content = content ? hear_content : NULL,
                                    .octets = all ? hear_octets : NULL,
                                    .context = diagnosis,
                                    .next = next};
    return &diagnosis->sink;
}

struct finding *diagnosis_so_far(const struct diagnosis *diagnosis, size_t *count) {
    *count = diagnosis->found.count;
    return diagnosis->found.items;
}

/* Findings about the end of a message show how servers read it. */
static void show_readings(struct diagnosis *diagnosis) {
    const struct course *course = &diagnosis->course;
    for (size_t i = 0; i < diagnosis->found.count; i++) {
        struct finding *finding = &diagnosis->found.items[i];
        if (!word_among("smuggling-sequence ambiguous-dot end-of-data-not-crlf",
                        slice_string(finding->fact->fact.id)))
            continue;
        for (size_t j = 0; j < course->view_count; j++)
            if (course->views[j].n == finding->event)
                finding->smuggling = course->views[j].smuggling;
    }
}

struct finding *diagnosis_end(struct diagnosis *diagnosis, const struct session *session,
                              size_t *count) {
    struct course *course = &diagnosis->course;
    course->session = session;
    if (diagnosis->lens)
        course->views = lens_views(diagnosis->lens, diagnosis->found.arena, &course->view_count);
    ask(diagnosis, HEARD_END, NULL);
    if (course->view_count > 0)
        show_readings(diagnosis);
    if (remembers(diagnosis))
        ledger_end(&diagnosis->ledger, course);
    *count = diagnosis->found.count;
    return diagnosis->found.items;
}

struct ledger *diagnosis_take_ledger(struct diagnosis *diagnosis) {
    return remembers(diagnosis) ? ledger_copy(&diagnosis->ledger) : NULL;
}

/* ---- what rules find ---- */

bool finding_repeats(const struct diagnosis *diagnosis) {
    return diagnosis->times[diagnosis->rule - rule_table] > 0;
}

void finding_add(struct diagnosis *diagnosis, uint32_t n, size_t line, size_t octet,
                 const char *sentence, const struct word *words, size_t count) {
    const size_t index = (size_t)(diagnosis->rule - rule_table);
    const struct finding finding = {
        .fact = diagnosis->diagnoser->facts[index], .event = n, .line = line, .octet = octet};
    const struct finding_sentence said = {sentence, words, count};
    const struct finding_sentence *wanted = diagnosis->diagnoser->brief ? NULL : &said;
    if (diagnosis->times[index] < FINDINGS_A_RULE &&
        finding_list_add(&diagnosis->found, &finding, wanted, &diagnosis->scratch))
        diagnosis->times[index]++;
}
