/* diagnoser.h: which rules run, sorted by what they hear. For diagnosis.c and chronicle.c. */
#ifndef HELOISE_DIAGNOSE_DIAGNOSER_H
#define HELOISE_DIAGNOSE_DIAGNOSER_H

#include "diagnose/across.h"
#include "diagnose/rule.h"
#include "diagnose/signs.h"

enum { SPEECHES = 3 };

struct diagnoser {
    struct rule_set heard[SPEECHES][HEARD_KINDS]; /* rules that run, by what they hear */
    uint64_t signs[SPEECHES][HEARD_KINDS];        /* that wake one of these: a bit each */
    struct rule_set woken[SIGNS];                 /* the same, by the signs that wake them */
    const struct finding_fact **facts;            /* by rule: what it finds */
    unsigned across;     /* rules across sessions that are wanted: bits (1 << index) */
    enum rule_need need; /* the most that a rule which runs asks for */
    enum examined examined;
    bool brief; /* nobody reads the sentences of findings */
};

#endif
