/* index_inside.h: what an index is made of. For index.c, open.c and hearing.c alone. */
#ifndef HELOISE_INDEX_INDEX_INSIDE_H
#define HELOISE_INDEX_INDEX_INSIDE_H

#include "capture/device.h"
#include "capture/merger.h"
#include "capture/packet_filter.h"
#include "diagnose/chronicle.h"
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
    struct note_sink notes;           /* takes secrets and comments out of captures */
    struct remarks remarks;           /* the comments */
    struct unread_link *unread_links; /* by file, as far as there are any */
    size_t unread_link_count;
    struct packet_filter *filter; /* NULL: every packet is taken */
    struct moment ticked;         /* of a device: up to when what the clock decides was decided */
    struct stillness stillness;
    bool out_of_turn; /* rows need not wait for those before them */
    struct decapsulator *decapsulator;
    struct tcp *tcp;
    struct builder builder;
    struct index_totals totals; /* what is counted packet by packet */
    uint64_t next_id;
    struct row **kept; /* keeping: rows in the order of their ids */
    size_t kept_count, kept_room;
    struct chronicle *chronicle; /* NULL: nobody judges sessions together */
    size_t heard;                /* keeping: all rows before this one were heard */
    uint64_t heard_of;           /* how many rows were done when they were last gone through */
    const struct late_finding *late;
    size_t late_count;
    bool heard_all;
    bool finishing; /* the sources were read to their end; the flows are being closed */
    bool ended;
};

/* ---- hearing.c: rows judged together ---- */

/* The row is done, and those before it were heard. */
void hear_row(struct index *index, struct row *row);

/* Keeping: hears the rows that have become done, in their order; one that goes on holds up those
 * behind it, unless nobody waits for turns. */
void hear_kept(struct index *index);

/* No more rows come: what is known only now; goes to the rows that are kept. */
void hear_end(struct index *index);

/* An opened row gets what other sessions tell of it. */
void hear_opened(struct index *index, const struct row *kept, struct row *opened,
                 const struct diagnoser *diagnoser);

#endif
