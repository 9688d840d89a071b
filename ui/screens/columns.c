/* The columns of the list of sessions: which, in which order, how wide; with the first rows as they
 * would look. */
#include "report/lines.h"
#include "ui/app.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/line_view.h"
#include "ui/widgets/list.h"

enum {
    NAME_COLUMN = 6,
    WIDTH_COLUMN = 17,
    MEANING_COLUMN = 24,
    PREVIEW_ROWS = 4, /* a heading and rows */
    LEAST_ROWS = 12,  /* of the screen, so that there is room for a preview */
};

struct columns {
    struct list list;
    struct offered {
        struct column_choice choice;
        bool shown;
    } offered[LIST_COLUMNS]; /* those that are shown stand first, in their order */
    struct table table;
    struct lines line;
    struct area rows; /* where the list was drawn */
};

static bool is_offered(const struct columns *state, size_t column) {
    for (size_t i = 0; i < state->list.count; i++)
        if (state->offered[i].choice.column == column)
            return true;
    return false;
}

static void offer(struct columns *state, struct column_choice choice, bool shown) {
    state->offered[state->list.count++] = (struct offered){choice, shown};
}

/* Those that are chosen; where none are, those that the list shows now. */
static void offer_all(struct columns *state, const struct view *view, const struct table *table) {
    for (size_t i = 0; i < view->column_count; i++)
        offer(state, view->columns[i], true);
    for (size_t i = 0; i < table->shown_count && view->column_count == 0; i++)
        offer(state,
              (struct column_choice){(enum list_column)(table->shown[i].column - list_columns), 0},
              true);
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        if (!is_offered(state, i) && list_columns[i].in & (IN_SESSIONS | IN_SOURCES | IN_FINDINGS))
            offer(state, (struct column_choice){(enum list_column)i, 0}, false);
}

/* From now on the list has those that are shown here. */
static void choose(struct screen *screen) {
    const struct columns *state = screen->state;
    struct view *view = app_view(screen->app);
    view->column_count = 0;
    for (size_t i = 0; i < state->list.count; i++)
        if (state->offered[i].shown)
            view->columns[view->column_count++] = state->offered[i].choice;
}

static bool open_columns(struct screen *screen, const void *argument, struct error *error) {
    struct columns *state = screen->state;
    (void)error;
    lines_init(&state->line, app_model(screen->app)->ascii);
    table_init(&state->table, app_model(screen->app)->report.time);
    offer_all(state, app_view(screen->app), argument);
    return true;
}

static void close_columns(struct screen *screen) {
    struct columns *state = screen->state;
    table_clear(&state->table);
    lines_free(&state->line);
}

static void title_columns(struct screen *screen, struct writer *writer) {
    (void)screen;
    writer_string(writer, _("Columns of the list"));
}

/* ---- drawing ---- */

static size_t chosen_columns(const struct columns *state, struct column_choice *choices) {
    size_t count = 0;
    for (size_t i = 0; i < state->list.count; i++)
        if (state->offered[i].shown)
            choices[count++] = state->offered[i].choice;
    return count;
}

static void draw_line(struct columns *state, struct surface *surface, struct area row) {
    if (state->line.count > 0)
        line_draw(surface, row, &state->line, 0, 0, NULL, 0);
    lines_empty(&state->line);
}

static void draw_preview(struct screen *screen, struct surface *surface, struct area area) {
    struct columns *state = screen->state;
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    struct column_choice choices[LIST_COLUMNS];
    size_t count = chosen_columns(state, choices);
    table_lay_out_chosen(&state->table, choices, count, area.columns);
    state->table.timeline.started = false;
    surface_fill(surface, area, ELEMENT_PLAIN);
    lines_empty(&state->line);
    table_heading(&state->table, &state->line.canvas);
    draw_line(state, surface, area_top(&area, 1));
    for (size_t place = 0; area.rows > 0; place++) {
        const struct index_row *shown = model_row(model, view_row(view, place));
        struct area row = area_top(&area, 1);
        if (!shown || place >= view_count(view, model))
            continue;
        table_row(&state->table, &state->line.canvas,
                  &(struct list_row){shown, NULL, model_file(model, shown)});
        draw_line(state, surface, row);
    }
}

/* "[x]  verdict    8       what became of it" */
static void draw_offer(struct surface *surface, struct area row, const struct offered *offered) {
    const struct column *column = &list_columns[offered->choice.column];
    struct writer width = writer_to(WRITER_MEMORY);
    enum element element = offered->shown ? ELEMENT_PLAIN : ELEMENT_NOTE;
    const struct {
        size_t column;
        struct slice text;
    } pieces[] = {
        {1, offered->shown ? SLICE("[x]") : SLICE("[ ]")},
        {NAME_COLUMN, slice_string(column->name)},
        {WIDTH_COLUMN, slice_string(_("auto"))},
        {MEANING_COLUMN, slice_string(_(column->meaning))},
    };
    writer_number(&width, offered->choice.width, 1);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        bool fixed = i == 2 && offered->choice.width > 0;
        size_t at = pieces[i].column < row.columns ? pieces[i].column : row.columns;
        (void)surface_text(surface, row.row, row.column + at, row.columns - at, element,
                           fixed ? buffer_slice(&width.buffer) : pieces[i].text);
    }
    writer_free(&width);
}

static void draw_columns(struct screen *screen, struct surface *surface, struct area area) {
    struct columns *state = screen->state;
    struct list *list = &state->list;
    if (area.rows >= LEAST_ROWS) {
        draw_preview(screen, surface, area_top(&area, PREVIEW_ROWS));
        bar_rule(surface, area_top(&area, 1), slice_string(_("what it shows")), ELEMENT_RULE_NAME);
    }
    list_show(list, area.rows);
    state->rows = area;
    surface_fill(surface, area, ELEMENT_PLAIN);
    for (size_t i = 0; i < area.rows && list->top + i < list->count; i++) {
        struct area row = {area.row + i, area.column, 1, area.columns};
        draw_offer(surface, row, &state->offered[list->top + i]);
        if (list->top + i == list->cursor)
            surface_underlay(surface, row, ELEMENT_CURSOR);
    }
}

/* ---- actions ---- */

/* The last one that is shown stays: a list without columns tells nothing. */
static void toggle(struct screen *screen) {
    struct columns *state = screen->state;
    struct column_choice choices[LIST_COLUMNS];
    struct offered *offered = &state->offered[state->list.cursor];
    if (offered->shown && chosen_columns(state, choices) == 1)
        app_say(screen->app, _("one column has to stay"), NULL, 0);
    else
        offered->shown = !offered->shown;
}

static void move(struct columns *state, bool right) {
    size_t from = state->list.cursor, to = right ? from + 1 : from - 1;
    if (to >= state->list.count)
        return;
    struct offered moved = state->offered[from];
    state->offered[from] = state->offered[to];
    state->offered[to] = moved;
    list_go(&state->list, to);
}

static void resize(struct columns *state, bool wider) {
    enum { LEAST = 2, MOST = COLUMN_WIDEST };
    struct column_choice *choice = &state->offered[state->list.cursor].choice;
    size_t width = choice->width ? choice->width : list_columns[choice->column].least;
    if (wider ? width < MOST : width > LEAST)
        choice->width = wider ? width + 1 : width - 1;
}

/* What fits is chosen anew for each width of the terminal. */
static void forget(struct screen *screen) {
    app_view(screen->app)->column_count = 0;
    app_pop(screen->app);
}

static bool act_columns(struct screen *screen, enum action action) {
    struct columns *state = screen->state;
    if (list_act(&state->list, action))
        return true;
    switch (action) {
    case ACTION_mark:
    case ACTION_open:
        toggle(screen);
        break;
    case ACTION_column_before:
    case ACTION_column_next:
        move(state, action == ACTION_column_next);
        break;
    case ACTION_narrower:
    case ACTION_wider:
        resize(state, action == ACTION_wider);
        break;
    case ACTION_save:
        app_keep(screen->app);
        return true;
    case ACTION_as_before:
        forget(screen);
        return true;
    default:
        return false;
    }
    choose(screen);
    return true;
}

/* A click chooses a column, and shows or hides the chosen one. */
static bool click_columns(struct screen *screen, uint32_t stroke, size_t row, size_t column) {
    struct columns *state = screen->state;
    size_t place = state->list.top + (row - state->rows.row);
    (void)column;
    if (stroke != STROKE_CLICK || row < state->rows.row ||
        row - state->rows.row >= state->rows.rows || place >= state->list.count)
        return false;
    if (place == state->list.cursor)
        return act_columns(screen, ACTION_mark);
    list_go(&state->list, place);
    return true;
}

const struct screen_class columns_screen = {
    .kind = SCREEN_COLUMNS,
    .state_size = sizeof(struct columns),
    .open = open_columns,
    .title = title_columns,
    .draw = draw_columns,
    .act = act_columns,
    .mouse = click_columns,
    .close = close_columns,
};
