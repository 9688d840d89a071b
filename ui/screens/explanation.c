#include "ui/screens/explanation.h"

#include "base/words.h"
#include "report/explanation_text.h"
#include "report/rules_explainer.h"

enum { INDENT = 1 };

void explanation_init(struct explanation_pane *pane, bool ascii) {
    *pane = (struct explanation_pane){.width = SIZE_MAX, .part = SIZE_MAX};
    lines_init(&pane->lines, ascii);
    pane->pane = (struct pane){.lines = &pane->lines, .reading = true};
    pane->event = CANVAS_NO_MARK;
}

void explanation_free(struct explanation_pane *pane) {
    arena_free(&pane->arena);
    lines_free(&pane->lines);
}

void explanation_stale(struct explanation_pane *pane) {
    pane->event = CANVAS_NO_MARK;
    pane->there = false;
    pane->width = SIZE_MAX;
}

/* The explainer is made when the first event is explained. */
static struct explainer *explainer_of(struct model *model) {
    if (!model->explainer && model->explainer_error.kind == ERROR_NONE)
        model->explainer = rules_explainer(model->report.show_secrets, &model->explainer_error);
    return model->explainer;
}

/* Where its parts stand in the conversation. */
static void find_parts(struct explanation_pane *pane, const struct dialogue *dialogue) {
    const struct lines *lines = &dialogue->lines;
    size_t first = lines_find_mark(lines, 0, pane->event), end = first;
    while (end < lines->count && lines->list[end].mark == pane->event)
        end++;
    spotlight_find(&pane->spotlight, &pane->explanation, lines, first, end);
}

void explanation_of(struct explanation_pane *pane, struct model *model,
                    const struct dialogue *dialogue, uint32_t event) {
    if (event == pane->event)
        return;
    explanation_stale(pane);
    arena_clear(&pane->arena);
    pane->event = event;
    pane->part = SIZE_MAX;
    pane->spotlight.count = 0;
    pane->pane.top = pane->pane.cursor = 0;
    struct explainer *explainer = dialogue_event(dialogue, event) ? explainer_of(model) : NULL;
    pane->there = explainer && explain_event(explainer, &pane->arena, dialogue_transcript(dialogue),
                                             event, model->depth, &pane->explanation);
    if (pane->there)
        find_parts(pane, dialogue);
}

bool explanation_part(struct explanation_pane *pane, bool next) {
    size_t count = pane->there ? pane->explanation.part_count : 0;
    if (count == 0)
        return false;
    if (pane->part == SIZE_MAX)
        pane->part = next ? 0 : count - 1;
    else if (next)
        pane->part = pane->part + 1 < count ? pane->part + 1 : SIZE_MAX;
    else
        pane->part = pane->part > 0 ? pane->part - 1 : SIZE_MAX;
    if (pane->part != SIZE_MAX) {
        size_t line = lines_find_mark(&pane->lines, 0, (uint32_t)pane->part);
        pane_go(&pane->pane, line < pane->lines.count ? line : 0);
    }
    return true;
}

/* Why nothing can be explained: a rules file that is wrong, mostly. */
static void explain_failure(struct sheet *sheet, const struct error *error) {
    SHEET_SAY(sheet, INK_WARNING, error->file[0] ? "{file}: {text}" : "{text}",
              WORD("file", error->file), WORD("text", error->text));
    sheet_end(sheet);
}

static void draw_lines(struct explanation_pane *pane, const struct error *error, size_t width) {
    const struct report_options options = {.width = width};
    struct sheet sheet = {.canvas = &pane->lines.canvas, .options = &options};
    if (pane->width == width)
        return;
    pane->width = width;
    lines_empty(&pane->lines);
    sheet_begin_text(&sheet, INDENT);
    if (pane->there)
        explanation_text(&sheet, &pane->explanation);
    else if (error)
        explain_failure(&sheet, error);
    sheet_clear(&sheet);
}

/* The chosen part shines here too. */
static size_t part_lights(const void *context, size_t line, struct light *lights, size_t room) {
    const struct explanation_pane *pane = context;
    const struct line *drawn = &pane->lines.list[line];
    if (pane->part == SIZE_MAX || drawn->mark != pane->part || room == 0)
        return 0;
    lights[0] = (struct light){drawn->margin, drawn->size, ELEMENT_PART_CHOSEN};
    return 1;
}

void explanation_draw(struct explanation_pane *pane, const struct model *model,
                      struct surface *surface, struct area area, struct needle needle) {
    const struct error *error =
        model->explainer_error.kind == ERROR_NONE ? NULL : &model->explainer_error;
    const struct pane_look look = {.needle = needle, .lights = part_lights, .context = pane};
    draw_lines(pane, error, area.columns);
    pane_draw(&pane->pane, surface, area, &look);
}
