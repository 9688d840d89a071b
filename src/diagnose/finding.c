#include "diagnose/finding.h"

enum { FINDINGS_FIRST = 8 }; /* room that is taken at first */

const char *severity_name(enum severity severity) {
    static const char *const names[] = {"none", "note", "warning", "error"};
    return names[severity];
}

const char *examined_name(enum examined examined) {
    static const char *const names[] = {"nothing", "events", "header", "content"};
    return names[examined];
}

enum severity finding_severity(const struct finding_fact *fact) {
    switch (fact ? *fact->severity : 0) {
    case 'e':
        return SEVERITY_ERROR;
    case 'w':
        return SEVERITY_WARNING;
    case 'n':
        return SEVERITY_NOTE;
    default:
        return SEVERITY_NONE;
    }
}

/* The sentence with its places filled, or the title of the finding. */
static struct slice summarise(struct arena *arena, const struct finding_fact *fact,
                              const struct finding_sentence *sentence, struct writer *scratch) {
    if (!sentence->sentence)
        return slice_string(_(fact->fact.title));
    scratch->buffer.size = 0;
    words_write(scratch, _(sentence->sentence), sentence->words, sentence->count);
    return arena_copy(arena, buffer_slice(&scratch->buffer));
}

/* Twice the room; most sessions do with the first. */
static bool make_room(struct finding_list *list) {
    size_t room = list->count ? list->count * 2 : (size_t)FINDINGS_FIRST;
    struct finding *items = arena_take(list->arena, room * sizeof *items);
    if (!items)
        return false;
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->room = room;
    return true;
}

/* A new place at the end, or NULL. */
static struct finding *add_place(struct finding_list *list) {
    if (list->count >= FINDINGS_MOST || (list->count >= list->room && !make_room(list)))
        return NULL;
    return &list->items[list->count++];
}

bool finding_list_add(struct finding_list *list, const struct finding *finding,
                      const struct finding_sentence *sentence, struct writer *scratch) {
    struct finding *place = add_place(list);
    if (!place)
        return false;
    *place = *finding;
    place->severity = finding_severity(finding->fact);
    if (sentence)
        place->summary = summarise(list->arena, finding->fact, sentence, scratch);
    return true;
}

bool finding_list_copy(struct finding_list *list, const struct finding *finding) {
    struct finding *place = add_place(list);
    if (!place)
        return false;
    *place = *finding;
    place->summary = arena_copy(list->arena, finding->summary);
    return true;
}
