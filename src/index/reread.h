/* reread.h: the packets of a row once more, in their order, from where the index keeps their places
 * into an assembler of their own. */
#ifndef HELOISE_INDEX_REREAD_H
#define HELOISE_INDEX_REREAD_H

#include "index/index_inside.h"

struct reread {
    struct index *index; /* borrowed */
    struct tcp *tcp;
    struct decapsulator *decapsulator;
    struct place_cursor cursor;
    bool quoted; /* what the assembler is told of now is an ICMP error */
};

/* Begins with the packets that the row has by now (keep_places). `options` and `sink` are borrowed
 * for its life. False when memory ran out; to be cleared all the same. */
bool reread_begin(struct reread *reread, struct index *index, const struct row *row,
                  const struct tcp_options *options, const struct tcp_sink *sink);

/* Reads about `budget` packets. REOPEN_DONE: all were read, and the assembler is still to be
 * finished. `error` is filled when it failed. */
enum reopen_progress reread_step(struct reread *reread, size_t budget, struct error *error);

/* Zeroed is allowed. */
void reread_clear(struct reread *reread);

#endif
