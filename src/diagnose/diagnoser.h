/* diagnoser.h: which rules run, sorted by what they hear. For diagnosis.c and chronicle.c. */
#ifndef HELOISE_DIAGNOSE_DIAGNOSER_H
#define HELOISE_DIAGNOSE_DIAGNOSER_H

#include "diagnose/across.h"
#include "diagnose/rule.h"

enum { SPEECHES = 3, HEARD = EVENT_KINDS + 1 };

/* Indexes of rules, for one protocol and one kind of event (the last: the end). */
struct rule_list {
    uint16_t *rules;
    size_t count;
};

struct diagnoser {
    struct rule_list lists[SPEECHES][HEARD];
    uint16_t *indexes;   /* all of the lists */
    unsigned across;     /* rules across sessions that are wanted: bits (1 << index) */
    enum rule_need need; /* the most that a rule which runs asks for */
    enum examined examined;
};

#endif
