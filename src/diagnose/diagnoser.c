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

static bool is_wanted(const char *id, const struct diagnosis_options *options) {
    const struct finding_fact *fact = finding_fact_find(slice_string(id));
    return fact && finding_severity(fact) >= options->least &&
           (!options->only || is_listed(options->only, id)) &&
           (!options->except || !is_listed(options->except, id));
}

static bool runs(const struct rule *rule, const struct diagnosis_options *options) {
    return rule->need <= most_given(options) && is_wanted(rule->id, options);
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

/* Rules across sessions run even where they are given less than they need: what they remember may
 * be asked later on, when a session is opened with all of its content. */
static void choose_across(struct diagnoser *diagnoser, const struct diagnosis_options *options) {
    enum rule_need most = most_given(options);
    for (size_t i = 0; i < across_count; i++) {
        if (!is_wanted(across_table[i].id, options))
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
    choose_across(diagnoser, options);
    return diagnoser;
}

void diagnoser_free(struct diagnoser *diagnoser) {
    if (!diagnoser)
        return;
    free(diagnoser->indexes);
    free(diagnoser->facts);
    free(diagnoser);
}

bool diagnoser_goes_across(const struct diagnoser *diagnoser) {
    return diagnoser->across != 0;
}

enum examined diagnoser_examines(const struct diagnoser *diagnoser) {
    return diagnoser->examined;
}
