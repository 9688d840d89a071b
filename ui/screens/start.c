/* The start screen: a file to open, a device to sniff, a server to talk to, a file that was opened
 * before, or a sample with what it teaches. */
#include "index/samples.h"
#include "ui/screens/offer.h"
#include "ui/screens/reading.h"

enum {
    RECENT_FILES = 6, /* that are offered */
    FILE_ITEM,
    SNIFF_ITEM,
    TALK_ITEM,
    PRACTICE_ITEM,
    FIRST_RECENT,
    FIRST_SAMPLE = FIRST_RECENT + RECENT_FILES,
};

struct start {
    struct reading reading; /* an item is an offer; its mark: FILE_ITEM and on, FIRST_RECENT and
                               on, or FIRST_SAMPLE and on */
    struct samples samples;
    const uint8_t *latest; /* the file that was opened last when the lines were drawn */
};

static bool open_start(struct screen *screen, const void *argument, struct error *error) {
    struct start *state = screen->state;
    struct error none = {0}; /* without samples a file is all that is offered */
    (void)argument;
    (void)error;
    reading_begin_items(screen);
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
    uint32_t mark = lines->count ? pane_mark(&state->reading.pane) : FILE_ITEM;
    const uint8_t *latest = app_recent_file(screen->app, 0).data;
    if (state->reading.width == width && state->latest == latest)
        return;
    state->reading.width = width;
    state->latest = latest;
    lines_empty(lines);
    offer_line(lines, INK_PLAIN, "");
    offer_item(lines, width, FILE_ITEM, slice_string(_("Open a file")),
               slice_string(_("a capture: pcap or pcapng, compressed or not")));
    offer_item(lines, width, SNIFF_ITEM, slice_string(_("Sniff a device")),
               slice_string(_("sessions as they happen on a network interface")));
    offer_item(lines, width, TALK_ITEM, slice_string(_("Talk to a server")),
               slice_string(_("SMTP, LMTP or POP3, line by line, each explained")));
    offer_item(lines, width, PRACTICE_ITEM, slice_string(_("Practise")),
               slice_string(_("the same with a server inside: nothing can break")));
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
    draw_lines(screen, area.columns);
    reading_draw_items(screen, surface, area);
}

/* ---- actions ---- */

static void choose(struct screen *screen) {
    struct start *state = screen->state;
    uint32_t mark = pane_mark(&state->reading.pane);
    if (mark == FILE_ITEM)
        app_ask_for_file(screen->app);
    else if (mark == SNIFF_ITEM)
        (void)app_push(screen->app, &devices_screen, NULL);
    else if (mark == TALK_ITEM)
        app_ask_for_url(screen->app);
    else if (mark == PRACTICE_ITEM)
        app_talk_with(screen->app, "");
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
