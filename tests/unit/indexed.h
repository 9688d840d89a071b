/* indexed.h: an index over captures that are there, read to the end. */
#ifndef HELOISE_TESTS_INDEXED_H
#define HELOISE_TESTS_INDEXED_H

#include "base/buffer.h"
#include "index/index.h"

/* Everything of a transcript. */
#define WHOLE                                                                                      \
    { .preview = SIZE_MAX, .digest = true }

/* An index that could not be made fails the test. */
struct index *open_files(const char *const *sources, size_t count,
                         const struct index_options *options);
struct index *open_index(const char *source, const struct index_options *options);

/* Reads to the end in steps of `budget` packets; a capture may be cut short. */
void read_all(struct index *index, size_t budget);

/* Adds the octets of a file. */
void file_read(const char *name, struct buffer *octets);

/* Does it for each file that fits the pattern; where there is none, the test is skipped. */
void each_capture(const char *pattern, void (*act)(const char *source));

#endif
