#include "capture/held.h"

#include <stdlib.h>

/* Copies octets to the end of a block that has room for them; returns the end behind them. */
static uint8_t *append(uint8_t *end, const void *octets, size_t size) {
    if (size)
        memcpy(end, octets, size);
    return end + size;
}

static struct held_segment *held_segment_new(const struct segment *segment) {
    size_t list = segment->fragment_count * sizeof(uint64_t);
    size_t size = sizeof(struct held_segment) + 2 * list + segment->payload.size;
    struct held_segment *copy = malloc(size);
    if (!copy)
        return NULL;
    *copy = (struct held_segment){.segment = *segment};
    uint64_t *records = (uint64_t *)(copy + 1);
    uint64_t *numbers = records + segment->fragment_count;
    uint8_t *payload = (uint8_t *)(numbers + segment->fragment_count);
    append((uint8_t *)records, segment->fragment_records, list);
    append((uint8_t *)numbers, segment->fragment_numbers, list);
    append(payload, segment->payload.data, segment->payload.size);
    copy->segment.fragment_records = records;
    copy->segment.fragment_numbers = numbers;
    copy->segment.payload.data = payload;
    return copy;
}

bool held_add(struct held **held, unsigned end, const struct segment *segment,
              const struct icmp_error *error) {
    if (!*held && !(*held = calloc(1, sizeof **held)))
        return false;
    struct held_segment *copy = held_segment_new(segment);
    if (!copy)
        return false;
    copy->end = end;
    copy->is_quoted = error != NULL;
    if (error)
        copy->error = *error;
    *((*held)->last ? &(*held)->last->following : &(*held)->first) = copy;
    (*held)->last = copy;
    (*held)->count++;
    (*held)->cost += sizeof *copy + segment->payload.size;
    return true;
}

/* Whether the segment tells where octets of its direction lie. */
static bool has_octets(const struct segment *segment) {
    return segment->payload.size > 0 && !(segment->flags & (TCP_RST | TCP_SYN)) &&
           !segment_is_garbage(segment);
}

struct start_clues held_clues(const struct held *held, unsigned end) {
    struct start_clues clues = {0};
    for (const struct held_segment *at = held ? held->first : NULL; at; at = at->following) {
        uint32_t sequence = at->segment.sequence;
        if (at->end != end || !has_octets(&at->segment))
            continue;
        clues.lowest_data = clues.has_data ? serial_lower(clues.lowest_data, sequence) : sequence;
        clues.has_data = true;
    }
    return clues;
}

void held_free(struct held *held) {
    if (!held)
        return;
    for (struct held_segment *at = held->first; at;) {
        struct held_segment *following = at->following;
        free(at);
        at = following;
    }
    free(held);
}
