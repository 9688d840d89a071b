/* comments.h: what a person wrote to events, here or, where a capture has comments on packets,
 * before. */
#ifndef HELOISE_UI_COMMENTS_H
#define HELOISE_UI_COMMENTS_H

#include "index/index.h"
#include "ui/marks.h"

struct comment {
    uint64_t session; /* its row */
    uint32_t event;
    uint16_t file; /* where the packet is, and which event of the packet it is */
    struct remark_place place;
    struct buffer text; /* empty: the event is marked, and nothing is said of it */
};

struct comments {
    struct comment *list; /* in the order in which they were written */
    size_t count, room;
    struct marks taken; /* rows whose captures' comments are among them */
};

/* The comment of an event; NULL: it has none. Valid until the next change. */
const struct comment *comments_find(const struct comments *comments, uint64_t session,
                                    uint32_t event);

/* The next comment on an event of the session, in the order in which they were written; `before`
 * NULL: the first. NULL: there are no more. */
const struct comment *comments_next(const struct comments *comments, uint64_t session,
                                    const struct comment *before);

/* Writes it, or writes it anew; the row is open, and has a transcript. False when memory ran out,
 * and nothing changed. */
bool comments_write(struct comments *comments, const struct index_row *row, uint32_t event,
                    struct slice text);

/* Takes over what the captures say of the packets of an open row, unless that was done before. */
void comments_take(struct comments *comments, const struct index *index,
                   const struct index_row *row);

/* Whether it was. */
bool comments_taken(const struct comments *comments, uint64_t session);

/* Takes it away, if there is one. */
void comments_remove(struct comments *comments, uint64_t session, uint32_t event);

void comments_free(struct comments *comments);

#endif
