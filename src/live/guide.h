/* guide.h: what can be done step by step (guides.def): each step is a statement of a script, shown
 * before it is carried out. */
#ifndef HELOISE_LIVE_GUIDE_H
#define HELOISE_LIVE_GUIDE_H

#include "base/writer.h"
#include "live/script.h"

struct guide {
    const char *name;
    unsigned protocols;
    const char *title; /* marked for translation */
    const char *steps;
};

/* Guide `n` of a protocol ("smtp", "lmtp", "pop3"); NULL past the last. */
const struct guide *guide_at(const char *protocol, size_t n);

/* The guide with this name; NULL: the protocol has none. */
const struct guide *guide_find(const char *protocol, struct slice name);

/* Whom a guide speaks for; of whom nothing is known something is made up. NULL: not known. */
struct guide_people {
    const char *name;   /* what the client calls itself */
    const char *user;   /* who logs in */
    const char *domain; /* where test messages go */
    struct moment now;  /* by the clock: when a message is written */
};

/* Writes the steps as a script, their variables replaced; `argument` stands behind the guide's
 * name. */
bool guide_write(const struct guide *guide, const char *protocol, const struct guide_people *people,
                 struct slice argument, struct writer *script, struct error *error);

/* Writes what a step will send, for a person: the line itself; in words where it is more. */
void guide_write_step(const struct statement *step, const char *protocol, struct writer *writer);

#endif
