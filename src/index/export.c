#include "index/export.h"

#include <stdlib.h>

#include "capture/capture_writer.h"
#include "index/index_inside.h"

/* Where a packet lies, and when it was captured: 0 where one source has an order of its own. */
struct export_place {
    struct moment at;
    uint64_t record, number;
};

struct export_comment {
    uint16_t file;
    uint64_t packet;
    size_t order; /* in which they were added */
    struct slice text;
};

struct index_export {
    struct index *index;
    struct capture_writer capture;
    struct export_place *places;
    size_t count, room;
    struct export_comment *comments; /* sorted by packet once all are there */
    size_t comment_count;
    struct arena arena; /* of them */
    size_t written;
    bool sorted;
};

struct index_export *index_export_new(struct index *index, struct writer *out) {
    struct index_export *export = calloc(1, sizeof *export);
    if (!export)
        return NULL;
    export->index = index;
    capture_writer_begin(&export->capture, out);
    return export;
}

static bool make_room(struct index_export *export) {
    if (export->count < export->room)
        return true;
    size_t room = export->room ? export->room * 2 : 1024;
    struct export_place *places = realloc(export->places, room * sizeof *places);
    if (!places)
        return false;
    export->places = places;
    export->room = room;
    return true;
}

bool index_export_comment(struct index_export *export, uint16_t file, uint64_t packet,
                          struct slice text) {
    size_t n = export->comment_count;
    struct slice copy = arena_copy(&export->arena, text);
    struct export_comment *comments =
        arena_grow(&export->arena, export->comments, n, sizeof *comments);
    if (!comments || copy.size < text.size)
        return false;
    export->comments = comments;
    comments[export->comment_count++] = (struct export_comment){file, packet, n, copy};
    export->sorted = false;
    return true;
}

static bool add_remarks(struct index_export *export, const struct index_row *row) {
    const struct remark *remark = NULL;
    while ((remark = index_remark(export->index, row, remark)) != NULL)
        if (!index_export_comment(export, remark->file, remark->packet, remark->text))
            return false;
    return true;
}

bool index_export_add(struct index_export *export, size_t n, bool comments, struct error *error) {
    struct index *index = export->index;
    bool several = merger_count(index->merger) > 1;
    struct place_cursor cursor;
    struct packet packet = {.at = {0}};
    if (n >= index->kept_count || !index->builder.places)
        return error_set(error, ERROR_INTERNAL, "session %zu cannot be read again", n);
    places_begin(&index->kept[n]->places, &cursor);
    while (places_next(index->builder.places, &cursor)) {
        if (several && !merger_seek(index->merger, cursor.record, cursor.number, &packet, error))
            return false;
        if (!make_room(export))
            return error_memory(error);
        export->places[export->count++] =
            (struct export_place){packet.at, cursor.record, cursor.number};
    }
    export->sorted = false;
    return !comments || add_remarks(export, &index->kept[n]->shown) || error_memory(error);
}

static int compare_comments(const void *a, const void *b) {
    const struct export_comment *left = a, *right = b;
    if (left->file != right->file)
        return left->file < right->file ? -1 : 1;
    if (left->packet != right->packet)
        return left->packet < right->packet ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* The first comment on this packet or one behind it. */
static size_t first_comment(const struct index_export *export, uint16_t file, uint64_t packet) {
    const struct export_comment wanted = {.file = file, .packet = packet};
    size_t low = 0, high = export->comment_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_comments(&export->comments[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Comments on the packet. Returns how many. */
static size_t comments_on(const struct index_export *export, const struct export_place *place,
                          struct slice comments[CAPTURE_COMMENTS]) {
    uint16_t file = (uint16_t)record_file(place->record);
    size_t count = 0, at = first_comment(export, file, place->number);
    for (; at < export->comment_count && count < CAPTURE_COMMENTS; at++) {
        const struct export_comment *comment = &export->comments[at];
        if (comment->file != file || comment->packet != place->number)
            break;
        comments[count++] = comment->text;
    }
    return count;
}

static int compare(const void *a, const void *b) {
    const struct export_place *left = a, *right = b;
    if (left->at.ns != right->at.ns)
        return left->at.ns < right->at.ns ? -1 : 1;
    return (left->record > right->record) - (left->record < right->record);
}

/* A packet that belongs to two rows (an error about both) is there once. */
static void sort(struct index_export *export) {
    size_t kept = 0;
    if (export->count > 0)
        qsort(export->places, export->count, sizeof *export->places, compare);
    for (size_t i = 0; i < export->count; i++)
        if (i == 0 || export->places[i].record != export->places[kept - 1].record)
            export->places[kept++] = export->places[i];
    export->count = kept;
    if (export->comment_count > 0)
        qsort(export->comments, export->comment_count, sizeof *export->comments, compare_comments);
    export->sorted = true;
}

static bool write_packet(struct index_export *export, struct error *error) {
    const struct export_place *place = &export->places[export->written];
    struct slice comments[CAPTURE_COMMENTS];
    struct packet packet;
    if (!merger_seek(export->index->merger, place->record, place->number, &packet, error))
        return false;
    export->written++;
    size_t count = comments_on(export, place, comments);
    return capture_writer_add_commented(&export->capture, &packet, comments, count) ||
           error_set(error, ERROR_DATA, "there are too many link types");
}

enum export_progress index_export_step(struct index_export *export, size_t budget,
                                       struct error *error) {
    if (!export->sorted)
        sort(export);
    for (; budget > 0 && export->written < export->count; budget--)
        if (!write_packet(export, error))
            return EXPORT_FAILED;
    return export->written < export->count ? EXPORT_MORE : EXPORT_DONE;
}

uint64_t index_export_written(const struct index_export *export) {
    return export->written;
}

uint64_t index_export_count(const struct index_export *export) {
    return export->count;
}

void index_export_free(struct index_export *export) {
    if (!export)
        return;
    arena_free(&export->arena);
    free(export->places);
    free(export);
}
