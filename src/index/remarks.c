#include "index/remarks.h"

#include <stdlib.h>

/* ---- those that wait for their packets ---- */

static bool same(const struct remark *remark, uint16_t file, uint64_t packet) {
    return remark->file == file && remark->packet == packet;
}

void remarks_await(struct remarks *remarks, uint16_t file, uint64_t packet, struct slice text) {
    for (size_t i = 0; i < remarks->awaited_count; i++)
        if (same(&remarks->awaited[i], file, packet) && slice_equal(remarks->awaited[i].text, text))
            return;
    if (remarks->awaited_count == REMARKS_AWAITED ||
        remarks->count + remarks->awaited_count >= REMARKS_MOST ||
        text.size > REMARKS_MOST_OCTETS - remarks->octets)
        return;
    uint8_t *copy = malloc(text.size + 1);
    if (!copy)
        return;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    remarks->octets += text.size;
    remarks->awaited[remarks->awaited_count++] = (struct remark){.packet = packet,
                                                                 .file = file,
                                                                 .text = slice_of(copy, text.size),
                                                                 .next = SIZE_MAX,
                                                                 .event = EVENT_NOTHING};
}

static void free_text(const struct remark *remark) {
    free((void *)(uintptr_t)remark->text.data);
}

void remarks_pass(struct remarks *remarks, uint16_t file, uint64_t packet) {
    size_t kept = 0;
    for (size_t i = 0; i < remarks->awaited_count; i++) {
        struct remark *remark = &remarks->awaited[i];
        if (remark->file != file || remark->packet > packet) {
            remarks->awaited[kept++] = *remark;
            continue;
        }
        remarks->octets -= remark->text.size;
        free_text(remark);
    }
    remarks->awaited_count = kept;
}

/* ---- those of sessions ---- */

/* The place of the flow among the heads, or where it belongs. */
static size_t find_head(const struct remarks *remarks, uint64_t stream) {
    size_t low = 0, high = remarks->head_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (remarks->heads[middle].stream < stream)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_head(const struct remarks *remarks, size_t at, uint64_t stream) {
    return at < remarks->head_count && remarks->heads[at].stream == stream;
}

static bool insert_head(struct remarks *remarks, size_t at, struct remark_head head) {
    struct remark_head *heads =
        arena_grow(&remarks->arena, remarks->heads, remarks->head_count, sizeof *heads);
    if (!heads)
        return false;
    memmove(heads + at + 1, heads + at, (remarks->head_count - at) * sizeof *heads);
    heads[at] = head;
    remarks->heads = heads;
    remarks->head_count++;
    return true;
}

/* Adds a comment to the flow's. */
static bool add(struct remarks *remarks, uint64_t stream, const struct remark *remark) {
    size_t at = find_head(remarks, stream), n = remarks->count;
    struct remark *list = arena_grow(&remarks->arena, remarks->list, n, sizeof *list);
    if (!list)
        return false;
    remarks->list = list;
    if (has_head(remarks, at, stream))
        list[remarks->heads[at].last].next = n;
    else if (!insert_head(remarks, at, (struct remark_head){.stream = stream, .first = n}))
        return false;
    remarks->heads[at].last = n;
    list[remarks->count++] = *remark;
    remarks->transcript = NULL;
    return true;
}

void remarks_take(struct remarks *remarks, uint64_t stream, uint16_t file, uint64_t packet) {
    size_t kept = 0;
    for (size_t i = 0; i < remarks->awaited_count; i++) {
        struct remark *remark = &remarks->awaited[i];
        if (!same(remark, file, packet) || !add(remarks, stream, remark))
            remarks->awaited[kept++] = *remark;
    }
    remarks->awaited_count = kept;
}

const struct remark *remarks_first(const struct remarks *remarks, uint64_t stream) {
    size_t at = find_head(remarks, stream);
    return has_head(remarks, at, stream) ? &remarks->list[remarks->heads[at].first] : NULL;
}

const struct remark *remarks_next(const struct remarks *remarks, const struct remark *remark) {
    return remark->next == SIZE_MAX ? NULL : &remarks->list[remark->next];
}

void remarks_settle(struct remarks *remarks, uint64_t stream, const struct transcript *transcript) {
    size_t at = find_head(remarks, stream), count = transcript_count(transcript);
    if (remarks->settled == stream && remarks->transcript == transcript &&
        remarks->event_count == count)
        return;
    remarks->settled = stream;
    remarks->transcript = transcript;
    remarks->event_count = count;
    size_t n = has_head(remarks, at, stream) ? remarks->heads[at].first : SIZE_MAX;
    for (; n != SIZE_MAX; n = remarks->list[n].next) {
        struct remark *remark = &remarks->list[n];
        remark->said = remark->text;
        remark->event = remark_event(transcript, remark->packet, &remark->said);
    }
}

void remarks_free(struct remarks *remarks) {
    for (size_t i = 0; i < remarks->count; i++)
        free_text(&remarks->list[i]);
    for (size_t i = 0; i < remarks->awaited_count; i++)
        free_text(&remarks->awaited[i]);
    arena_free(&remarks->arena);
    *remarks = (struct remarks){.list = NULL};
}

/* ---- events ---- */

static uint64_t packet_of(const struct transcript *transcript, size_t n) {
    const struct transcript_entry *entry = transcript_at(transcript, n);
    return entry->present ? entry->event.packet : 0;
}

struct remark_place remark_place(const struct transcript *transcript, uint32_t event) {
    struct remark_place place = {.packet = 0};
    if (event >= transcript_count(transcript))
        return place;
    place.packet = packet_of(transcript, event);
    for (size_t n = 0; n < transcript_count(transcript) && place.packet > 0; n++) {
        bool together = packet_of(transcript, n) == place.packet;
        place.of += together;
        place.nth += together && n <= event;
    }
    return place;
}

void remark_write(const struct remark_place *place, struct slice text, struct writer *writer) {
    if (place->nth > 1) {
        writer_number(writer, place->nth, 1);
        writer_string(writer, " of ");
        writer_number(writer, place->of, 1);
        writer_string(writer, ": ");
    }
    writer_add(writer, text);
}

/* "2 of 3: " of as many as there are; 1 and nothing taken off where it does not say so. */
static size_t take_nth(struct slice *text, size_t of) {
    struct slice rest = *text;
    size_t end = slice_search_nocase(slice_first(rest, 32), SLICE(": "));
    uint64_t nth, all;
    if (end == SLICE_NONE)
        return 1;
    struct slice says = slice_first(rest, end), first = slice_word(&says), word = slice_word(&says);
    if (!slice_equal(word, SLICE("of")) || !slice_number(first, of, &nth) || nth == 0 ||
        !slice_number(slice_word(&says), of, &all) || all != of || says.size > 0)
        return 1;
    *text = slice_from(rest, end + 2);
    return (size_t)nth;
}

uint32_t remark_event(const struct transcript *transcript, uint64_t packet, struct slice *text) {
    size_t count = transcript_count(transcript), of = 0, before = SIZE_MAX, first = SIZE_MAX;
    for (size_t n = 0; n < count; n++) {
        uint64_t carried = packet_of(transcript, n);
        of += carried == packet;
        if (carried > 0 && carried < packet &&
            (before == SIZE_MAX || carried >= packet_of(transcript, before)))
            before = n;
        if (first == SIZE_MAX && carried > 0)
            first = n;
    }
    if (of == 0)
        return before != SIZE_MAX  ? (uint32_t)before
               : first != SIZE_MAX ? (uint32_t)first
                                   : EVENT_NOTHING;
    size_t nth = take_nth(text, of), n = 0;
    while (packet_of(transcript, n) != packet || --nth > 0)
        n++;
    return (uint32_t)n;
}
