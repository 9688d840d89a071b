/* What the chosen event means. */
#include "base/words.h"
#include "report/explanation_text.h"
#include "ui/screens/aspect.h"

/* Why nothing can be explained: a rules file that is wrong, mostly. */
static void explain_failure(struct sheet *sheet, const struct error *error) {
    SHEET_SAY(sheet, INK_WARNING, error->file[0] ? "{file}: {text}" : "{text}",
              WORD("file", error->file), WORD("text", error->text));
    sheet_end(sheet);
}

static void draw(struct sheet *sheet, const struct scene *scene) {
    sheet_begin_text(sheet, 1);
    if (scene->meaning->there)
        explanation_text(sheet, &scene->meaning->explanation);
    else if (scene->model->explainer_error.kind != ERROR_NONE)
        explain_failure(sheet, &scene->model->explainer_error);
}

/* The chosen part shines here too; its lines have its place as their mark. */
static uint32_t chosen_part(const struct scene *scene) {
    size_t part = scene->meaning->part;
    return part == SIZE_MAX ? CANVAS_NO_MARK : (uint32_t)part;
}

const struct aspect_class explanation_aspect = {
    .name = N_("explanation"),
    .action = ACTION_explanation,
    .of_event = true,
    .draw = draw,
    .sight = chosen_part,
    .lit = chosen_part,
};
