#include "ui/screens/spotlight.h"

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

void spotlight_find(struct spotlight *spotlight, const struct explanation *explanation,
                    const struct lines *lines, size_t first, size_t end) {
    struct slice input = explanation->input;
    size_t done = 0;
    spotlight->count = 0;
    for (size_t n = first; n < end && done < input.size; n++) {
        size_t margin = lines->list[n].margin;
        struct slice text = slice_from(lines_text(lines, n), margin);
        bool begins = text.size > 0 && !is_gap(text.data[0]);
        while (begins && done < input.size && is_gap(input.data[done]))
            done++;
        size_t same = same_octets(text, slice_from(input, done));
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
