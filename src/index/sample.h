/* sample.h: the captures that come with the program, by name: sample:greylist.
 *
 * They lie in share/heloise/samples beside the folder of the program, wherever it was installed or
 * moved to; in a checkout in its folder samples/; else where PREFIX said when it was built. */
#ifndef HELOISE_INDEX_SAMPLE_H
#define HELOISE_INDEX_SAMPLE_H

#include "base/error.h"
#include "base/writer.h"

#include <stdbool.h>
#include <stddef.h>

/* The folder that they lie in, in `room` octets. False with `error` filled when there is none. */
bool sample_folder(char *folder, size_t room, struct error *error);

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
