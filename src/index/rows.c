#include "index/rows.h"

#include <stdlib.h>

#include "diagnose/ledger.h"

/* A summary that nobody uses is the link to the next one, and keeps a block of its arena. */
struct spare_summary {
    struct summary summary;
    struct spare_summary *next;
};

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
    struct row *row = list->spare_rows;
    if (row)
        list->spare_rows = row->after;
    else
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

enum {
    MOST_SPARE = 1024,   /* summaries that are kept for later */
    SUMMARY_ROOM = 2048, /* octets that nearly every session needs no more than */
};

/* A summary whose arena begins with a block that will do for most sessions. */
static struct spare_summary *new_summary(void) {
    struct spare_summary *summary = cache_take(sizeof *summary);
    if (!summary)
        return NULL;
    summary->summary.arena = (struct arena){0};
    (void)arena_octets(&summary->summary.arena, SUMMARY_ROOM);
    arena_clear(&summary->summary.arena);
    return summary;
}

bool row_add_summary(struct row_list *list, struct row *row) {
    struct spare_summary *spare = list->spare_summaries;
    if (spare) {
        list->spare_summaries = spare->next;
        list->spare_count--;
    } else {
        spare = new_summary();
    }
    if (!spare)
        return false;
    struct arena arena = spare->summary.arena;
    spare->summary = (struct summary){.arena = arena};
    row->summary = &spare->summary;
    row->shown.summary = row->summary;
    return true;
}

void row_swap_summaries(struct row *a, struct row *b) {
    struct summary *summary = a->summary;
    a->summary = b->summary;
    b->summary = summary;
    a->shown.summary = a->summary;
    b->shown.summary = b->summary;
}

static void free_summary(struct spare_summary *spare) {
    arena_free(&spare->summary.arena);
    free(spare);
}

static void release_summary(struct row_list *list, struct summary *summary) {
    struct spare_summary *spare = (struct spare_summary *)(void *)summary;
    if (list->spare_count == MOST_SPARE) {
        free_summary(spare);
        return;
    }
    arena_clear(&summary->arena);
    spare->next = list->spare_summaries;
    list->spare_summaries = spare;
    list->spare_count++;
}

void row_release(struct row_list *list, struct row *row) {
    transcript_free(row->shown.transcript);
    ledger_free(row->ledger);
    row->ledger = NULL;
    if (row->summary)
        release_summary(list, row->summary);
    row->summary = NULL;
    row->shown = (struct index_row){.summary = NULL};
    row->after = list->spare_rows;
    list->spare_rows = row;
}

/* ---- the end ---- */

void rows_finish(struct row_list *list) {
    list->missing.count = 0;
}

void row_free(struct row *row) {
    transcript_free(row->shown.transcript);
    ledger_free(row->ledger);
    if (row->summary)
        free_summary((struct spare_summary *)(void *)row->summary);
    free(row);
}

static void free_rows(struct row *row) {
    while (row) {
        struct row *after = row->after;
        row_free(row);
        row = after;
    }
}

void rows_free(struct row_list *list) {
    free_rows(list->first);
    free_rows(list->spare_rows);
    while (list->spare_summaries) {
        struct spare_summary *spare = list->spare_summaries;
        list->spare_summaries = spare->next;
        free_summary(spare);
    }
    free(list->missing.streams);
    *list = (struct row_list){0};
}
