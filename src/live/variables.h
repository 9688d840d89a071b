/* variables.h: names and what they stand for, in a script. */
#ifndef HELOISE_LIVE_VARIABLES_H
#define HELOISE_LIVE_VARIABLES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/writer.h"

struct variable {
    struct slice name, value;
};

/* Zeroed: there are none. */
struct variables {
    struct variable *list;
    size_t count;
    struct arena arena;
};

void variables_clear(struct variables *variables);

/* Sets, or sets anew; both are copied. False when memory ran out. */
bool variables_set(struct variables *variables, struct slice name, struct slice value);

/* NAME=VALUE. False with `error` filled (ERROR_USAGE). */
bool variables_take(struct variables *variables, const char *text, struct error *error);

/* Writes the text with each ${name} replaced. `plain` writes what stands between them, NULL: as it
 * is; what a variable holds is never read again. False with `error` filled (ERROR_DATA) when there
 * is no such variable. */
bool variables_expand(const struct variables *variables, struct slice text,
                      bool (*plain)(struct writer *writer, struct slice text),
                      struct writer *writer, struct error *error);

#endif
