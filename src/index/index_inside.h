/* index_inside.h: what an index is made of. For index.c and open.c alone. */
#ifndef HELOISE_INDEX_INDEX_INSIDE_H
#define HELOISE_INDEX_INDEX_INSIDE_H

#include "capture/reader.h"
#include "index/build.h"

struct index {
    struct index_options options;
    struct tcp_options tcp_options;
    struct reader *reader;
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
