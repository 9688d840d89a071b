#include "ui/comments.h"

#include <stdlib.h>

static size_t place_of(const struct comments *comments, uint64_t session, uint32_t event) {
    size_t i = 0;
    while (i < comments->count &&
           (comments->list[i].session != session || comments->list[i].event != event))
        i++;
    return i;
}

const struct comment *comments_find(const struct comments *comments, uint64_t session,
                                    uint32_t event) {
    size_t i = place_of(comments, session, event);
    return i < comments->count ? &comments->list[i] : NULL;
}

static bool make_room(struct comments *comments) {
    if (comments->list && comments->count < comments->room)
        return true;
    size_t room = comments->room ? comments->room * 2 : 8;
    struct comment *list = realloc(comments->list, room * sizeof *list);
    if (!list)
        return false;
    comments->list = list;
    comments->room = room;
    return true;
}

const struct comment *comments_next(const struct comments *comments, uint64_t session,
                                    const struct comment *before) {
    size_t i = before ? (size_t)(before - comments->list) + 1 : 0;
    while (i < comments->count && comments->list[i].session != session)
        i++;
    return i < comments->count ? &comments->list[i] : NULL;
}

/* The packet of the event, or of the last one before it that has one. */
static struct remark_place place_on_wire(const struct transcript *transcript, uint32_t event) {
    struct remark_place place = remark_place(transcript, event);
    while (place.packet == 0 && event > 0)
        place = remark_place(transcript, --event);
    return place;
}

/* A new one without text; NULL when memory ran out. */
static struct comment *add(struct comments *comments, const struct index_row *row, uint32_t event) {
    if (!make_room(comments))
        return NULL;
    struct comment *comment = &comments->list[comments->count++];
    *comment = (struct comment){.session = row->id,
                                .event = event,
                                .file = (uint16_t)row->source,
                                .place = place_on_wire(row->transcript, event)};
    return comment;
}

bool comments_write(struct comments *comments, const struct index_row *row, uint32_t event,
                    struct slice text) {
    size_t i = place_of(comments, row->id, event);
    struct buffer copy = {NULL, 0, 0};
    struct comment *comment = i < comments->count ? &comments->list[i] : NULL;
    if (!buffer_add(&copy, text) || (!comment && !(comment = add(comments, row, event)))) {
        buffer_free(&copy);
        return false;
    }
    buffer_free(&comment->text);
    comment->text = copy;
    return true;
}

/* What was written in several lines is one here, and so is what was said of an event twice. */
static void append(struct buffer *text, struct slice more) {
    if (text->size > 0 && more.size > 0)
        (void)buffer_add(text, SLICE(" / "));
    for (struct slice word; (word = slice_word(&more)).size > 0;) {
        (void)buffer_add(text, word);
        if (more.size > 0)
            (void)buffer_add(text, SLICE(" "));
    }
}

static void take(struct comments *comments, const struct index_row *row,
                 const struct remark *remark) {
    struct slice text = remark->text;
    uint32_t event = remark_event(row->transcript, remark->packet, &text);
    if (event == EVENT_NOTHING)
        return;
    size_t i = place_of(comments, row->id, event);
    struct comment *comment = i < comments->count ? &comments->list[i] : add(comments, row, event);
    if (!comment)
        return;
    if (comment->place.packet != remark->packet) /* of a packet behind the event's own */
        comment->place = (struct remark_place){.packet = remark->packet};
    comment->file = remark->file;
    append(&comment->text, text);
}

void comments_take(struct comments *comments, const struct index *index,
                   const struct index_row *row) {
    const struct remark *remark = NULL;
    if (!row->transcript || comments_taken(comments, row->id))
        return;
    while ((remark = index_remark(index, row, remark)) != NULL) {
        (void)marks_set(&comments->taken, (size_t)row->id, true);
        take(comments, row, remark);
    }
}

bool comments_taken(const struct comments *comments, uint64_t session) {
    return marks_has(&comments->taken, (size_t)session);
}

void comments_remove(struct comments *comments, uint64_t session, uint32_t event) {
    size_t i = place_of(comments, session, event);
    if (i == comments->count)
        return;
    buffer_free(&comments->list[i].text);
    comments->count--;
    memmove(&comments->list[i], &comments->list[i + 1],
            (comments->count - i) * sizeof *comments->list);
}

void comments_free(struct comments *comments) {
    for (size_t i = 0; i < comments->count; i++)
        buffer_free(&comments->list[i].text);
    free(comments->list);
    marks_free(&comments->taken);
    *comments = (struct comments){.list = NULL};
}
