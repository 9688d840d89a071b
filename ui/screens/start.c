/* The start screen: a file to open, a device to sniff, a file that was opened before, or a sample
 * with what it teaches. */
#include "index/samples.h"
#include "ui/screens/offer.h"
#include "ui/screens/reading.h"

enum {
    RECENT_FILES = 6, /* that are offered */
    TITLE_ITEM = 0,
    SNIFF_ITEM = 1,
    FIRST_RECENT = 2,
    FIRST_SAMPLE = FIRST_RECENT + RECENT_FILES,
};

struct start {
    struct reading reading; /* an item is an offer; its mark: TITLE_ITEM, SNIFF_ITEM, FIRST_RECENT
                               and on, or FIRST_SAMPLE and on */
    struct samples samples;
    size_t width;          /* that the lines were drawn for, */
    const uint8_t *latest; /* and the file that was opened last */
};

static bool open_start(struct screen *screen, const void *argument, struct error *error) {
    struct start *state = screen->state;
    struct error none = {0}; /* without samples a file is all that is offered */
    (void)argument;
    (void)error;
    reading_begin(screen);
    state->reading.pane.reading = false;
    state->width = SIZE_MAX;
    (void)samples_read(&state->samples, &none);
    return true;
}

static void close_start(struct screen *screen) {
    struct start *state = screen->state;
    samples_free(&state->samples);
    reading_close(screen);
}

static void title_start(struct screen *screen, struct writer *writer) {
    (void)screen;
    writer_string(writer, _("Heloise: what mail programs say to each other"));
}

/* ---- drawing ---- */

/* Whether it is a sample: these are offered by their names. */
static bool is_sample(const struct start *state, struct slice path) {
    for (size_t i = 0; i < state->samples.count; i++)
        if (slice_equal(slice_string(state->samples.list[i].path), path))
            return true;
    return false;
}

/* File `n` of those that were opened before and are no samples; empty: there are no more. */
static struct slice recent_file(struct screen *screen, size_t n) {
    struct slice path;
    for (size_t back = 0; (path = app_recent_file(screen->app, back)).size > 0; back++)
        if (!is_sample(screen->state, path) && n-- == 0)
            return path;
    return path;
}

/* A file's name, and beside it the folder where it lies. */
static void offer_recent(struct lines *lines, size_t width, uint32_t mark, struct slice path) {
    size_t slash = path.size;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    offer_item(lines, width, mark, slice_from(path, slash),
               slice_first(path, slash > 1 ? slash - 1 : slash));
}

static void offer_recents(struct screen *screen, struct lines *lines, size_t width) {
    struct slice path = recent_file(screen, 0);
    if (path.size == 0)
        return;
    offer_line(lines, INK_HEADING, _("  Opened before"));
    for (uint32_t i = 0; i < RECENT_FILES && path.size > 0; path = recent_file(screen, ++i))
        offer_recent(lines, width, FIRST_RECENT + i, path);
    offer_line(lines, INK_PLAIN, "");
}

static void draw_lines(struct screen *screen, size_t width) {
    struct start *state = screen->state;
    struct lines *lines = &state->reading.lines;
    uint32_t mark = lines->count ? pane_mark(&state->reading.pane) : TITLE_ITEM;
    const uint8_t *latest = app_recent_file(screen->app, 0).data;
    if (state->width == width && state->latest == latest)
        return;
    state->width = width;
    state->latest = latest;
    lines_empty(lines);
    offer_line(lines, INK_PLAIN, "");
    offer_item(lines, width, TITLE_ITEM, slice_string(_("Open a file")),
               slice_string(_("a capture: pcap or pcapng, compressed or not")));
    offer_item(lines, width, SNIFF_ITEM, slice_string(_("Sniff a device")),
               slice_string(_("sessions as they happen on a network interface")));
    offer_line(lines, INK_PLAIN, "");
    offer_recents(screen, lines, width);
    if (state->samples.count > 0)
        offer_line(lines, INK_HEADING, _("  Samples, recorded from real servers"));
    for (size_t i = 0; i < state->samples.count; i++)
        offer_item(lines, width, (uint32_t)(FIRST_SAMPLE + i), state->samples.list[i].name,
                   state->samples.list[i].teaches);
    pane_return(&state->reading.pane, mark);
}

static void draw_start(struct screen *screen, struct surface *surface, struct area area) {
    struct start *state = screen->state;
    const struct pane_look look = {.needle = app_search(screen->app), .focus = true};
    draw_lines(screen, area.columns);
    state->reading.area = area;
    pane_draw(&state->reading.pane, surface, area, &look);
}

/* ---- actions ---- */

static void choose(struct screen *screen) {
    struct start *state = screen->state;
    uint32_t mark = pane_mark(&state->reading.pane);
    if (mark == TITLE_ITEM)
        app_ask_for_file(screen->app);
    else if (mark == SNIFF_ITEM)
        (void)app_push(screen->app, &devices_screen, NULL);
    else if (mark >= FIRST_RECENT && mark < FIRST_SAMPLE)
        app_open_named(screen->app, recent_file(screen, mark - FIRST_RECENT));
    else if (mark - FIRST_SAMPLE < state->samples.count)
        app_open(screen->app, state->samples.list[mark - FIRST_SAMPLE].path);
}

static bool act_start(struct screen *screen, enum action action) {
    if (action == ACTION_open) {
        choose(screen);
        return true;
    }
    return reading_move(screen, action);
}

const struct screen_class start_screen = {
    .kind = SCREEN_START,
    .state_size = sizeof(struct start),
    .open = open_start,
    .title = title_start,
    .draw = draw_start,
    .act = act_start,
    .mouse = reading_mouse,
    .close = close_start,
    .text = READING_TEXT,
};
