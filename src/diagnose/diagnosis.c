#include "diagnose/diagnosis.h"

#include <stdlib.h>

#include "diagnose/rule.h"

/* ---- which rules run ---- */

enum { SPEECHES = 3 };

/* Indexes of rules, for one protocol and one kind of what is heard. */
struct rule_list {
    uint16_t *rules;
    size_t count;
};

struct diagnoser {
    struct rule_list lists[SPEECHES][HEARD_KINDS];
    uint16_t *indexes;                 /* all of the lists */
    const struct finding_fact **facts; /* by rule: what it finds */
    enum severity least;
    enum rule_need need; /* the most that a rule which runs asks for */
    enum examined examined;
};

static enum severity severity_of(const char *word) {
    return *word == 'e' ? SEVERITY_ERROR : *word == 'w' ? SEVERITY_WARNING : SEVERITY_NOTE;
}

const char *severity_name(enum severity severity) {
    static const char *const names[] = {"none", "note", "warning", "error"};
    return names[severity];
}

const char *examined_name(enum examined examined) {
    static const char *const names[] = {"nothing", "events", "header", "content"};
    return names[examined];
}

/* Takes the next id off a comma list. */
static struct slice next_id(struct slice *list) {
    size_t comma = slice_find(*list, ',');
    struct slice id = slice_first(*list, comma == SLICE_NONE ? list->size : comma);
    *list = comma == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*list, comma + 1);
    return slice_trim(id);
}

static bool is_listed(const char *list, const char *id) {
    struct slice rest = slice_string(list);
    while (rest.size > 0)
        if (slice_equal_nocase(next_id(&rest), slice_string(id)))
            return true;
    return false;
}

static bool ids_exist(const char *list, struct error *error) {
    struct slice rest = slice_string(list ? list : "");
    while (rest.size > 0) {
        struct slice id = next_id(&rest);
        if (id.size > 0 && !finding_fact_find(id))
            return error_set(error, ERROR_USAGE, "%.*s is no finding", (int)(id.size & 127),
                             (const char *)id.data);
    }
    return true;
}

static bool runs(const struct rule *rule, const struct diagnosis_options *options) {
    const struct finding_fact *fact = finding_fact_find(slice_string(rule->id));
    enum rule_need most = options->content  ? NEED_CONTENT
                          : options->header ? NEED_HEADER
                                            : NEED_EVENTS;
    return fact && rule->need <= most && severity_of(fact->severity) >= options->least &&
           (!options->only || is_listed(options->only, rule->id)) &&
           (!options->except || !is_listed(options->except, rule->id));
}

/* Fills one list from `indexes` on; returns where it ends. */
static uint16_t *fill_list(struct rule_list *list, uint16_t *indexes, unsigned speech,
                           unsigned heard, const struct diagnosis_options *options) {
    list->rules = indexes;
    for (size_t i = 0; i < rule_count; i++) {
        const struct rule *rule = &rule_table[i];
        if (rule->speech & speech && rule->hears & heard && runs(rule, options))
            list->rules[list->count++] = (uint16_t)i;
    }
    return indexes + list->count;
}

struct diagnoser *diagnoser_new(const struct diagnosis_options *options, struct error *error) {
    if (!ids_exist(options->only, error) || !ids_exist(options->except, error))
        return NULL;
    struct diagnoser *diagnoser = calloc(1, sizeof *diagnoser);
    uint16_t *indexes = calloc(rule_count * SPEECHES * HEARD_KINDS, sizeof *indexes);
    const struct finding_fact **facts = calloc(rule_count, sizeof *facts);
    if (!diagnoser || !indexes || !facts) {
        free(diagnoser);
        free(indexes);
        free(facts);
        error_memory(error);
        return NULL;
    }
    diagnoser->indexes = indexes;
    diagnoser->facts = facts;
    for (size_t i = 0; i < rule_count; i++)
        facts[i] = finding_fact_find(slice_string(rule_table[i].id));
    diagnoser->least = options->least;
    diagnoser->examined = options->content  ? EXAMINED_CONTENT
                          : options->header ? EXAMINED_HEADER
                                            : EXAMINED_EVENTS;
    for (unsigned speech = 0; speech < SPEECHES; speech++)
        for (unsigned heard = 0; heard < HEARD_KINDS; heard++)
            indexes = fill_list(&diagnoser->lists[speech][heard], indexes, 1u << speech,
                                1u << heard, options);
    for (size_t i = 0; i < rule_count; i++)
        if (runs(&rule_table[i], options) && rule_table[i].need > diagnoser->need)
            diagnoser->need = rule_table[i].need;
    return diagnoser;
}

void diagnoser_free(struct diagnoser *diagnoser) {
    if (!diagnoser)
        return;
    free(diagnoser->indexes);
    free(diagnoser->facts);
    free(diagnoser);
}

enum examined diagnoser_examines(const struct diagnoser *diagnoser) {
    return diagnoser->examined;
}

/* ---- a session ---- */

struct diagnosis {
    const struct diagnoser *diagnoser;
    struct course course;
    struct arena *arena;
    struct finding *findings;
    size_t count;
    uint16_t *times;         /* how often each rule found something */
    const struct rule *rule; /* that is asked now */
    struct writer scratch;
    struct sink sink;
};

struct diagnosis *diagnosis_new(const struct diagnoser *diagnoser) {
    struct diagnosis *diagnosis = calloc(1, sizeof *diagnosis);
    if (!diagnosis)
        return NULL;
    diagnosis->diagnoser = diagnoser;
    diagnosis->times = calloc(rule_count, sizeof *diagnosis->times);
    diagnosis->scratch = writer_to(WRITER_MEMORY);
    if (diagnosis->times)
        return diagnosis;
    diagnosis_free(diagnosis);
    return NULL;
}

void diagnosis_free(struct diagnosis *diagnosis) {
    if (!diagnosis)
        return;
    course_free(&diagnosis->course);
    writer_free(&diagnosis->scratch);
    free(diagnosis->times);
    free(diagnosis);
}

void diagnosis_begin(struct diagnosis *diagnosis, struct arena *arena) {
    course_begin(&diagnosis->course, diagnosis->diagnoser->need < NEED_CONTENT);
    diagnosis->arena = arena;
    diagnosis->findings = NULL;
    diagnosis->count = 0;
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
    if (reply->outcome == OUTCOME_DEFERRED || reply->outcome == OUTCOME_REFUSED)
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

/* Asks the rules that hear this; `event`: NULL at the end. */
static void ask(struct diagnosis *diagnosis, unsigned heard, const struct event *event) {
    const struct rule_list *list =
        &diagnosis->diagnoser->lists[speech_of(&diagnosis->course)][heard];
    for (size_t i = 0; i < list->count; i++) {
        diagnosis->rule = &rule_table[list->rules[i]];
        diagnosis->rule->judge(diagnosis, &diagnosis->course, event);
    }
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct diagnosis *diagnosis = context;
    course_look(&diagnosis->course, session, event);
    ask(diagnosis, heard_of(&diagnosis->course, event), event);
    course_take(&diagnosis->course, event);
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct diagnosis *diagnosis = context;
    (void)session, (void)place;
    return course_content(&diagnosis->course, n, octets);
}

const struct sink *diagnosis_sink(struct diagnosis *diagnosis, const struct sink *next) {
    bool wants = diagnosis->diagnoser->need > NEED_EVENTS;
    diagnosis->sink = (struct sink){.event = hear_event,
                                    .content = wants ? hear_content : NULL,
                                    .context = diagnosis,
                                    .next = next};
    return &diagnosis->sink;
}

const struct finding *diagnosis_end(struct diagnosis *diagnosis, const struct session *session,
                                    size_t *count) {
    diagnosis->course.session = session;
    ask(diagnosis, HEARD_END, NULL);
    *count = diagnosis->count;
    return diagnosis->findings;
}

/* ---- what rules find ---- */

/* The sentence with its places filled, or the title of the finding. */
static struct slice summarise(struct diagnosis *diagnosis, const struct finding_fact *fact,
                              const char *sentence, const struct word *words, size_t count) {
    if (!sentence)
        return slice_string(_(fact->fact.title));
    diagnosis->scratch.buffer.size = 0;
    words_write(&diagnosis->scratch, _(sentence), words, count);
    return arena_copy(diagnosis->arena, buffer_slice(&diagnosis->scratch.buffer));
}

bool finding_repeats(const struct diagnosis *diagnosis) {
    return diagnosis->times[diagnosis->rule - rule_table] > 0;
}

void finding_add(struct diagnosis *diagnosis, uint32_t n, size_t line, size_t octet,
                 const char *sentence, const struct word *words, size_t count) {
    size_t index = (size_t)(diagnosis->rule - rule_table);
    const struct finding_fact *fact = diagnosis->diagnoser->facts[index];
    if (diagnosis->count == FINDINGS_MOST || diagnosis->times[index] == FINDINGS_A_RULE)
        return;
    struct finding *findings =
        arena_grow(diagnosis->arena, diagnosis->findings, diagnosis->count, sizeof *findings);
    if (!findings)
        return;
    diagnosis->findings = findings;
    diagnosis->times[index]++;
    findings[diagnosis->count++] =
        (struct finding){.fact = fact,
                         .severity = severity_of(fact->severity),
                         .event = n,
                         .line = line,
                         .octet = octet,
                         .summary = summarise(diagnosis, fact, sentence, words, count)};
}
