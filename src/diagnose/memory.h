/* memory.h: facts of sessions that are over, found by a fingerprint; bounded, the oldest is
 * forgotten first.
 *
 * A record is plain data of one size, which the first one tells. Fingerprints that were made to
 * meet cost no time: past MEMORY_CHAIN records that are looked for at the same place, the oldest of
 * them is forgotten. */
#ifndef HELOISE_DIAGNOSE_MEMORY_H
#define HELOISE_DIAGNOSE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEMORY_CHAIN = 64 };

struct memory_slot;

/* Zeroed but for `most`: empty. */
struct memory {
    size_t most;   /* records that are kept: a power of two from 64 on */
    size_t record; /* octets of one */
    struct memory_slot *slots;
    uint8_t *records;
    uint32_t *heads; /* as many as there is room for slots; the newest of each chain */
    size_t room, count;
    size_t next; /* once all slots are taken: the oldest, which is used again */
    bool forgot; /* something was forgotten that nobody dropped */
};

/* The latest record under this fingerprint, or NULL; valid until the next is added. */
void *memory_find(const struct memory *memory, uint64_t print);

/* Remembers a copy of `size` octets, the same for all of this memory. When there is no room, or
 * memory ran out, something is forgotten: the oldest, or this. */
void memory_add(struct memory *memory, uint64_t print, const void *record, size_t size);

/* Forgets the latest record under this fingerprint, if there is one. */
void memory_drop(struct memory *memory, uint64_t print);

/* Every record, in the order in which they were added. */
void memory_each(const struct memory *memory, void (*each)(void *context, void *record),
                 void *context);

void memory_clear(struct memory *memory);

#endif
