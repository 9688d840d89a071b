/* places.h: where the packets of each flow lie, so that one flow can be read again.
 *
 * For each packet its record (of which file it is stands in its upper bits, see merger.h) and its
 * number, as differences to the packet before, in variable-length integers: 3 to 6 octets a packet,
 * and some more where a flow goes on in another file. A list is a chain of small chunks in a store
 * that all flows share; chunks of a dropped list are used again. */
#ifndef HELOISE_INDEX_PLACES_H
#define HELOISE_INDEX_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place_store;

/* Packets of one flow, in the order in which they were added. Zeroed: empty. */
struct place_list {
    uint64_t number, record; /* of the last packet */
    uint32_t first, last;    /* chunks, counted from 1 */
    uint32_t used;           /* octets of the last chunk */
    uint64_t count;
};

/* NULL when memory ran out. */
struct place_store *place_store_new(void);
void place_store_free(struct place_store *store);

/* Adds a packet; the same record as the last one's adds nothing. False when memory ran out; the
 * list is then as before. */
bool places_add(struct place_store *store, struct place_list *list, uint64_t number,
                uint64_t record);

/* Gives the list's chunks back; it is empty then. */
void places_drop(struct place_store *store, struct place_list *list);

/* A way through a list. Valid while nothing is added to the list and it is not dropped. */
struct place_cursor {
    uint64_t number, record; /* of the packet that places_next() found */
    uint64_t left;
    uint32_t chunk, at;
};

void places_begin(const struct place_list *list, struct place_cursor *cursor);

/* The next packet. False after the last. */
bool places_next(const struct place_store *store, struct place_cursor *cursor);

#endif
