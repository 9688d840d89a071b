/* findings.h: the findings of all sessions, kept until the last one is read: the worst come first.
 * Of sessions that happen now, those of each. */
#ifndef HELOISE_REPORT_FINDINGS_H
#define HELOISE_REPORT_FINDINGS_H

#include "base/arena.h"
#include "report/format.h"

/* A finding and where it was made; slices lie in the arena. */
struct found {
    struct finding finding;
    uint64_t session;
    struct slice file;              /* size 0: there is only one */
    struct endpoint client, server; /* size 0: not known any more, */
    struct moment start;            /* nor is this */
    struct slice quote;             /* the line that it hangs on (quote.h); size 0: none */
    enum side side;                 /* that said the line */
};

/* Past it further findings are counted only. */
enum { FINDINGS_KEPT = 1000000 };

/* Zeroed: empty. The state of every report of findings. */
struct findings {
    struct found *items;
    size_t count;
    uint64_t more; /* that were not kept */
    uint64_t by_severity[SEVERITY_ERROR + 1];
    struct arena arena;
    struct writer scratch; /* quotes on their way */
};

/* Takes those of a session: report_functions.session. */
void findings_take(struct report_page *page, const struct index_row *row, const char *file);

/* Takes one that was found later: report_functions.late. */
void findings_take_late(struct report_page *page, const struct late_finding *late,
                        const char *file);

/* Hands them over: errors, warnings, notes; of the same severity in the order of sessions. */
void findings_each(struct findings *findings,
                   void (*each)(void *context, const struct found *found), void *context);

/* Forgets those that were handed over; what was counted stays counted. */
void findings_forget(struct findings *findings);

/* report_functions.clear. */
void findings_clear(struct report_page *page);

#endif
