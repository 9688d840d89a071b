/* lit.h: which events of the open session the filter in force asks for. */
#ifndef HELOISE_UI_SCREENS_LIT_H
#define HELOISE_UI_SCREENS_LIT_H

#include "ui/view.h"

/* Zeroed: none. */
struct lit {
    bool *events;
    size_t count;
    const struct transcript *transcript; /* that they are of, */
    size_t size;                         /* with so many events then; */
    uint64_t revision;                   /* and the view's */
};

/* Brings it up to date with the session and the filter. */
void lit_update(struct lit *lit, const struct view *view, const struct index_row *opened);

static inline bool lit_has(const struct lit *lit, uint32_t event) {
    return event < lit->count && lit->events[event];
}

void lit_free(struct lit *lit);

#endif
