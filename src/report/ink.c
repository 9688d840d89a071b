#include "report/ink.h"

/* SGR parameters (ECMA-48 8.3.117). Only the eight colours and bold, faint: they follow the
 * terminal's own palette, light or dark. */
static const char *const inks[INK_COUNT] = {
    [INK_PLAIN] = "",      [INK_HEADING] = "1",    [INK_TIME] = "2",     [INK_LATENCY] = "2",
    [INK_CLIENT] = "36",   [INK_SERVER] = "35",    [INK_OK] = "32",      [INK_MORE] = "34",
    [INK_DEFERRED] = "33", [INK_REFUSED] = "31;1", [INK_SECRET] = "2",   [INK_CONTENT] = "",
    [INK_MARGIN] = "2",    [INK_NOTE] = "2",       [INK_WARNING] = "33", [INK_TLS] = "34",
};

enum ink ink_of_side(enum side side) {
    return side == SIDE_CLIENT ? INK_CLIENT : INK_SERVER;
}

enum ink ink_of_outcome(enum outcome outcome) {
    static const enum ink by_outcome[] = {
        [OUTCOME_NONE] = INK_PLAIN,      [OUTCOME_OK] = INK_OK,
        [OUTCOME_MORE] = INK_MORE,       [OUTCOME_DEFERRED] = INK_DEFERRED,
        [OUTCOME_REFUSED] = INK_REFUSED,
    };
    return by_outcome[outcome];
}

enum ink ink_of_verdict(enum verdict verdict) {
    static const enum ink by_verdict[] = {
        [VERDICT_UNKNOWN] = INK_PLAIN,     [VERDICT_ACCEPTED] = INK_OK,
        [VERDICT_DEFERRED] = INK_DEFERRED, [VERDICT_REFUSED] = INK_REFUSED,
        [VERDICT_PARTIAL] = INK_DEFERRED,  [VERDICT_ABORTED] = INK_WARNING,
    };
    return by_verdict[verdict];
}

enum ink ink_of_severity(enum severity severity) {
    static const enum ink by_severity[] = {
        [SEVERITY_NONE] = INK_PLAIN,
        [SEVERITY_NOTE] = INK_NOTE,
        [SEVERITY_WARNING] = INK_DEFERRED,
        [SEVERITY_ERROR] = INK_REFUSED,
    };
    return by_severity[severity];
}

const char *ink_sgr(enum ink ink) {
    return inks[ink];
}
