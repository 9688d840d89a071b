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
    if (comments->count < comments->room)
        return true;
    size_t room = comments->room ? comments->room * 2 : 8;
    struct comment *list = realloc(comments->list, room * sizeof *list);
    if (!list)
        return false;
    comments->list = list;
    comments->room = room;
    return true;
}

bool comments_write(struct comments *comments, uint64_t session, uint32_t event,
                    struct slice text) {
    size_t i = place_of(comments, session, event);
    struct buffer copy = {NULL, 0, 0};
    if (!buffer_add(&copy, text) || !make_room(comments)) {
        buffer_free(&copy);
        return false;
    }
    if (i == comments->count)
        comments->count++;
    else
        buffer_free(&comments->list[i].text);
    comments->list[i] = (struct comment){session, event, copy};
    return true;
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
    *comments = (struct comments){NULL, 0, 0};
}
