#include "index/rows.h"

#include <stdlib.h>

#include "diagnose/ledger.h"

/* ---- streams that did not begin yet ---- */

static bool add_missing(struct stream_set *set, uint64_t stream) {
    if (set->count == set->room) {
        size_t room = set->room ? set->room * 2 : 64;
        uint64_t *streams = realloc(set->streams, room * sizeof *streams);
        if (!streams)
            return false;
        set->streams = streams;
        set->room = room;
    }
    set->streams[set->count++] = stream;
    return true;
}

static void remove_missing(struct stream_set *set, uint64_t stream) {
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (set->streams[middle] < stream)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == set->count || set->streams[low] != stream)
        return;
    set->count--;
    memmove(set->streams + low, set->streams + low + 1, (set->count - low) * sizeof *set->streams);
}

bool rows_skip(struct row_list *list, uint64_t stream) {
    if (stream < list->next_stream) {
        remove_missing(&list->missing, stream);
        return true;
    }
    for (; list->next_stream < stream; list->next_stream++)
        if (!add_missing(&list->missing, list->next_stream))
            return false;
    list->next_stream = stream + 1;
    return true;
}

/* ---- the list ---- */

static void insert(struct row_list *list, struct row *row) {
    struct row *before = list->last;
    while (before && before->shown.stream > row->shown.stream)
        before = before->before;
    row->before = before;
    row->after = before ? before->after : list->first;
    if (row->after)
        row->after->before = row;
    else
        list->last = row;
    if (before)
        before->after = row;
    else
        list->first = row;
}

struct row *row_new(void) {
    struct row *row = cache_take(sizeof *row);
    if (row)
        *row = (struct row){0};
    return row;
}

struct row *rows_add(struct row_list *list, uint64_t stream) {
    if (!rows_skip(list, stream))
        return NULL;
    struct row *row = spares_take(&list->spare_rows);
    if (!row)
        row = row_new();
    if (!row)
        return NULL;
    *row = (struct row){.shown = {.stream = stream}};
    insert(list, row);
    list->count[ROW_UNDECIDED]++;
    return row;
}

struct row *rows_first(const struct row_list *list) {
    struct row *row = list->first;
    if (!row || row->state == ROW_UNDECIDED)
        return NULL;
    bool held_up = list->missing.count > 0 && list->missing.streams[0] < row->shown.stream;
    return held_up ? NULL : row;
}

void row_set_state(struct row_list *list, struct row *row, enum row_state state) {
    list->count[row->state]--;
    row->state = state;
    list->count[state]++;
}

struct row *rows_find(const struct row_list *list, enum row_state least) {
    size_t count = 0;
    for (size_t state = least; state < ROW_STATES; state++)
        count += list->count[state];
    struct row *row = count > 0 ? list->first : NULL;
    while (row && row->state < least)
        row = row->after;
    return row;
}

void rows_remove(struct row_list *list, struct row *row) {
    list->count[row->state]--;
    if (row->before)
        row->before->after = row->after;
    else
        list->first = row->after;
    if (row->after)
        row->after->before = row->before;
    else
        list->last = row->before;
    row->before = row->after = NULL;
}

/* ---- summaries ---- */

enum { SUMMARY_ROOM = 2048 }; /* octets that nearly every session needs no more than */

/* A summary whose arena begins with a block that will do for most sessions. */
static struct summary *new_summary(void) {
    struct summary *summary = cache_take(sizeof *summary);
    if (!summary)
        return NULL;
    *summary = (struct summary){.brief = false};
    (void)arena_octets(&summary->arena, SUMMARY_ROOM);
    arena_clear(&summary->arena);
    return summary;
}

/* All of it but its arena. Where the one before was brief there is nothing in the details. */
static void empty_summary(struct summary *summary) {
    const size_t details = offsetof(struct summary, software);
    struct arena arena = summary->arena;
    if (!summary->brief)
        memset((uint8_t *)summary + details, 0, sizeof *summary - details);
    memset(summary, 0, details);
    summary->arena = arena;
}

bool row_add_summary(struct row_list *list, struct row *row) {
    struct summary *summary = spares_take(&list->spare_summaries);
    if (!summary)
        summary = new_summary();
    if (!summary)
        return false;
    empty_summary(summary);
    row->summary = summary;
    row->shown.summary = summary;
    return true;
}

void row_swap_summaries(struct row *a, struct row *b) {
    struct summary *summary = a->summary;
    a->summary = b->summary;
    b->summary = summary;
    a->shown.summary = a->summary;
    b->shown.summary = b->summary;
}

static void free_summary(struct summary *summary) {
    arena_free(&summary->arena);
    free(summary);
}

/* A spare one keeps a block of its arena. */
static void release_summary(struct row_list *list, struct summary *summary) {
    if (spares_keep(&list->spare_summaries, summary))
        arena_clear(&summary->arena);
    else
        free_summary(summary);
}

void row_release(struct row_list *list, struct row *row) {
    transcript_free(row->shown.transcript);
    ledger_free(row->ledger);
    row->ledger = NULL;
    if (row->summary)
        release_summary(list, row->summary);
    if (!spares_keep(&list->spare_rows, row))
        free(row);
}

/* ---- the end ---- */

void rows_finish(struct row_list *list) {
    list->missing.count = 0;
}

void row_free(struct row *row) {
    transcript_free(row->shown.transcript);
    ledger_free(row->ledger);
    if (row->summary)
        free_summary(row->summary);
    free(row);
}

void rows_free(struct row_list *list) {
    struct summary *summary;
    void *spare;
    for (struct row *row = list->first, *after; row; row = after) {
        after = row->after;
        row_free(row);
    }
    while ((spare = spares_take(&list->spare_rows)) != NULL)
        free(spare);
    while ((summary = spares_take(&list->spare_summaries)) != NULL)
        free_summary(summary);
    free(list->missing.streams);
    *list = (struct row_list){0};
}
