#include "diagnose/diagnoser.h"

#include <stdlib.h>

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

/* How much of messages rules may be given. */
static enum rule_need most_given(const struct diagnosis_options *options) {
    return options->content ? NEED_CONTENT : options->header ? NEED_HEADER : NEED_EVENTS;
}

static bool is_wanted(const char *id, const struct finding_fact *fact,
                      const struct diagnosis_options *options) {
    return fact && finding_severity(fact) >= options->least &&
           (!options->only || is_listed(options->only, id)) &&
           (!options->except || !is_listed(options->except, id));
}

static void set_add(struct rule_set *set, size_t rule) {
    set->words[rule / 64] |= UINT64_C(1) << rule % 64;
}

/* By what the rule is woken; `all_ears`: by everything. */
static uint64_t waking_signs(const struct rule *rule, bool all_ears) {
    uint64_t signs = sign_if(all_ears, SIGN_ALWAYS);
    for (size_t i = 0; i < RULE_SIGNS; i++)
        signs |= sign_if(rule->signs[i] != SIGN_NONE, rule->signs[i]);
    return signs;
}

/* Enters a rule that runs wherever it hears something. */
static void add_rule(struct diagnoser *diagnoser, size_t n, uint64_t signs) {
    const struct rule *rule = &rule_table[n];
    for (unsigned speech = 0; speech < SPEECHES; speech++)
        for (unsigned heard = 0; heard < HEARD_KINDS; heard++)
            if (rule->speech >> speech & 1 && rule->hears >> heard & 1) {
                set_add(&diagnoser->heard[speech][heard], n);
                diagnoser->signs[speech][heard] |= signs;
            }
    for (; signs != 0; signs &= signs - 1)
        set_add(&diagnoser->woken[__builtin_ctzll(signs)], n);
    if (rule->need > diagnoser->need)
        diagnoser->need = rule->need;
}

static void choose_rules(struct diagnoser *diagnoser, const struct diagnosis_options *options) {
    for (size_t i = 0; i < rule_count; i++) {
        const struct rule *rule = &rule_table[i];
        const struct finding_fact *fact = finding_fact_find(slice_string(rule->id));
        diagnoser->facts[i] = fact;
        if (rule->need <= most_given(options) && is_wanted(rule->id, fact, options))
            add_rule(diagnoser, i, waking_signs(rule, options->all_ears));
    }
}

/* Rules across sessions run even where they are given less than they need: what they remember may
 * be asked later on, when a session is opened with all of its content. */
static void choose_across(struct diagnoser *diagnoser, const struct diagnosis_options *options) {
    enum rule_need most = most_given(options);
    for (size_t i = 0; i < across_count; i++) {
        const char *id = across_table[i].id;
        if (!is_wanted(id, finding_fact_find(slice_string(id)), options))
            continue;
        diagnoser->across |= 1u << i;
        if (across_table[i].need <= most && across_table[i].need > diagnoser->need)
            diagnoser->need = across_table[i].need;
    }
}

struct diagnoser *diagnoser_new(const struct diagnosis_options *options, struct error *error) {
    if (!ids_exist(options->only, error) || !ids_exist(options->except, error))
        return NULL;
    struct diagnoser *diagnoser = calloc(1, sizeof *diagnoser);
    const struct finding_fact **facts = calloc(rule_count, sizeof *facts);
    if (!diagnoser || !facts) {
        free(diagnoser);
        free(facts);
        error_memory(error);
        return NULL;
    }
    diagnoser->facts = facts;
    diagnoser->brief = options->brief;
    diagnoser->examined = options->content  ? EXAMINED_CONTENT
                          : options->header ? EXAMINED_HEADER
                                            : EXAMINED_EVENTS;
    choose_rules(diagnoser, options);
    choose_across(diagnoser, options);
    return diagnoser;
}

void diagnoser_free(struct diagnoser *diagnoser) {
    if (!diagnoser)
        return;
    free(diagnoser->facts);
    free(diagnoser);
}

bool diagnoser_goes_across(const struct diagnoser *diagnoser) {
    return diagnoser->across != 0;
}

enum examined diagnoser_examines(const struct diagnoser *diagnoser) {
    return diagnoser->examined;
}
