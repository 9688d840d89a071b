/* index_inside.h: what an index is made of. For index.c and open.c alone. */
#ifndef HELOISE_INDEX_INDEX_INSIDE_H
#define HELOISE_INDEX_INDEX_INSIDE_H

#include "capture/reader.h"
#include "index/build.h"

/* One of the sources. */
struct index_source {
    char *name;
    struct reader *reader; /* NULL: it could not be opened */
    struct error failure;  /* why, until it is told */
};

struct index {
    struct index_options options;
    struct tcp_options tcp_options;
    struct index_source *sources;
    size_t source_count, reading; /* the one that is read now */
    struct decapsulator *decapsulator;
    struct tcp *tcp;
    struct builder builder;
    struct index_totals totals; /* what is counted packet by packet */
    uint64_t next_id;
    struct row **kept; /* keeping: rows in the order of their ids */
    size_t kept_count, kept_room;
    bool ended;
};

#endif
