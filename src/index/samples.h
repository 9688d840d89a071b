/* samples.h: the captures that come with the program, as the table in their README.md has them:
 * from the plainest session on, each with what it teaches.
 *
 * They lie in share/heloise/samples beside the folder of the program, wherever it was installed or
 * moved to; in a checkout in its folder samples/; else where PREFIX said when it was built. */
#ifndef HELOISE_INDEX_SAMPLES_H
#define HELOISE_INDEX_SAMPLES_H

#include "base/arena.h"
#include "base/error.h"

enum { SAMPLE_NAME = 64 }; /* octets of a sample's name, at most */

struct sample {
    struct slice name, teaches; /* "greylist"; a sentence or two */
    const char *path;
};

struct samples {
    struct sample *list;
    size_t count;
    struct arena arena;
};

/* Reads the table. Those whose file is missing are left out. False with `error` filled when there
 * is none; it is to be freed all the same. */
bool samples_read(struct samples *samples, struct error *error);

void samples_free(struct samples *samples);

#endif
