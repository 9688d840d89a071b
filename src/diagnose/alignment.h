/* alignment.h: two sessions side by side: which event of one stands for which of the other, and
 * where they part.
 *
 * Events stand beside each other within the same stage, where the same command, the reply to the
 * same command, or the same kind of thing is on both sides; as many as can without crossing. What
 * the network did is left out. */
#ifndef HELOISE_DIAGNOSE_ALIGNMENT_H
#define HELOISE_DIAGNOSE_ALIGNMENT_H

#include "diagnose/timing.h"
#include "session/transcript.h"

enum relation {
    RELATION_SAME,  /* in the same words */
    RELATION_ALIKE, /* the same thing about other names, or in other words */
    RELATION_OTHER, /* another code, other extensions, another ending */
    RELATION_LEFT,  /* on the left side alone */
    RELATION_RIGHT,
};

/* Whether the sessions part here: more than names and wording. */
static inline bool relation_parts(enum relation relation) {
    return relation >= RELATION_OTHER;
}

struct alignment_pair {
    uint32_t left, right; /* events; EVENT_NOTHING: none stands there */
    enum stage stage;
    enum relation relation;
};

struct alignment {
    struct alignment_pair *pairs; /* in the order of both sessions */
    size_t count;
};

/* Aligns two sessions. False with `error` filled when memory ran out; what the list holds is given
 * back by alignment_free(). */
bool alignment_of(const struct transcript *left, const struct transcript *right,
                  struct alignment *alignment, struct error *error);
void alignment_free(struct alignment *alignment);

/* The first pair from `from` on where they part; alignment->count: none. */
size_t alignment_difference(const struct alignment *alignment, size_t from);

#endif
