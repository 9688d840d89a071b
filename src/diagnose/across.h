/* across.h: the rules that hear sessions: one table, a small function each.
 *
 * A rule is given the ledger of each session, in the order in which sessions began. It recalls what
 * it remembered of earlier ones, says what it found in this one, and remembers what later ones will
 * be asked about: records of one type of its own, each under a fingerprint. */
#ifndef HELOISE_DIAGNOSE_ACROSS_H
#define HELOISE_DIAGNOSE_ACROSS_H

#include "diagnose/chronicle.h"
#include "diagnose/fingerprint.h"
#include "diagnose/ledger.h"

typedef void across(struct chronicle *chronicle, const struct ledger *ledger);

/* Is given each record that the rule still has, the oldest first. */
typedef void across_late(struct chronicle *chronicle, const void *record, struct moment until);

struct across_rule {
    const char *id; /* a row of the findings' facts */
    unsigned speech;
    enum rule_need need;
    size_t most;
    across *judge;
    across_late *late; /* NULL: it has nothing to say at the end */
};

/* The rows of across.def. */
extern const struct across_rule across_table[];
extern const size_t across_count;

#define ACROSS(name, id, speech, need, most, late) across across_##name;
#include "diagnose/across.def"
#undef ACROSS

across_late across_greylist_waits;

/* ---- what the rule that is asked remembers ---- */

/* The record under this fingerprint, or NULL; valid until the next one is remembered. */
const void *across_recall(const struct chronicle *chronicle, uint64_t print);

/* Whether it has remembered nothing so far: then no fingerprint need be made to recall or forget.
 */
bool across_is_new(const struct chronicle *chronicle);

/* Remembers a copy, in place of what was there. */
void across_remember(struct chronicle *chronicle, uint64_t print, const void *record, size_t size);

void across_forget(struct chronicle *chronicle, uint64_t print);

/* Whether something that it remembered was lost: nothing is then known not to have been. */
bool across_forgot(const struct chronicle *chronicle);

/* ---- what it finds ---- */

/* The session that is judged. */
struct chronicle_session across_session(const struct chronicle *chronicle);

/* When the first session that was heard began. */
struct moment across_start(const struct chronicle *chronicle);

/* Says that the rule found something at event `n` of this session. */
void across_found(struct chronicle *chronicle, uint32_t n, const char *sentence,
                  const struct word *words, size_t count);

#define ACROSS_SAY(chronicle, n, sentence, ...)                                                    \
    across_found((chronicle), (n), (sentence), (const struct word[]){__VA_ARGS__},                 \
                 sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

/* When no more sessions come: the same of a session that was heard before. */
void across_found_late(struct chronicle *chronicle, const struct chronicle_session *session,
                       uint32_t n, const char *sentence, const struct word *words, size_t count);

#endif
