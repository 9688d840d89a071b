/* scenario_inside.h: what a scenario is made of. For the scenario*.c files alone. */
#ifndef HELOISE_PRACTICE_SCENARIO_INSIDE_H
#define HELOISE_PRACTICE_SCENARIO_INSIDE_H

#include "base/arena.h"
#include "practice/scenario.h"

enum { SEEN_ENVELOPES = 1 << 16 };

struct scenario {
    struct scenario_rule rules[SCENARIO_RULES];
    size_t count;
    struct arena arena;            /* what the rules point to */
    struct pattern_engine *engine; /* NULL: no pattern so far */
    uint64_t *seen; /* envelopes, by the low bits of their fingerprints; NULL: none so far */
};

/* Reads a rule. False with `error` filled, its text without the line. */
bool scenario_parse(struct scenario *scenario, struct slice line, struct scenario_rule *rule,
                    struct error *error);

#endif
