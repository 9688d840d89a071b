#include "ui/screens/sessions_heading.h"

#include "base/text.h"
#include "ui/widgets/skyline.h"

enum {
    CLOCK_COLUMNS = 10, /* 10:00:00 and blanks around it */
    LEAST_SPANS = 10,
    LEAST_ROWS = 17,    /* of the list, so that it is worth two of them */
    LEAST_SESSIONS = 4, /* of fewer each is seen in the list */
};

/* ---- what is shown ---- */

/* Where the next piece goes. */
struct strip {
    struct surface *surface;
    struct area row;
    bool begun;
};

static void put(struct strip *strip, enum element element, struct slice text) {
    struct writer fit = writer_to(WRITER_MEMORY);
    fit.ascii = strip->surface->ascii;
    (void)text_fit(&fit, text, strip->row.columns);
    size_t used = surface_text(strip->surface, strip->row.row, strip->row.column,
                               strip->row.columns, element, buffer_slice(&fit.buffer));
    strip->row.column += used;
    strip->row.columns -= used;
    writer_free(&fit);
}

/* "filter: tls", "sorted by: octets": a word and what it is now. */
static void piece(struct strip *strip, const char *label, struct slice value) {
    put(strip, ELEMENT_NOTE, strip->begun ? SLICE("   ") : SLICE(" "));
    put(strip, ELEMENT_NOTE, slice_string(label));
    put(strip, ELEMENT_NOTE, SLICE(" "));
    put(strip, ELEMENT_RULE_NAME, value);
    strip->begun = true;
}

static void put_order(struct strip *strip, const struct arrangement *arrangement) {
    if (arrangement->column < LIST_COLUMNS)
        piece(strip, arrangement->reversed ? _("sorted down by") : _("sorted by"),
              slice_string(list_columns[arrangement->column].name));
    else if (arrangement->reversed)
        piece(strip, _("sorted"), slice_string(_("latest first")));
    if (arrangement->grouped)
        piece(strip, _("grouped by"), slice_string(_("delivery")));
}

static void put_marks(struct strip *strip, const struct view *view) {
    struct writer count = writer_to(WRITER_MEMORY);
    writer_number(&count, view->marks.count, 1);
    if (view->marks.count > 0)
        piece(strip, _("marked"), buffer_slice(&count.buffer));
    writer_free(&count);
}

void heading_status(struct screen *screen, struct surface *surface, struct area *area) {
    const struct view *view = app_view(screen->app);
    const struct arrangement *arrangement = &view->arrangement;
    bool ordered =
        arrangement->column < LIST_COLUMNS || arrangement->reversed || arrangement->grouped;
    if ((!ordered && view->filter.size == 0 && view->marks.count == 0) || area->rows < 4)
        return;
    struct strip strip = {surface, area_top(area, 1), false};
    surface_fill(surface, strip.row, ELEMENT_PLAIN);
    put_marks(&strip, view);
    put_order(&strip, arrangement);
    if (view->filter.size > 0)
        piece(&strip, view->language ? _("filter") : _("text"), buffer_slice(&view->filter));
}

/* ---- when they were ---- */

size_t heading_spans(size_t columns) {
    return columns > 2 * CLOCK_COLUMNS ? columns - 2 * CLOCK_COLUMNS : 0;
}

static enum element color_of(const void *context, size_t n) {
    const struct density_map *map = context;
    return element_of_ink(ink_of_verdict((enum verdict)map->worst[n]));
}

static void put_clock(struct surface *surface, struct area row, const struct model *model,
                      struct moment moment) {
    struct calendar calendar = {.utc = model->report.time == TIME_UTC};
    struct writer text = writer_to(WRITER_MEMORY);
    calendar_time(&calendar, &text, moment, 0);
    (void)surface_text(surface, row.row, row.column, row.columns, ELEMENT_TIME,
                       buffer_slice(&text.buffer));
    writer_free(&text);
}

/* Under the clock its day, where they are of different days. */
static void put_days(struct surface *surface, struct area start, struct area end,
                     const struct model *model, const struct density_map *map) {
    enum { YEAR = 5 };
    struct calendar calendar = {.utc = model->report.time == TIME_UTC};
    struct writer first = writer_to(WRITER_MEMORY), last = writer_to(WRITER_MEMORY);
    calendar_date(&calendar, &first, map->start);
    calendar_date(&calendar, &last, map->end);
    struct slice from = buffer_slice(&first.buffer), to = buffer_slice(&last.buffer);
    if (!slice_equal(from, to)) {
        (void)surface_text(surface, start.row + 1, start.column, start.columns, ELEMENT_TIME,
                           slice_from(from, YEAR));
        (void)surface_text(surface, end.row + 1, end.column, end.columns, ELEMENT_TIME,
                           slice_from(to, YEAR));
    }
    writer_free(&first);
    writer_free(&last);
}

/* A letter under what was not accepted, so that colour alone tells nothing. */
static void put_letters(const struct density_map *map, struct surface *surface, struct area row) {
    static const char *const letters[] = {
        [VERDICT_UNKNOWN] = " ", [VERDICT_ACCEPTED] = " ", [VERDICT_DEFERRED] = "d",
        [VERDICT_REFUSED] = "r", [VERDICT_PARTIAL] = "p",  [VERDICT_ABORTED] = "a",
    };
    for (size_t i = 0; i < map->spans && i < row.columns; i++)
        (void)surface_text(surface, row.row, row.column + i, 1, color_of(map, i),
                           slice_string(letters[map->worst[i]]));
}

void heading_density(const struct density *density, const struct model *model,
                     struct surface *surface, struct area *area) {
    const struct density_map *map = &density->shown;
    if (area->rows < LEAST_ROWS || map->sessions < LEAST_SESSIONS || map->spans < LEAST_SPANS ||
        map->spans != heading_spans(area->columns))
        return;
    struct area both = area_top(area, 2);
    surface_fill(surface, both, ELEMENT_PLAIN);
    struct area row = {both.row, both.column + CLOCK_COLUMNS, 1, map->spans};
    const struct skyline skyline = {map->spans, map->counts, map->most, color_of, map};
    skyline_draw(&skyline, surface, row);
    struct area start = {both.row, both.column + 1, 1, CLOCK_COLUMNS - 1};
    struct area end = {both.row, row.column + map->spans + 1, 1, CLOCK_COLUMNS - 1};
    put_clock(surface, start, model, map->start);
    put_clock(surface, end, model, map->end);
    put_days(surface, start, end, model, map);
    row.row++;
    put_letters(map, surface, row);
}
