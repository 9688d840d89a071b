#include "report/tally.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

/* FNV-1a. */
static size_t hash_of(struct slice word) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < word.size; i++)
        hash = (hash ^ word.data[i]) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32);
}

static uint32_t *slot_of(const struct tally *tally, struct slice word) {
    size_t mask = tally->slot_count - 1, at = hash_of(word) & mask;
    while (tally->slots[at] && !slice_equal(tally->entries[tally->slots[at] - 1].word, word))
        at = (at + 1) & mask;
    return &tally->slots[at];
}

/* At most half of the slots are taken. */
static bool make_slots(struct tally *tally) {
    if (tally->count * 2 < tally->slot_count)
        return true;
    size_t count = tally->slot_count ? tally->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(tally->slots);
    tally->slots = slots;
    tally->slot_count = count;
    for (size_t i = 0; i < tally->count; i++)
        *slot_of(tally, tally->entries[i].word) = (uint32_t)i + 1;
    return true;
}

static bool make_room(struct tally *tally) {
    if (tally->count < tally->room)
        return true;
    size_t room = tally->room ? tally->room + tally->room / 2 : FIRST_SLOTS;
    struct tally_entry *entries = realloc(tally->entries, room * sizeof *entries);
    if (!entries)
        return false;
    tally->entries = entries;
    tally->room = room;
    return true;
}

static struct tally_entry *add_entry(struct tally *tally, uint32_t *slot, struct slice word) {
    if (tally->count == TALLY_WORDS)
        return NULL;
    if (!make_room(tally))
        return NULL;
    uint8_t *octets = arena_octets(&tally->arena, word.size + 1);
    if (!octets)
        return NULL;
    if (word.size > 0)
        memcpy(octets, word.data, word.size);
    octets[word.size] = '\0';
    *slot = (uint32_t)tally->count + 1;
    tally->entries[tally->count] = (struct tally_entry){.word = slice_of(octets, word.size)};
    return &tally->entries[tally->count++];
}

void tally_add(struct tally *tally, struct slice word) {
    struct tally_entry *entry = NULL;
    word = slice_first(word, TALLY_WORD);
    tally->sum++;
    if (make_slots(tally)) {
        uint32_t *slot = slot_of(tally, word);
        entry = *slot ? &tally->entries[*slot - 1] : add_entry(tally, slot, word);
    }
    if (entry)
        entry->count++;
    else
        tally->others++;
}

size_t tally_top(const struct tally *tally, const struct tally_entry **top, size_t room) {
    size_t count = 0;
    for (size_t i = 0; i < tally->count && room > 0; i++) {
        const struct tally_entry *entry = &tally->entries[i];
        if (count == room && entry->count <= top[count - 1]->count)
            continue;
        size_t at = count < room ? count++ : count - 1;
        for (; at > 0 && top[at - 1]->count < entry->count; at--)
            top[at] = top[at - 1];
        top[at] = entry;
    }
    return count;
}

void tally_clear(struct tally *tally) {
    free(tally->slots);
    free(tally->entries);
    arena_free(&tally->arena);
    *tally = (struct tally){0};
}
