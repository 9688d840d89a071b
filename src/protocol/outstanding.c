#include "protocol/outstanding.h"

bool outstanding_grow(struct outstanding_queue *queue, struct arena *arena) {
    if (queue->room == 0) {
        queue->entries = queue->few;
        queue->room = OUTSTANDING_FEW;
        return true;
    }
    uint16_t room = (uint16_t)(queue->room * 2);
    struct outstanding *entries =
        room <= OUTSTANDING_MOST ? arena_take(arena, room * sizeof *entries) : NULL;
    if (!entries)
        return false;
    for (size_t i = 0; i < queue->count; i++)
        entries[i] = *outstanding_at(queue, i);
    queue->entries = entries;
    queue->first = 0;
    queue->room = room;
    return true;
}

void outstanding_doubt(struct outstanding_queue *queue) {
    for (size_t i = 0; i < queue->count; i++)
        outstanding_at(queue, i)->doubtful = true;
}

size_t outstanding_doubtful(const struct outstanding_queue *queue) {
    size_t count = 0;
    while (count < queue->count && outstanding_at(queue, count)->doubtful)
        count++;
    return count;
}
