/* explained.h: what tests ask of explanations. */
#ifndef HELOISE_TESTS_EXPLAINED_H
#define HELOISE_TESTS_EXPLAINED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explain/explain.h"

/* An explanation and what it lies in. */
struct explained {
    struct explainer *explainer;
    struct arena arena;
    struct explanation it;
};

/* Explains a line; fails the test when it cannot, or when the explanation breaks its own rules:
 * parts in order and inside `input`, title and summary there. Give back with explained_free(). */
void explained_line(struct explained *explained, const char *line, const char *protocol,
                    enum explain_depth depth);

/* The same for event `n` of a dialogue (see dialogue.h) of this protocol; what reports keep of a
 * message to explain it is kept. */
struct dialogue;
void explained_event(struct explained *explained, const struct dialogue *dialogue, const char *text,
                     size_t n, enum explain_depth depth);

void explained_free(struct explained *explained);

/* Whether there is a part of this name that takes in this text of the input; `meaning`: what its
 * meaning holds, NULL: anything. */
bool explained_part(const struct explained *explained, const char *name, const char *text,
                    const char *meaning);

bool explained_has(struct slice text, const char *part);

/* Whether a list holds the text. */
bool explained_lists(const struct slice *list, size_t count, const char *text);

/* Fails the test unless there is such a part. */
#define assert_part(explained, name, text, meaning)                                                \
    explained_check_part(explained, name, text, meaning, __FILE__, __LINE__)
void explained_check_part(const struct explained *explained, const char *name, const char *text,
                          const char *meaning, const char *file, int line);

#define assert_says(text, part)                                                                    \
    do {                                                                                           \
        struct slice text_ = (text);                                                               \
        if (!explained_has(text_, (part)))                                                         \
            fail_msg("'%.*s' does not say '%s'", (int)text_.size, (const char *)text_.data,        \
                     (part));                                                                      \
    } while (0)

#endif
