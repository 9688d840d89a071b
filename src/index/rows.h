/* rows.h: flows in the order of their first packets, until it is known which of them are sessions.
 *
 * Flows are decided in any order, and may even begin in another one than their first packets came
 * (the assembler holds a flow back until it knows where that starts). The list gives rows out in
 * the order of their streams alone: a row is first when every flow before it is decided or gone. */
#ifndef HELOISE_INDEX_ROWS_H
#define HELOISE_INDEX_ROWS_H

#include "base/cache.h"
#include "base/spares.h"
#include "index/gather.h"
#include "index/index.h"
#include "index/places.h"

#include <assert.h>

enum row_state {
    ROW_UNDECIDED, /* nothing was said, or not enough to tell what it is */
    ROW_MAIL,      /* or an attempt at it */
    ROW_DONE,      /* mail, and nothing will change any more */
    ROW_STATES,
};

/* A flow that is, or may become, a session. What octets that come pass by lies in one line of
 * cache, and what its end and the report need in that and the next. */
struct row {
    struct index_row shown;  /* what others see; `id` is given when the row is first */
    struct session *session; /* while it is decoded */
    struct row *after;
    enum row_state state : 8;
    bool over;  /* the connection ended by other means than two FINs */
    bool heard; /* it was judged with the rows before it */
    uint8_t fins;

    struct row *before;
    struct gatherer *gatherer; /* while it is decoded */
    struct summary *summary;   /* from its first octets on; NULL before */
    struct ledger *ledger;     /* from its end until then; NULL: nobody judges it with others */
    struct moment start, end;  /* of its packets, the latest */
    uint64_t packets;
    struct place_list places;
    struct origin origin; /* its handshake: until the session begins */
};

static_assert(offsetof(struct row, before) <= CACHE_LINE, "what is hot shares a line");

/* Streams that the assembler has seen and not yet begun, ascending. */
struct stream_set {
    uint64_t *streams;
    size_t count, room;
};

/* Zeroed: empty. */
struct row_list {
    struct row *first, *last;
    uint64_t next_stream; /* all before have begun, or are missing */
    struct stream_set missing;
    size_t count[ROW_STATES];                  /* of its rows */
    struct spares spare_rows, spare_summaries; /* given back, to be used again */
};

/* Flow `stream` begins and is no row: it is decided. False when memory ran out. */
bool rows_skip(struct row_list *list, uint64_t stream);

/* A new row for flow `stream`, at its place. NULL when memory ran out. */
struct row *rows_add(struct row_list *list, uint64_t stream);

/* Gives the row an empty summary. False when memory ran out. */
bool row_add_summary(struct row_list *list, struct row *row);

/* A row that is in no list; row_free() frees it. NULL when memory ran out. */
struct row *row_new(void);

/* Each row gets the other's summary. */
void row_swap_summaries(struct row *a, struct row *b);

/* The first row when all before it is decided, and it is too; else NULL. */
struct row *rows_first(const struct row_list *list);

/* The row becomes decided, or done. */
void row_set_state(struct row_list *list, struct row *row, enum row_state state);

/* The first row that has come so far, whatever stands before it; NULL: there is none. */
struct row *rows_find(const struct row_list *list, enum row_state least);

/* Takes a row out of the list; it stays its holder's. */
void rows_remove(struct row_list *list, struct row *row);

/* Gives back a row that is in no list, and what belongs to it. */
void row_release(struct row_list *list, struct row *row);

/* Frees a row that is in no list, and what belongs to it: its session is over. */
void row_free(struct row *row);

/* The capture is over: streams that never began do not hold anybody up. */
void rows_finish(struct row_list *list);

/* Frees the list, its rows and what was given back. */
void rows_free(struct row_list *list);

#endif
