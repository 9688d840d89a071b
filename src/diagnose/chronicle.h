/* chronicle.h: sessions judged together, in the order in which they began.
 *
 *     session 8   its ledger ----.
 *     session 9   its ledger ----+--> rules of across.def: what did earlier sessions do?
 *                                     what is wrong in this one then?
 *
 * A finding hangs on an event of the session that is heard, so that it can be told with it. Only
 * what never happened is told at the end, of a session before: greylist-no-retry. What is
 * remembered is bounded for each rule. */
#ifndef HELOISE_DIAGNOSE_CHRONICLE_H
#define HELOISE_DIAGNOSE_CHRONICLE_H

#include "diagnose/diagnosis.h"

struct chronicle;
struct ledger;

struct chronicle_session {
    uint64_t id;   /* as readers know it: it stands in sentences */
    size_t source; /* kept for the caller */
};

/* A finding of a session that was heard before; slices lie in the chronicle. */
struct late_finding {
    struct chronicle_session session;
    struct finding finding;
};

/* Of all sessions; further ones are left out. */
enum { LATE_FINDINGS_MOST = 100000 };

/* `diagnoser` says which rules run and is borrowed for its life. `reviewed`: chronicle_review()
 * will be asked, maybe by a diagnoser that looks farther. NULL with `error` filled when memory ran
 * out.
 */
struct chronicle *chronicle_new(const struct diagnoser *diagnoser, bool reviewed,
                                struct error *error);
void chronicle_free(struct chronicle *chronicle);

/* The next session; `ledger` NULL: it has none. Adds to `found` what is wrong in it. */
void chronicle_hear(struct chronicle *chronicle, const struct chronicle_session *session,
                    const struct ledger *ledger, struct finding_list *found);

/* Nobody asks about the session that was heard last: nothing is told of it later on. */
void chronicle_mute(struct chronicle *chronicle);

/* Looks at a session again that was heard before, by the rules that `diagnoser` gives more of its
 * messages than there was then. Remembers nothing. */
void chronicle_review(struct chronicle *chronicle, const struct diagnoser *diagnoser,
                      const struct chronicle_session *session, const struct ledger *ledger,
                      struct finding_list *found);

/* No more sessions come; `until`: how far the source went. What never happened, in the order of
 * sessions; it lies in the chronicle. */
const struct late_finding *chronicle_end(struct chronicle *chronicle, struct moment until,
                                         size_t *count);

#endif
