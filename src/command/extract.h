/* extract.h: the packets of the sessions that a command tells of, written as a capture: -w FILE. */
#ifndef HELOISE_COMMAND_EXTRACT_H
#define HELOISE_COMMAND_EXTRACT_H

#include "index/export.h"

struct extract {
    const char *path; /* NULL: none is wanted */
    struct writer out;
    struct index_export *export;
};

/* Makes the file, which may be none of the sources. False with `error` filled. */
bool extract_begin(struct extract *extract, const char *path, struct index *index,
                   struct error *error);

/* Adds row `n` of the index. False with `error` filled. */
bool extract_add(struct extract *extract, size_t n, struct error *error);

/* Writes them. False with `error` filled. */
bool extract_end(struct extract *extract, struct error *error);

void extract_clear(struct extract *extract);

#endif
