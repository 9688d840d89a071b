/* comments.h: what a person wrote to events, as long as the program runs. */
#ifndef HELOISE_UI_COMMENTS_H
#define HELOISE_UI_COMMENTS_H

#include "base/buffer.h"

struct comment {
    uint64_t session; /* its row */
    uint32_t event;
    struct buffer text; /* empty: the event is marked, and nothing is said of it */
};

struct comments {
    struct comment *list; /* in the order in which they were written */
    size_t count, room;
};

/* The comment of an event; NULL: it has none. Valid until the next change. */
const struct comment *comments_find(const struct comments *comments, uint64_t session,
                                    uint32_t event);

/* Writes it, or writes it anew. False when memory ran out, and nothing changed. */
bool comments_write(struct comments *comments, uint64_t session, uint32_t event, struct slice text);

/* Takes it away, if there is one. */
void comments_remove(struct comments *comments, uint64_t session, uint32_t event);

void comments_free(struct comments *comments);

#endif
