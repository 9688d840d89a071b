/* Two sessions side by side, stage by stage, with the first difference lit. */
#include "ui/screens/comparison.h"
#include "diagnose/alignment.h"
#include "report/comparison_text.h"
#include "report/sheet.h"
#include "ui/app.h"
#include "ui/screens/dialogue.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/pane.h"

enum { ROWS_FOR_DETAIL = 14, DETAIL_LEAST = 7, DETAIL_MOST = 12, LEFT = 0, RIGHT = 1 };

struct comparison {
    struct dialogue sides[2];
    struct alignment alignment;
    struct lines lines; /* of the pairs, */
    struct pane pane;
    size_t width;        /* drawn for so many columns; SIZE_MAX: not at all */
    struct area area;    /* where they were drawn */
    struct lines detail; /* of the chosen pair */
    struct pane detail_pane;
};

static void close_comparison(struct screen *screen) {
    struct comparison *state = screen->state;
    alignment_free(&state->alignment);
    dialogue_free(&state->sides[LEFT]);
    dialogue_free(&state->sides[RIGHT]);
    lines_free(&state->lines);
    lines_free(&state->detail);
}

static bool open_comparison(struct screen *screen, const void *argument, struct error *error) {
    struct comparison *state = screen->state;
    struct model *model = app_model(screen->app);
    const struct comparison_rows *rows = argument;
    state->width = SIZE_MAX;
    for (size_t i = 0; i < 2; i++)
        dialogue_init(&state->sides[i], model->ascii);
    lines_init(&state->lines, model->ascii);
    lines_init(&state->detail, model->ascii);
    state->pane = (struct pane){.lines = &state->lines, .marked = true};
    state->detail_pane = (struct pane){.lines = &state->detail, .reading = true};
    if (dialogue_read_whole(&state->sides[LEFT], model, rows->left, error) &&
        dialogue_read_whole(&state->sides[RIGHT], model, rows->right, error) &&
        alignment_of(dialogue_transcript(&state->sides[LEFT]),
                     dialogue_transcript(&state->sides[RIGHT]), &state->alignment, error))
        return true;
    close_comparison(screen);
    return false;
}

static void title_comparison(struct screen *screen, struct writer *writer) {
    const struct comparison *state = screen->state;
    SAY(writer, _("{file}: session {left} beside session {right}"),
        WORD("file", model_short_name(app_model(screen->app))),
        WORD_NUMBER("left", state->sides[LEFT].row), WORD_NUMBER("right", state->sides[RIGHT].row));
}

/* ---- drawing ---- */

static void draw_lines(struct screen *screen, size_t width) {
    struct comparison *state = screen->state;
    struct report_options options = app_model(screen->app)->report;
    bool first = state->lines.count == 0;
    if (state->width == width)
        return;
    uint32_t mark = first ? CANVAS_NO_MARK : pane_mark(&state->pane);
    state->width = width;
    options.width = width;
    lines_empty(&state->lines);
    comparison_text(&state->lines.canvas, &options, state->sides[LEFT].opened,
                    state->sides[RIGHT].opened, &state->alignment);
    if (first) { /* where they part is what a person came for */
        size_t at = alignment_difference(&state->alignment, 0);
        pane_go(&state->pane,
                at < state->alignment.count ? lines_find_mark(&state->lines, 0, (uint32_t)at) : 0);
    }
    pane_return(&state->pane, mark);
}

/* What one side says, whole. */
static void draw_side(struct screen *screen, struct sheet *sheet, size_t side, uint32_t event) {
    struct comparison *state = screen->state;
    struct writer text = writer_to(WRITER_MEMORY);
    struct dialogue *dialogue = &state->sides[side];
    text.ascii = app_model(screen->app)->ascii;
    sheet_begin_text(sheet, 0);
    SHEET_SAY(sheet, INK_NOTE, "#{number}", WORD_NUMBER("number", dialogue->row));
    sheet_tab(sheet, 6);
    if (event != EVENT_NOTHING)
        dialogue_write(dialogue, app_model(screen->app), event, &text);
    struct slice rest = buffer_slice(&text.buffer);
    if (rest.size == 0)
        sheet_say(sheet, INK_NOTE, _("nothing stands here"));
    for (bool more = false; rest.size > 0; more = true) {
        size_t end = slice_find(rest, '\n');
        if (more)
            sheet_break(sheet);
        sheet_text(sheet, INK_PLAIN, slice_first(rest, end));
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 1);
    }
    sheet_end(sheet);
    writer_free(&text);
}

static void say_relation(struct sheet *sheet, enum relation relation) {
    static const char *const sentences[] = {
        [RELATION_SAME] = N_("Both say the same."),
        [RELATION_ALIKE] = N_("Both say the same thing, in other words or about other names."),
        [RELATION_OTHER] = N_("Here they part."),
        [RELATION_LEFT] = N_("This is in the left session alone."),
        [RELATION_RIGHT] = N_("This is in the right session alone."),
    };
    sheet_begin_text(sheet, 0);
    sheet_say(sheet, relation_parts(relation) ? INK_WARNING : INK_NOTE, _(sentences[relation]));
    sheet_end(sheet);
}

static void draw_detail(struct screen *screen, struct surface *surface, struct area area) {
    struct comparison *state = screen->state;
    const struct report_options options = {.width = area.columns};
    struct sheet sheet = {.canvas = &state->detail.canvas, .options = &options};
    uint32_t mark = pane_mark(&state->pane);
    lines_empty(&state->detail);
    if (mark < state->alignment.count) {
        const struct alignment_pair *pair = &state->alignment.pairs[mark];
        say_relation(&sheet, pair->relation);
        draw_side(screen, &sheet, LEFT, pair->left);
        draw_side(screen, &sheet, RIGHT, pair->right);
    }
    sheet_clear(&sheet);
    pane_draw(&state->detail_pane, surface, area, &(struct pane_look){0});
}

static void draw_comparison(struct screen *screen, struct surface *surface, struct area area) {
    struct comparison *state = screen->state;
    struct area detail = {0}, rule = {0};
    if (area.rows >= ROWS_FOR_DETAIL) {
        size_t rows = area.rows / 4 < DETAIL_LEAST  ? DETAIL_LEAST
                      : area.rows / 4 > DETAIL_MOST ? DETAIL_MOST
                                                    : area.rows / 4;
        detail = area_bottom(&area, rows);
        rule = area_bottom(&area, 1);
    }
    state->area = area;
    draw_lines(screen, area.columns);
    pane_draw(&state->pane, surface, area,
              &(struct pane_look){.needle = app_search(screen->app), .focus = true});
    if (detail.rows == 0)
        return;
    bar_rule(surface, rule, slice_string(_("in full")), ELEMENT_NOTE);
    draw_detail(screen, surface, detail);
}

/* ---- actions ---- */

static void go_difference(struct screen *screen, bool down) {
    struct comparison *state = screen->state;
    const struct alignment *alignment = &state->alignment;
    size_t here = pane_mark(&state->pane), at = alignment->count;
    if (here >= alignment->count)
        return;
    if (down)
        at = alignment_difference(alignment, here + 1);
    for (size_t i = here; !down && i-- > 0 && at == alignment->count;)
        if (relation_parts(alignment->pairs[i].relation))
            at = i;
    if (at < alignment->count)
        pane_go(&state->pane, lines_find_mark(&state->lines, 0, (uint32_t)at));
    else
        app_say(screen->app, down ? _("no difference further down") : _("no difference further up"),
                NULL, 0);
}

static bool act_comparison(struct screen *screen, enum action action) {
    struct comparison *state = screen->state;
    if (action == ACTION_problem || action == ACTION_problem_before) {
        go_difference(screen, action == ACTION_problem);
        return true;
    }
    return pane_act(&state->pane, action);
}

static bool click_comparison(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct comparison *state = screen->state;
    (void)column;
    return stroke == STROKE_CLICK && pane_click(&state->pane, state->area, row) != PANE_MISSED;
}

static void change_comparison(struct screen *screen) {
    struct comparison *state = screen->state;
    state->width = SIZE_MAX;
    dialogue_stale(&state->sides[LEFT]);
    dialogue_stale(&state->sides[RIGHT]);
}

/* ---- search ---- */

static size_t count_lines(struct screen *screen) {
    const struct comparison *state = screen->state;
    return state->lines.count;
}

static size_t chosen_line(struct screen *screen) {
    const struct comparison *state = screen->state;
    return pane_here(&state->pane);
}

static struct slice text_of_line(struct screen *screen, size_t n) {
    const struct comparison *state = screen->state;
    return lines_text(&state->lines, n);
}

static void go_line(struct screen *screen, size_t n) {
    struct comparison *state = screen->state;
    pane_go(&state->pane, n);
}

const struct screen_class comparison_screen = {
    .kind = SCREEN_COMPARISON,
    .state_size = sizeof(struct comparison),
    .open = open_comparison,
    .title = title_comparison,
    .draw = draw_comparison,
    .act = act_comparison,
    .mouse = click_comparison,
    .changed = change_comparison,
    .close = close_comparison,
    .text = {.count = count_lines, .here = chosen_line, .line = text_of_line, .go = go_line},
};
