#include "diagnose/memory.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* No slot: the end of a chain. */
#define NO_SLOT UINT32_MAX

struct memory_slot {
    uint64_t print; /* 0: dropped or forgotten */
    uint32_t older; /* in its chain */
};

static uint32_t *head_of(const struct memory *memory, uint64_t print) {
    return &memory->heads[(print ^ print >> 29) & (memory->room - 1)];
}

static void *record_at(const struct memory *memory, size_t slot) {
    return memory->records + slot * memory->record;
}

/* The link that points to the latest slot of this fingerprint; NULL: there is none. */
static uint32_t *link_to(const struct memory *memory, uint64_t print) {
    if (memory->room == 0)
        return NULL;
    uint32_t *link = head_of(memory, print);
    while (*link != NO_SLOT && memory->slots[*link].print != print)
        link = &memory->slots[*link].older;
    return *link == NO_SLOT ? NULL : link;
}

static void unlink_slot(struct memory *memory, uint32_t *link) {
    struct memory_slot *slot = &memory->slots[*link];
    *link = slot->older;
    slot->print = 0;
}

/* ---- room ---- */

static void link_all(struct memory *memory) {
    for (size_t i = 0; i < memory->room; i++)
        memory->heads[i] = NO_SLOT;
    for (size_t i = 0; i < memory->count; i++) {
        struct memory_slot *slot = &memory->slots[i];
        if (slot->print == 0)
            continue;
        uint32_t *head = head_of(memory, slot->print);
        slot->older = *head;
        *head = (uint32_t)i;
    }
}

/* Gives each array room; what they hold stays. */
static bool enlarge(struct memory *memory, size_t room) {
    struct memory_slot *slots = realloc(memory->slots, room * sizeof *slots);
    if (slots)
        memory->slots = slots;
    uint8_t *records = realloc(memory->records, room * memory->record);
    if (records)
        memory->records = records;
    uint32_t *heads = realloc(memory->heads, room * sizeof *heads);
    if (heads)
        memory->heads = heads;
    return slots && records && heads;
}

/* Twice as many slots, within the bound; where memory runs out, what there is is the bound. False
 * when there are as many as may be. */
static bool grow(struct memory *memory) {
    size_t room = memory->room ? memory->room * 2 : FIRST_ROOM;
    if (room > memory->most)
        return false;
    if (!enlarge(memory, room)) {
        memory->most = memory->room;
        return false;
    }
    memory->room = room;
    link_all(memory);
    return true;
}

/* Forgets the slot, wherever it stands in its chain. */
static void forget(struct memory *memory, uint32_t n) {
    if (memory->slots[n].print == 0)
        return;
    uint32_t *link = head_of(memory, memory->slots[n].print);
    while (*link != n)
        link = &memory->slots[*link].older;
    unlink_slot(memory, link);
    memory->forgot = true;
}

/* The slot for the next record; NO_SLOT when there is not one. */
static uint32_t take_slot(struct memory *memory) {
    if (memory->count < memory->room || grow(memory))
        return (uint32_t)memory->count++;
    if (memory->room == 0)
        return NO_SLOT;
    uint32_t n = (uint32_t)memory->next;
    memory->next = (memory->next + 1) % memory->room;
    forget(memory, n);
    return n;
}

/* A chain that is as long as may be loses its oldest slot. */
static void shorten(struct memory *memory, uint32_t head) {
    uint32_t last = head;
    for (size_t length = 1; last != NO_SLOT; length++) {
        uint32_t older = memory->slots[last].older;
        if (length == MEMORY_CHAIN && older != NO_SLOT) {
            forget(memory, older);
            return;
        }
        last = older;
    }
}

/* ---- records ---- */

void *memory_find(const struct memory *memory, uint64_t print) {
    uint32_t *link = link_to(memory, print);
    return link ? record_at(memory, *link) : NULL;
}

void memory_add(struct memory *memory, uint64_t print, const void *record, size_t size) {
    memory->record = size;
    uint32_t n = take_slot(memory);
    if (n == NO_SLOT) {
        memory->forgot = true;
        return;
    }
    uint32_t *head = head_of(memory, print);
    memory->slots[n] = (struct memory_slot){.print = print, .older = *head};
    *head = n;
    memcpy(record_at(memory, n), record, size);
    shorten(memory, n);
}

void memory_drop(struct memory *memory, uint64_t print) {
    uint32_t *link = link_to(memory, print);
    if (link)
        unlink_slot(memory, link);
}

void memory_each(const struct memory *memory, void (*each)(void *context, void *record),
                 void *context) {
    for (size_t i = 0; i < memory->count; i++) {
        size_t n = (memory->next + i) % memory->room;
        if (memory->slots[n].print != 0)
            each(context, record_at(memory, n));
    }
}

void memory_clear(struct memory *memory) {
    free(memory->slots);
    free(memory->records);
    free(memory->heads);
    *memory = (struct memory){.most = memory->most};
}
