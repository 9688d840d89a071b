#include "capture/ending.h"

#include <stdlib.h>

enum { ROOM = 64 }; /* at first */

/* Doubles the ring. Those that had begun again at its front follow on what was its end. */
static bool grow(struct endings *endings) {
    size_t room = endings->room ? 2 * endings->room : ROOM;
    struct ending *list = realloc(endings->list, room * sizeof *list);
    if (!list)
        return false;
    memcpy(list + endings->room, list, endings->first * sizeof *list);
    endings->list = list;
    endings->room = room;
    return true;
}

static struct ending *place(const struct endings *endings, size_t n) {
    return &endings->list[(endings->first + n) & (endings->room - 1)];
}

bool endings_add(struct endings *endings, struct flow *flow, uint64_t since) {
    if (endings->count == endings->room && !grow(endings))
        return false;
    *place(endings, endings->count++) = (struct ending){flow, flow->stream, since};
    return true;
}

const struct ending *endings_at(const struct endings *endings, size_t n) {
    const struct ending *ending = place(endings, n);
    bool ended = ending->flow->state == FLOW_ENDED && ending->flow->stream == ending->stream;
    return ended ? ending : NULL;
}

const struct ending *endings_first(struct endings *endings) {
    for (; endings->count > 0; endings->count--) {
        const struct ending *ending = endings_at(endings, 0);
        if (ending)
            return ending;
        endings->first = (endings->first + 1) & (endings->room - 1);
    }
    return NULL;
}

void endings_clear(struct endings *endings) {
    free(endings->list);
    *endings = (struct endings){0};
}
