#include "protocol/outstanding.h"

static bool make_room(struct outstanding_queue *queue, struct arena *arena) {
    if (queue->count < queue->room)
        return true;
    if (queue->room == 0) {
        queue->entries = queue->few;
        queue->room = OUTSTANDING_FEW;
        return true;
    }
    uint32_t room = queue->room * 2;
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

bool outstanding_push(struct outstanding_queue *queue, const struct outstanding *entry,
                      struct arena *arena) {
    if (!make_room(queue, arena))
        return false;
    queue->entries[(queue->first + queue->count) & (queue->room - 1)] = *entry;
    queue->count++;
    if (queue->count > queue->longest)
        queue->longest = queue->count;
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
