#include "ui/screens/meaning.h"

#include "report/rules_explainer.h"

void meaning_init(struct meaning *meaning) {
    *meaning = (struct meaning){.event = CANVAS_NO_MARK, .part = SIZE_MAX};
}

void meaning_free(struct meaning *meaning) {
    arena_free(&meaning->arena);
}

void meaning_stale(struct meaning *meaning) {
    meaning->event = CANVAS_NO_MARK;
    meaning->there = false;
    meaning->part = SIZE_MAX;
    meaning->spotlight.count = 0;
}

/* The explainer is made when the first event is explained. */
static struct explainer *explainer_of(struct model *model) {
    if (!model->explainer && model->explainer_error.kind == ERROR_NONE)
        model->explainer = rules_explainer(model->report.show_secrets, &model->explainer_error);
    return model->explainer;
}

/* Where its parts stand in the conversation. */
static void find_parts(struct meaning *meaning, const struct dialogue *dialogue) {
    const struct lines *lines = &dialogue->lines;
    size_t first = lines_find_mark(lines, 0, meaning->event), end = first;
    while (end < lines->count && lines->list[end].mark == meaning->event)
        end++;
    spotlight_find(&meaning->spotlight, &meaning->explanation, lines, first, end);
}

void meaning_of(struct meaning *meaning, struct model *model, const struct dialogue *dialogue,
                uint32_t event) {
    if (event == meaning->event)
        return;
    meaning_stale(meaning);
    arena_clear(&meaning->arena);
    meaning->event = event;
    struct explainer *explainer = dialogue_event(dialogue, event) ? explainer_of(model) : NULL;
    meaning->there =
        explainer && explain_event(explainer, &meaning->arena, dialogue_transcript(dialogue), event,
                                   model->depth, &meaning->explanation);
    if (meaning->there)
        find_parts(meaning, dialogue);
}

bool meaning_part(struct meaning *meaning, bool next) {
    size_t count = meaning->there ? meaning->explanation.part_count : 0;
    if (count == 0)
        return false;
    if (meaning->part == SIZE_MAX)
        meaning->part = next ? 0 : count - 1;
    else if (next)
        meaning->part = meaning->part + 1 < count ? meaning->part + 1 : SIZE_MAX;
    else
        meaning->part = meaning->part > 0 ? meaning->part - 1 : SIZE_MAX;
    return true;
}
