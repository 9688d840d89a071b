/* smtp_verb.h: the verbs of SMTP and LMTP and the states of a session (RFC 5321 4.1.4): one table,
 * state x verb. */
#ifndef HELOISE_PROTOCOL_SMTP_VERB_H
#define HELOISE_PROTOCOL_SMTP_VERB_H

#include "session/event.h"

enum smtp_state {
    SMTP_UNKNOWN,   /* joined midstream */
    SMTP_CONNECTED, /* no greeting yet */
    SMTP_HELLO,     /* greeted; no EHLO accepted */
    SMTP_READY,     /* no transaction open */
    SMTP_AUTHED,    /* the same, logged in */
    SMTP_MAIL,      /* MAIL accepted */
    SMTP_RCPT,      /* and one recipient at least */
    SMTP_DATA,      /* between 354 and the dot */
    SMTP_BDAT,      /* a chunk without LAST was accepted */
    SMTP_SASL,      /* inside an AUTH exchange */
    SMTP_TLS,       /* STARTTLS accepted, EHLO due again */
    SMTP_CLOSED,    /* QUIT or 421 */
    SMTP_STATES,
    SMTP_SAME = SMTP_STATES /* in the table: the state stays */
};

/* "connected", "ready" …; static strings. */
const char *smtp_state_name(enum smtp_state state);

/* The state of this name; SMTP_UNKNOWN when there is none (NULL too). */
enum smtp_state smtp_state_find(const char *name);

/* One for each row of smtp_verbs.def: SMTP_VERB_EHLO … */
enum smtp_verb_id {
#define VERB(id, name, act, flags, states, after_2yz, after_3yz) SMTP_VERB_##id,
#include "protocol/smtp_verbs.def"
#undef VERB
    SMTP_VERBS
};

struct smtp_verb {
    enum smtp_verb_id id;
    struct slice name;
    enum act act;
    unsigned flags;
    uint32_t states; /* bit (1 << state) where it is allowed */
    enum smtp_state after_2yz, after_3yz;
};

enum smtp_verb_flag {
    SMTP_WAITS = 1, /* what the client sends next depends on the answer */
    SMTP_BARE = 2,  /* takes no argument */
    SMTP_ONLY_SMTP = 4,
    SMTP_ONLY_LMTP = 8,
    SMTP_FOREIGN = 16, /* of another protocol: HTTP */
    SMTP_ASIDE = 32,   /* leaves an open transaction alone */
    SMTP_RESETS = 64,  /* where no hello was accepted there is nothing to reset */
};

/* The row of a verb, in any case; NULL when there is none. */
const struct smtp_verb *smtp_verb_find(struct slice name);

/* Takes the first word off a line: the row of the verb that it is, or NULL. */
const struct smtp_verb *smtp_verb_take(struct slice *line);

/* Whether the row (NULL: an unknown verb) is this one's. */
static inline bool smtp_verb_is(const struct smtp_verb *verb, enum smtp_verb_id id) {
    return verb && verb->id == id;
}

/* Whether the table allows the verb in this state; unknown verbs (NULL) and unknown states are not
 * judged. */
bool smtp_verb_allowed(const struct smtp_verb *verb, enum smtp_state state, bool lmtp);

/* Where 2yz leads from this state; SMTP_SAME where it changes nothing: a login lasts (RFC 4954 4),
 * and before the hello there is nothing to reset. */
enum smtp_state smtp_verb_leads(const struct smtp_verb *verb, enum smtp_state from);

/* The rows, for tests and reference; `count` is filled. */
const struct smtp_verb *smtp_verb_table(size_t *count);

#endif
