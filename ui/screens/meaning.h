/* meaning.h: what the chosen event means, and which part of its line is chosen. */
#ifndef HELOISE_UI_SCREENS_MEANING_H
#define HELOISE_UI_SCREENS_MEANING_H

#include "ui/screens/dialogue.h"
#include "ui/screens/spotlight.h"

struct meaning {
    struct arena arena; /* of the explanation */
    struct explanation explanation;
    bool there; /* something is explained */
    uint32_t event;
    size_t part; /* the chosen one; SIZE_MAX: none */
    struct spotlight spotlight;
};

void meaning_init(struct meaning *meaning);
void meaning_free(struct meaning *meaning);

/* Explains the event, if it is not the one that is explained already. */
void meaning_of(struct meaning *meaning, struct model *model, const struct dialogue *dialogue,
                uint32_t event);

/* It is to be explained anew. */
void meaning_stale(struct meaning *meaning);

/* Chooses the next part of the line, or the one before. False: there is none. */
bool meaning_part(struct meaning *meaning, bool next);

#endif
