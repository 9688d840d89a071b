#include "ui/screens/lit.h"

#include <stdlib.h>

void lit_update(struct lit *lit, const struct view *view, const struct index_row *opened) {
    const struct transcript *transcript = opened ? opened->transcript : NULL;
    size_t size = transcript ? transcript_count(transcript) : 0;
    struct error error = {0};
    if (lit->transcript == transcript && lit->size == size && lit->revision == view->revision)
        return;
    lit_free(lit);
    *lit = (struct lit){.transcript = transcript, .size = size, .revision = view->revision};
    if (!view->language || size == 0)
        return;
    lit->events = calloc(size, sizeof *lit->events);
    if (lit->events && filter_light(view->language, opened, transcript, lit->events, &error))
        lit->count = size;
}

void lit_free(struct lit *lit) {
    free(lit->events);
    *lit = (struct lit){0};
}
