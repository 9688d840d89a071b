#include "message/path.h"

static void read_hop(const struct field *field, struct hop *hop) {
    *hop = (struct hop){.field = field, .delay = DURATION_UNKNOWN};
    received_read(field->value, &hop->received);
    hop->timed = received_moment(&hop->received, &hop->at);
}

static void measure(struct path *path) {
    path->slowest = SLICE_NONE;
    for (size_t i = 1; i < path->count; i++) {
        struct hop *hop = &path->hops[i], *before = hop - 1;
        if (!hop->timed || !before->timed)
            continue;
        hop->delay = moment_since(hop->at, before->at);
        duration longest = path->slowest == SLICE_NONE ? 0 : path->hops[path->slowest].delay;
        if (hop->delay >= DURATION_SECOND && hop->delay > longest)
            path->slowest = i;
    }
}

bool path_read(const struct field_list *list, struct arena *arena, struct path *path) {
    size_t count = fields_count(list, "Received"), i = count;
    *path = (struct path){.slowest = SLICE_NONE};
    if (count == 0)
        return true;
    path->hops = arena_take(arena, count * sizeof *path->hops);
    if (!path->hops)
        return false;
    path->count = count;
    for (const struct field *field = NULL; (field = fields_find(list, "Received", field)) != NULL;)
        read_hop(field, &path->hops[--i]);
    measure(path);
    return true;
}
