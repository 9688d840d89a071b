#include "ui/screens/aspect.h"

const struct aspect_class *const aspect_classes[ASPECTS] = {
    [ASPECT_EXPLANATION] = &explanation_aspect, [ASPECT_BYTES] = &bytes_aspect,
    [ASPECT_PACKETS] = &packets_aspect,         [ASPECT_FINDINGS] = &findings_aspect,
    [ASPECT_TIMING] = &timing_aspect,           [ASPECT_STATES] = &states_aspect,
};

void aspect_init(struct aspect_pane *pane, enum aspect aspect, bool ascii) {
    *pane = (struct aspect_pane){.class = aspect_classes[aspect]};
    lines_init(&pane->lines, ascii);
    aspect_stale(pane, true);
}

void aspect_free(struct aspect_pane *pane) {
    lines_free(&pane->lines);
}

void aspect_stale(struct aspect_pane *pane, bool other) {
    pane->width = SIZE_MAX;
    if (other)
        pane->pane = (struct pane){.lines = &pane->lines, .reading = !pane->class->items};
}

static void draw_lines(struct aspect_pane *pane, const struct scene *scene, size_t width) {
    struct report_options options = scene->model->report;
    struct sheet sheet = {.canvas = &pane->lines.canvas, .options = &options};
    bool other = pane->class->of_event && pane->event != scene->event;
    if (pane->width == width && !other)
        return;
    uint32_t mark = pane->lines.count ? pane_mark(&pane->pane) : CANVAS_NO_MARK;
    options.width = width;
    options.color = true;
    pane->width = width;
    pane->event = scene->event;
    lines_empty(&pane->lines);
    canvas_mark(sheet.canvas, CANVAS_NO_MARK);
    pane->class->draw(&sheet, scene);
    pane->pane.here = SIZE_MAX; /* nothing of it was looked at yet */
    sheet_clear(&sheet);
    if (other)
        pane->pane.top = pane->pane.cursor = 0;
    else
        pane_return(&pane->pane, mark);
}

/* Brings the lines into sight that matter now. */
static void look_at(struct aspect_pane *pane, const struct scene *scene, size_t rows) {
    if (!pane->class->sight)
        return;
    uint32_t mark = pane->class->sight(scene);
    size_t line =
        mark == CANVAS_NO_MARK ? pane->lines.count : lines_find_mark(&pane->lines, 0, mark);
    if (line == pane->lines.count || line == pane->pane.here)
        return;
    pane_show(&pane->pane, rows);
    pane_go(&pane->pane, line);
    pane_reveal(&pane->pane, line, pane_item_end(&pane->pane, line));
}

struct lighting {
    const struct aspect_pane *pane;
    const struct scene *scene;
};

static size_t lights_of(const void *context, size_t n, struct light *lights, size_t room) {
    const struct lighting *lighting = context;
    const struct line *line = &lighting->pane->lines.list[n];
    uint32_t lit = lighting->pane->class->lit(lighting->scene);
    if (lit == CANVAS_NO_MARK || line->mark != lit || room == 0)
        return 0;
    lights[0] = (struct light){line->margin, line->size, ELEMENT_PART_CHOSEN};
    return 1;
}

static bool is_shaded(const void *context, uint32_t mark) {
    const struct lighting *lighting = context;
    return mark != CANVAS_NO_MARK && mark == lighting->pane->class->shaded(lighting->scene);
}

void aspect_draw(struct aspect_pane *pane, const struct scene *scene, struct surface *surface,
                 struct area area, struct needle needle, bool focus) {
    const struct lighting lighting = {pane, scene};
    const struct pane_look look = {.needle = needle,
                                   .focus = focus,
                                   .lights = pane->class->lit ? lights_of : NULL,
                                   .context = &lighting,
                                   .kin = pane->class->shaded ? is_shaded : NULL};
    draw_lines(pane, scene, area.columns);
    look_at(pane, scene, area.rows);
    pane_draw(&pane->pane, surface, area, &look);
}

uint32_t aspect_event(const struct aspect_pane *pane, const struct scene *scene) {
    if (!pane->class->leads || pane->lines.count == 0)
        return CANVAS_NO_MARK;
    return pane->class->leads(scene, pane_mark(&pane->pane));
}

void aspect_say(struct sheet *sheet, const char *sentence) {
    sheet_begin_text(sheet, 1);
    sheet_say(sheet, INK_NOTE, sentence);
    sheet_end(sheet);
}

void aspect_say_unread(struct sheet *sheet, const struct scene *scene) {
    if (scene->transport->reading) {
        aspect_say(sheet, _("The packets of the session are being read."));
        return;
    }
    sheet_begin_text(sheet, 1);
    SHEET_SAY(sheet, INK_WARNING, "{text}", WORD("text", scene->transport->error.text));
    sheet_end(sheet);
}
