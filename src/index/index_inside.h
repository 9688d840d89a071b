/* index_inside.h: what an index is made of. For index.c and open.c alone. */
#ifndef HELOISE_INDEX_INDEX_INSIDE_H
#define HELOISE_INDEX_INDEX_INSIDE_H

#include "capture/merger.h"
#include "index/build.h"
#include "index/stillness.h"

/* Packets of a file whose link type is not read. */
struct unread_link {
    uint64_t packets;
    uint16_t type; /* of the first of them */
    uint64_t at;   /* where that lies in the file */
};

struct index {
    struct index_options options;
    struct tcp_options tcp_options;
    struct merger *merger;
    struct note_sink notes;           /* takes secrets out of captures */
    struct unread_link *unread_links; /* by file, as far as there are any */
    size_t unread_link_count;
    struct stillness stillness;
    bool out_of_turn; /* rows need not wait for those before them */
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
