/* diagnosis.h: the listener that looks for what is wrong in a session.
 *
 *     diagnoser   made once: which rules run, sorted by what they hear
 *     diagnosis   follows one session after the other
 *
 * What only several sessions together show is chronicle.h's.
 */
#ifndef HELOISE_DIAGNOSE_DIAGNOSIS_H
#define HELOISE_DIAGNOSE_DIAGNOSIS_H

#include "base/error.h"
#include "diagnose/finding.h"
#include "session/session.h"

struct diagnosis_options {
    bool header, content; /* run rules that need the header block, all content */
    const char *only;     /* comma list of ids; NULL: all */
    const char *except;   /* comma list of ids; NULL: none */
    enum severity least;  /* findings below are left out */
    bool brief;           /* findings of one session have no sentence: nobody reads it */
    bool all_ears;        /* asks rules about events without their signs, too: for tests, which
                             hold that this finds the same */
};

struct diagnoser;
struct diagnosis;
struct ledger;

/* NULL with `error` filled (ERROR_USAGE: an id that does not exist) or when memory ran out. */
struct diagnoser *diagnoser_new(const struct diagnosis_options *options, struct error *error);
void diagnoser_free(struct diagnoser *diagnoser);

/* Whether some of its rules judge several sessions together (chronicle.h). */
bool diagnoser_goes_across(const struct diagnoser *diagnoser);

/* How far its rules look. */
enum examined diagnoser_examines(const struct diagnoser *diagnoser);

/* A diagnosis that serves sessions in turn; `diagnoser` is borrowed for its life. NULL when memory
 * ran out. */
struct diagnosis *diagnosis_new(const struct diagnoser *diagnoser);
void diagnosis_free(struct diagnosis *diagnosis);

/* Begins a session. Findings and their sentences go into `arena`, which is borrowed until
 * diagnosis_end(). */
void diagnosis_begin(struct diagnosis *diagnosis, struct arena *arena);

/* The listener to chain into session_new(); belongs to the diagnosis. `next`: who listens after it,
 * or NULL. */
const struct sink *diagnosis_sink(struct diagnosis *diagnosis, const struct sink *next);

/* The findings so far, in the order in which they were made; valid until the next event. */
struct finding *diagnosis_so_far(const struct diagnosis *diagnosis, size_t *count);

/* The session is over: rules that wait for its end are asked. Returns the findings in the order in
 * which they were made; they lie in the arena. */
struct finding *diagnosis_end(struct diagnosis *diagnosis, const struct session *session,
                              size_t *count);

/* After diagnosis_end(): what the session did, for those who judge several together (chronicle.h).
 * It is the caller's to ledger_free(). NULL: nobody does, or memory ran out. */
struct ledger *diagnosis_take_ledger(struct diagnosis *diagnosis);

#endif
