#include "practice/scenario.h"

#include <stdlib.h>

#include "base/words.h"
#include "practice/scenario_inside.h"

static const struct scenario_text texts[] = {
#define SCENARIO(name, title, rules) {name, title, rules},
#include "practice/scenarios.def"
#undef SCENARIO
};

enum { TEXTS = sizeof texts / sizeof *texts };

const struct scenario_text *scenario_text_at(size_t n) {
    return n < TEXTS ? &texts[n] : NULL;
}

const struct scenario_text *scenario_text_find(const char *name) {
    for (size_t i = 0; i < TEXTS; i++)
        if (strcmp(texts[i].name, name) == 0)
            return &texts[i];
    return NULL;
}

struct scenario *scenario_new(struct error *error) {
    struct scenario *scenario = calloc(1, sizeof *scenario);
    if (!scenario)
        (void)error_memory(error);
    return scenario;
}

void scenario_free(struct scenario *scenario) {
    if (!scenario)
        return;
    for (size_t i = 0; i < scenario->count; i++)
        pattern_free(scenario->engine, scenario->rules[i].pattern);
    pattern_engine_free(scenario->engine);
    arena_free(&scenario->arena);
    free(scenario->seen);
    free(scenario);
}

/* A rule, or a line that says nothing to the server. */
static bool add_line(struct scenario *scenario, struct slice line, struct error *error) {
    line = slice_trim(line);
    if (line.size == 0 || line.data[0] == '#' || slice_starts(line, SLICE("title ")))
        return true;
    if (scenario->count == SCENARIO_RULES)
        return error_set(error, ERROR_CONFIGURATION, "there are more than %d rules",
                         SCENARIO_RULES);
    struct scenario_rule *rule = &scenario->rules[scenario->count];
    if (scenario_parse(scenario, line, rule, error)) {
        scenario->count++;
        return true;
    }
    pattern_free(scenario->engine, rule->pattern);
    rule->pattern = NULL;
    return false;
}

bool scenario_add(struct scenario *scenario, struct slice text, const char *file,
                  struct error *error) {
    unsigned number = 0;
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        struct slice line = slice_first(text, end);
        struct error why = {0};
        text = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, end + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        number++;
        if (add_line(scenario, line, &why))
            continue;
        (void)error_set(error, why.kind, "line %u: %s", number, why.text);
        error_name(error, file);
        return false;
    }
    return true;
}

size_t scenario_rule_count(const struct scenario *scenario) {
    return scenario->count;
}

/* ---- asking ---- */

/* Whether the envelope is new; from now on it is not. One that lands where another was makes that
 * one new again: what is remembered is bounded. */
static bool is_new(struct scenario *scenario, uint64_t envelope) {
    if (envelope == 0)
        return false;
    if (!scenario->seen)
        scenario->seen = calloc(SEEN_ENVELOPES, sizeof *scenario->seen);
    if (!scenario->seen)
        return false;
    uint64_t *place = &scenario->seen[envelope % SEEN_ENVELOPES];
    bool fresh = *place != envelope;
    *place = envelope;
    return fresh;
}

static bool is_about(const struct scenario_rule *rule, const struct scenario_question *question) {
    struct slice stage = slice_string(question->stage);
    if (slice_equal(rule->stage, stage))
        return true;
    bool command = question->stage[0] >= 'A' && question->stage[0] <= 'Z';
    return command && slice_equal(rule->stage, SLICE("command"));
}

/* Whether the rule holds now; it counts as one more time if all but the count does. */
static bool holds(struct scenario *scenario, struct scenario_memory *memory, size_t n,
                  const struct scenario_question *question) {
    const struct scenario_rule *rule = &scenario->rules[n];
    if (!is_about(rule, question) || (rule->clear && question->secure))
        return false;
    if (rule->pattern && !pattern_matches(scenario->engine, rule->pattern, question->argument))
        return false;
    if (rule->fresh && !is_new(scenario, question->envelope))
        return false;
    uint32_t times = memory->counts[n];
    if (times < UINT32_MAX)
        memory->counts[n]++;
    return times < rule->first && times >= rule->after;
}

static void reply(struct scenario_answer *answer, struct slice text, bool endless) {
    if (answer->replies)
        return;
    answer->replies = true;
    answer->reply = text;
    answer->endless = endless;
}

static void apply(const struct scenario_rule *rule, struct scenario_answer *answer) {
    switch (rule->action) {
    case ACTION_REPLY:
    case ACTION_PROVIDER:
    case ACTION_RAW:
    case ACTION_SILENT:
        reply(answer, rule->text, false);
        break;
    case ACTION_ENDLESS:
        reply(answer, rule->text, true);
        break;
    case ACTION_DELAY:
        answer->delay = rule->span > answer->delay ? rule->span : answer->delay;
        break;
    case ACTION_CLOSE:
        answer->closes = true;
        answer->closes_after = rule->number;
        break;
    case ACTION_RESET:
        answer->closes = answer->resets = true;
        answer->closes_after = rule->number;
        break;
    case ACTION_PIECES:
        answer->pieces = rule->number;
        answer->pause = rule->span;
        break;
    default: /* holds always */
        break;
    }
}

struct scenario_answer scenario_ask(struct scenario *scenario, struct scenario_memory *memory,
                                    const struct scenario_question *question) {
    struct scenario_answer answer = {.replies = false};
    for (size_t i = 0; i < scenario->count; i++)
        if (holds(scenario, memory, i, question))
            apply(&scenario->rules[i], &answer);
    return answer;
}

bool scenario_hides(struct scenario *scenario, struct slice keyword, bool secure) {
    struct slice rest = keyword, word = slice_word(&rest);
    for (size_t i = 0; i < scenario->count; i++) {
        const struct scenario_rule *rule = &scenario->rules[i];
        if (rule->action == ACTION_HIDE && !(rule->clear && secure) &&
            slice_equal_nocase(rule->text, word))
            return true;
    }
    return false;
}

bool scenario_offers(const struct scenario *scenario, size_t n, struct slice *line) {
    for (size_t i = 0; i < scenario->count; i++) {
        if (scenario->rules[i].action != ACTION_OFFER || n-- > 0)
            continue;
        *line = scenario->rules[i].text;
        return true;
    }
    return false;
}

static const struct scenario_rule *last_of(const struct scenario *scenario,
                                           enum scenario_action action) {
    for (size_t i = scenario->count; i > 0; i--)
        if (scenario->rules[i - 1].action == action)
            return &scenario->rules[i - 1];
    return NULL;
}

bool scenario_has(const struct scenario *scenario, enum scenario_action action) {
    return last_of(scenario, action) != NULL;
}

uint64_t scenario_count(const struct scenario *scenario) {
    const struct scenario_rule *rule = last_of(scenario, ACTION_COUNT);
    return rule ? rule->number : 0;
}

struct slice scenario_tls_version(const struct scenario *scenario) {
    const struct scenario_rule *rule = last_of(scenario, ACTION_VERSION);
    return rule ? rule->text : slice_of(NULL, 0);
}
