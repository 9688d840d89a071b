/* diagnoser.h: which rules run, sorted by what they hear. For diagnosis.c and chronicle.c. */
#ifndef HELOISE_DIAGNOSE_DIAGNOSER_H
#define HELOISE_DIAGNOSE_DIAGNOSER_H

#include "diagnose/across.h"
#include "diagnose/rule.h"

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
    unsigned across;     /* rules across sessions that are wanted: bits (1 << index) */
    enum rule_need need; /* the most that a rule which runs asks for */
    enum examined examined;
};

#endif
