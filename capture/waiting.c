#include "capture/waiting.h"

#include <stdlib.h>

/* Price of a piece beside its octets: bounds their number, and so the work of keeping them sorted.
 */
enum { PIECE_PRICE = 512 };

static size_t piece_cost(const struct piece *piece) {
    return PIECE_PRICE + piece->octets.size;
}

struct piece piece_part(const struct piece *piece, uint32_t start, uint32_t end) {
    struct piece part = *piece;
    uint32_t skipped = start - piece->sequence;
    part.sequence = start;
    part.fin = piece->fin && end == piece_end(piece);
    part.octets = slice_part(piece->octets, skipped, end - start - part.fin);
    if (part.place.offset)
        part.place.offset += skipped;
    return part;
}

/* Index of the first piece that ends after `sequence`. */
static size_t waiting_position(const struct waiting *waiting, uint32_t sequence) {
    size_t low = 0, high = waiting->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (serial_after(piece_end(waiting_at(waiting, middle)), sequence))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Makes room for one more pointer at the end: by moving down over what was taken, else by growing.
 */
static bool waiting_reserve(struct waiting *waiting) {
    if (waiting->first + waiting->count < waiting->room)
        return true;
    if (waiting->first > waiting->room / 2) {
        memmove(waiting->pieces, waiting->pieces + waiting->first,
                waiting->count * sizeof(struct piece *));
        waiting->first = 0;
        return true;
    }
    size_t room = waiting->room ? 2 * waiting->room : 8;
    struct piece **pieces = realloc(waiting->pieces, room * sizeof(struct piece *));
    if (!pieces)
        return false;
    waiting->pieces = pieces;
    waiting->room = room;
    return true;
}

/* Stores a copy before the n-th piece. */
static bool waiting_store(struct waiting *waiting, size_t n, const struct piece *piece) {
    if (!waiting_reserve(waiting))
        return false;
    struct piece *copy = malloc(sizeof *copy + piece->octets.size);
    if (!copy)
        return false;
    *copy = *piece;
    uint8_t *octets = (uint8_t *)(copy + 1);
    if (piece->octets.size)
        memcpy(octets, piece->octets.data, piece->octets.size);
    copy->octets.data = octets;
    struct piece **place = waiting->pieces + waiting->first + n;
    memmove(place + 1, place, (waiting->count - n) * sizeof(struct piece *));
    *place = copy;
    waiting->count++;
    waiting->cost += piece_cost(copy);
    return true;
}

/* Cuts the n-th piece in two at `sequence`, which lies within it. */
static bool waiting_split(struct waiting *waiting, size_t n, uint32_t sequence) {
    struct piece *piece = waiting->pieces[waiting->first + n];
    struct piece tail = piece_part(piece, sequence, piece_end(piece));
    if (!waiting_store(waiting, n + 1, &tail))
        return false;
    waiting->cost -= tail.octets.size;
    piece->octets.size -= tail.octets.size;
    piece->fin = false;
    return true;
}

/* Whether the one may be delivered while the other must still wait. */
static bool acknowledges_less(const struct piece *a, const struct piece *b) {
    if (!b->acknowledges)
        return false;
    return !a->acknowledges || serial_before(a->acknowledgment, b->acknowledgment);
}

/* Another copy of what the n-th piece holds from `start` up to `end`. Returns the index of the
 * piece that holds the last of it. */
static size_t waiting_merge(struct waiting *waiting, size_t n, const struct piece *copy,
                            uint32_t start, uint32_t end, struct addition *addition) {
    struct piece *there = waiting->pieces[waiting->first + n];
    struct slice old = slice_part(there->octets, start - there->sequence, end - start);
    struct slice new = slice_part(copy->octets, start - copy->sequence, end - start);
    size_t both = old.size < new.size ? old.size : new.size;
    if (!slice_equal(slice_first(old, both), slice_first(new, both)))
        addition->differs = true;
    if (!acknowledges_less(copy, there))
        return n;
    if (start != there->sequence) {
        if (!waiting_split(waiting, n, start))
            return n;
        there = waiting->pieces[waiting->first + ++n];
    }
    if (end != piece_end(there) && !waiting_split(waiting, n, end))
        return n;
    there->acknowledges = copy->acknowledges;
    there->acknowledgment = copy->acknowledgment;
    return n;
}

struct addition waiting_add(struct waiting *waiting, const struct piece *piece) {
    struct addition addition = {0};
    uint32_t sequence = piece->sequence, end = piece_end(piece);
    for (size_t n = waiting_position(waiting, sequence); serial_before(sequence, end); n++) {
        const struct piece *there = waiting_at(waiting, n);
        uint32_t upto = end;
        if (there && !serial_after(there->sequence, sequence)) {
            upto = serial_lower(piece_end(there), end);
            n = waiting_merge(waiting, n, piece, sequence, upto, &addition);
        } else {
            if (there)
                upto = serial_lower(there->sequence, end);
            struct piece part = piece_part(piece, sequence, upto);
            if (!waiting_store(waiting, n, &part)) {
                addition.failed = true;
                return addition;
            }
            addition.added = true;
        }
        sequence = upto;
    }
    return addition;
}

struct piece *waiting_take(struct waiting *waiting) {
    struct piece *piece = waiting->pieces[waiting->first++];
    waiting->cost -= piece_cost(piece);
    if (--waiting->count == 0)
        waiting->first = 0;
    return piece;
}

void waiting_clear(struct waiting *waiting) {
    while (waiting->count)
        free(waiting_take(waiting));
    free(waiting->pieces);
    *waiting = (struct waiting){0};
}
