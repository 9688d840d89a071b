/* export.h: the packets of some rows, written as a capture, a slice at a time.
 *
 * They are read again from where the index keeps their places, and stand in the order in which they
 * were captured: of several sources, in the order of time. */
#ifndef HELOISE_INDEX_EXPORT_H
#define HELOISE_INDEX_EXPORT_H

#include "base/writer.h"
#include "index/index.h"

struct index_export;

/* `index` keeps places, and is borrowed as `out` is. NULL when memory ran out. */
struct index_export *index_export_new(struct index *index, struct writer *out);

/* Adds the packets that row `n` has by now; `comments`: with those that the captures have on them.
 * False with `error` filled. */
bool index_export_add(struct index_export *export, size_t n, bool comments, struct error *error);

/* Adds a comment on a packet of this number in this file; the text is copied. False when memory ran
 * out. */
bool index_export_comment(struct index_export *export, uint16_t file, uint64_t packet,
                          struct slice text);

enum export_progress { EXPORT_MORE, EXPORT_DONE, EXPORT_FAILED };

/* After the last row: writes about `budget` packets. `error` is filled when it failed. */
enum export_progress index_export_step(struct index_export *export, size_t budget,
                                       struct error *error);

/* Packets that were written, of so many. */
uint64_t index_export_written(const struct index_export *export);
uint64_t index_export_count(const struct index_export *export);

/* NULL is allowed. */
void index_export_free(struct index_export *export);

#endif
