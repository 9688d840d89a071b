#include "capture/notes.h"

#include <stdlib.h>

/* The list doubles whenever its count is a power of two. */
static bool make_room(struct notes *notes) {
    if (notes->count & (notes->count - 1))
        return true;
    size_t room = notes->count ? notes->count * 2 : 1;
    struct reader_note *list = realloc(notes->list, room * sizeof *list);
    if (!list)
        return false;
    notes->list = list;
    return true;
}

bool notes_add(struct notes *notes, struct reader_note note) {
    note.file = notes->file;
    if (notes->sink)
        notes->sink->take(notes->sink->context, &note);
    if (notes->count == NOTES_MOST || note.octets.size > NOTES_MOST_OCTETS - notes->octets) {
        notes->dropped++;
        return true;
    }
    uint8_t *copy = malloc(note.octets.size + 1);
    if (!copy || !make_room(notes)) {
        free(copy);
        return false;
    }
    if (note.octets.size > 0)
        memcpy(copy, note.octets.data, note.octets.size);
    note.octets.data = copy;
    notes->octets += note.octets.size;
    notes->list[notes->count++] = note;
    return true;
}

void notes_free(struct notes *notes) {
    for (size_t i = 0; i < notes->count; i++)
        free((void *)(uintptr_t)notes->list[i].octets.data);
    free(notes->list);
    *notes = (struct notes){0};
}
