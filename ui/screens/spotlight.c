#include "ui/screens/spotlight.h"

enum {
    LINE_START = 16,  /* octets by which a line is found again */
    MISSED_MOST = 64, /* lines in a row that are not in the input: the rest is body */
};

static bool is_gap(uint8_t octet) {
    return octet == ' ' || octet == '\r' || octet == '\n';
}

static void add_spot(struct spotlight *spotlight, size_t part, size_t line, size_t start,
                     size_t end) {
    if (spotlight->count < SPOTLIGHT_MOST && start < end)
        spotlight->spots[spotlight->count++] =
            (struct spot){line, {start, end, ELEMENT_PART}, part};
}

/* One line that shows octets `from` to `to` of the input; the first of them stands at `at`. */
static void light_line(struct spotlight *spotlight, const struct explanation *explanation,
                       size_t line, size_t at, size_t from, size_t to) {
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct explanation_part *part = &explanation->parts[i];
        size_t start = part->start > from ? part->start : from;
        size_t end = part->end < to ? part->end : to;
        if (start < end)
            add_spot(spotlight, i, line, at + start - from, at + end - from);
    }
}

/* How many octets both have in common at their beginnings. */
static size_t same_octets(struct slice a, struct slice b) {
    size_t size = 0;
    while (size < a.size && size < b.size && a.data[size] == b.data[size])
        size++;
    return size;
}

/* Where a line of the input begins as this line does; SLICE_NONE: nowhere. Content has lines that
 * are shown otherwise than they are written, or not to their end: they are passed over. */
static size_t find_line(struct slice input, size_t done, struct slice text) {
    struct slice start = slice_first(text, LINE_START);
    for (size_t at = done; start.size > 0 && at < input.size;) {
        if (at == 0 || input.data[at - 1] == '\n')
            if (slice_starts(slice_from(input, at), start))
                return at;
        size_t end = slice_find(slice_from(input, at), '\n');
        if (end == SLICE_NONE)
            return SLICE_NONE;
        at += end + 1;
    }
    return SLICE_NONE;
}

void spotlight_find(struct spotlight *spotlight, const struct explanation *explanation,
                    const struct lines *lines, size_t first, size_t end) {
    struct slice input = explanation->input;
    size_t done = 0, missed = 0;
    spotlight->count = 0;
    for (size_t n = first; n < end && done < input.size && missed < MISSED_MOST; n++) {
        size_t margin = lines->list[n].margin;
        struct slice text = slice_from(lines_text(lines, n), margin);
        bool begins = text.size > 0 && !is_gap(text.data[0]);
        while (begins && done < input.size && is_gap(input.data[done]))
            done++;
        size_t same = same_octets(text, slice_from(input, done));
        size_t found = begins && same == 0 ? find_line(input, done, text) : SLICE_NONE;
        missed = same > 0 || found != SLICE_NONE ? 0 : missed + 1;
        if (found != SLICE_NONE) {
            done = found;
            same = same_octets(text, slice_from(input, done));
        }
        light_line(spotlight, explanation, n, margin, done, done + same);
        done += same;
    }
}

size_t spotlight_lights(const struct spotlight *spotlight, size_t line, size_t chosen,
                        struct light *lights, size_t room) {
    size_t count = 0;
    for (size_t i = 0; i < spotlight->count && count < room; i++) {
        const struct spot *spot = &spotlight->spots[i];
        if (spot->line != line || (chosen != SIZE_MAX && spot->part != chosen))
            continue;
        lights[count] = spot->light;
        lights[count++].element = chosen == SIZE_MAX ? ELEMENT_PART : ELEMENT_PART_CHOSEN;
    }
    return count;
}
