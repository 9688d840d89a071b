#include "ui/screens/review.h"

#include "report/finding_text.h"
#include "report/timing_text.h"

void review_init(struct review *review, bool ascii) {
    *review = (struct review){.width = SIZE_MAX};
    lines_init(&review->lines, ascii);
    review->pane.lines = &review->lines;
}

void review_free(struct review *review) {
    lines_free(&review->lines);
}

void review_stale(struct review *review, bool other) {
    review->width = SIZE_MAX;
    if (other)
        review->pane = (struct pane){.lines = &review->lines};
}

static void say(struct sheet *sheet, const char *sentence) {
    sheet_begin_text(sheet, 1);
    sheet_say(sheet, INK_NOTE, sentence);
    sheet_end(sheet);
}

/* The worst first; each is an item, whose mark is its place among the findings. */
static void draw_findings(struct sheet *sheet, const struct summary *summary) {
    for (int severity = SEVERITY_ERROR; severity > SEVERITY_NONE; severity--)
        for (size_t i = 0; i < summary->finding_count; i++) {
            const struct finding *finding = &summary->findings[i];
            if (finding->severity != (enum severity)severity)
                continue;
            canvas_mark(sheet->canvas, (uint32_t)i);
            finding_text_begin(sheet, finding);
            finding_text_end(sheet, finding);
        }
    if (summary->finding_count == 0)
        say(sheet, _("Nothing was found in this session."));
}

static void draw_timing(struct sheet *sheet, const struct summary *summary) {
    if (summary->timing)
        timing_text(sheet, summary->timing, summary_protocol(summary));
}

static void (*const drawings[])(struct sheet *sheet, const struct summary *summary) = {
    [BESIDE_FINDINGS] = draw_findings,
    [BESIDE_TIMING] = draw_timing,
};

static void draw_lines(struct review *review, enum beside kind, const struct dialogue *dialogue,
                       size_t width) {
    const struct report_options options = {.width = width};
    struct sheet sheet = {.canvas = &review->lines.canvas, .options = &options};
    if (review->width == width && review->kind == kind)
        return;
    if (review->kind != kind)
        review_stale(review, true);
    uint32_t mark = review->lines.count ? pane_mark(&review->pane) : CANVAS_NO_MARK;
    review->width = width;
    review->kind = kind;
    review->pane.reading = kind != BESIDE_FINDINGS;
    lines_empty(&review->lines);
    canvas_mark(sheet.canvas, CANVAS_NO_MARK);
    if (dialogue->opened)
        drawings[kind](&sheet, dialogue->opened->summary);
    sheet_clear(&sheet);
    pane_return(&review->pane, mark);
}

void review_draw(struct review *review, const struct model *model, const struct dialogue *dialogue,
                 struct surface *surface, struct area area, const struct pane_look *look) {
    draw_lines(review, model->beside, dialogue, area.columns);
    pane_draw(&review->pane, surface, area, look);
}

uint32_t review_event(const struct review *review, const struct dialogue *dialogue) {
    uint32_t mark = review->lines.count ? pane_mark(&review->pane) : CANVAS_NO_MARK;
    bool there = review->kind == BESIDE_FINDINGS && dialogue->opened &&
                 mark < dialogue->opened->summary->finding_count;
    return there ? dialogue->opened->summary->findings[mark].event : CANVAS_NO_MARK;
}
