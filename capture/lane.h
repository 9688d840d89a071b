/* lane.h: one of the files that a merger reads as one. For merger.c and lane.c alone. */
#ifndef HELOISE_CAPTURE_LANE_H
#define HELOISE_CAPTURE_LANE_H

#include "capture/merger.h"

enum { LANE_PEEK = 4096 }; /* octets of a file that are read to see its first packet */

enum lane_state {
    LANE_NEW,     /* its next packet is not known */
    LANE_ASLEEP,  /* closed until the time of its first packet comes */
    LANE_READY,   /* `next` is its next packet */
    LANE_WAITING, /* it has nothing now, and nobody waits for it */
    LANE_OVER,
};

struct lane {
    char *name;
    struct reader *reader; /* NULL: closed */
    enum lane_state state;
    uint16_t file;             /* its number */
    size_t rank;               /* at equal times the lower one goes first */
    uint64_t tag;              /* its number, as records carry it */
    struct moment key;         /* its next packet counts as of then: the latest time so far */
    struct packet next;        /* borrowed from the reader */
    struct merger_file closed; /* what is known of it without the reader */
    char format[64];
};

/* NULL when memory ran out. */
struct lane *lane_new(const char *name, uint16_t file);
void lane_free(struct lane *lane);

/* Whether it can be closed and opened again. */
bool lane_is_file(const struct lane *lane);

/* Opens its reader. False with `error` filled, and the lane is over. */
bool lane_open(struct lane *lane, const struct reader_options *options, struct error *error);

/* Reads its next packet into `packet`. */
static inline enum read_result lane_next(struct lane *lane, struct packet *packet,
                                         struct error *error) {
    enum read_result result = reader_next(lane->reader, packet, error);
    if (result != READ_PACKET)
        return result;
    packet->file = lane->file;
    packet->record |= lane->tag;
    lane->key = moment_later(packet->at, lane->key);
    return READ_PACKET;
}

/* Reads its next packet into the lane, which is ready then. */
enum read_result lane_read(struct lane *lane, struct error *error);

/* Closes it; its key stays that of its first packet. */
void lane_sleep(struct lane *lane);

/* It is over; the reader stays for reading again where `again`. */
void lane_end(struct lane *lane, bool again);

/* Whether the next packet of `a` comes before that of `b`. */
bool lane_before(const struct lane *a, const struct lane *b);

/* The order of the files by their first packets, then by their names. */
int lane_compare(const struct lane *a, const struct lane *b);

struct merger_file lane_describe(const struct lane *lane);

#endif
