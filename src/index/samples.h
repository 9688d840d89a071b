/* samples.h: the samples (index/sample.h) as the table in their README.md has them: from the
 * plainest session on, each with what it teaches. */
#ifndef HELOISE_INDEX_SAMPLES_H
#define HELOISE_INDEX_SAMPLES_H

#include "base/arena.h"

struct sample {
    struct slice name, teaches; /* "greylist"; a sentence or two */
    const char *path;
};

struct samples {
    struct sample *list;
    size_t count;
    struct arena arena;
};

/* Reads the table; no samples when there is none or memory ran out. Those whose file is missing are
 * left out. */
void samples_read(struct samples *samples);

void samples_free(struct samples *samples);

#endif
