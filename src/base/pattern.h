/* pattern.h: regular expressions (PCRE2), without regard to case.
 *
 * The library is loaded when an engine is made: who never asks for a pattern pays nothing. Patterns
 * are compiled without JIT, which costs more than it saves for the few texts that each one sees.
 * Texts are taken as octets and may hold anything; a match that takes too long counts as none. */
#ifndef HELOISE_BASE_PATTERN_H
#define HELOISE_BASE_PATTERN_H

#include "base/error.h"
#include "base/slice.h"

struct pattern_engine;
struct pattern;

/* NULL with `error` filled when the library is not there or memory ran out. */
struct pattern_engine *pattern_engine_new(struct error *error);

/* After the last pattern. NULL is allowed. */
void pattern_engine_free(struct pattern_engine *engine);

/* NULL with `error` filled: what is wrong, and at which octet of the pattern. */
struct pattern *pattern_compile(struct pattern_engine *engine, struct slice text,
                                struct error *error);

void pattern_free(struct pattern_engine *engine, struct pattern *pattern);

/* Whether the pattern fits anywhere in the text. */
bool pattern_matches(struct pattern_engine *engine, const struct pattern *pattern,
                     struct slice text);

/* Where it fits first at or after octet `from`: octets `*start` to `*end`. */
bool pattern_find(struct pattern_engine *engine, const struct pattern *pattern, struct slice text,
                  size_t from, size_t *start, size_t *end);

#endif
