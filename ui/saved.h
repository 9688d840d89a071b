/* saved.h: lines that were given a name: filters, as the config file has them. */
#ifndef HELOISE_UI_SAVED_H
#define HELOISE_UI_SAVED_H

#include "base/buffer.h"
#include "base/writer.h"

enum { SAVED_MOST = 100 };

/* Zeroed: none. */
struct saved {
    struct saved_line {
        struct buffer name, text;
    } lines[SAVED_MOST];
    size_t count;
};

/* Gives a text a name, or another text to a name that there is; an empty one takes it away. False
 * when there are too many, or memory ran out. */
bool saved_put(struct saved *saved, struct slice name, struct slice text);

/* The text of this name. False: there is none. */
bool saved_find(const struct saved *saved, struct slice name, struct slice *text);

/* Name `n`; false past the last: candidates of candidates.h, `context` is the saved lines. */
bool saved_word(const void *context, size_t n, struct slice *word);

void saved_free(struct saved *saved);

#endif
