/* sample.h: samples (index/samples.h) as sources, by name: sample:greylist. */
#ifndef HELOISE_INDEX_SAMPLE_H
#define HELOISE_INDEX_SAMPLE_H

#include "base/error.h"
#include "base/writer.h"

#include <stdbool.h>

/* Whether a source is named as a sample. */
bool sample_named(const char *source);

/* Whether it asks for the list of them: "sample:" and no more. */
bool sample_wants_list(const char *source);

/* The file of a sample; free() it. NULL with `error` filled: there is none of this name (the
 * nearest names are told), or there are no samples. */
char *sample_find(const char *source, struct error *error);

/* One line for each sample: "sample:NAME", and what it teaches. False with `error` filled when
 * there are no samples. */
bool sample_list(struct writer *writer, struct error *error);

#endif
