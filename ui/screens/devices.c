/* The devices that can be sniffed. It belongs to the start screen, and has its keys. */
#include "capture/device_list.h"
#include "report/device_text.h"
#include "ui/screens/offer.h"
#include "ui/screens/reading.h"

struct devices {
    struct reading reading; /* an item is a device; its mark: which */
    struct device_list list;
};

static bool open_devices(struct screen *screen, const void *argument, struct error *error) {
    struct devices *state = screen->state;
    (void)argument;
    if (!device_list_read(&state->list, error)) {
        device_list_free(&state->list);
        return false;
    }
    reading_begin_items(screen);
    return true;
}

static void close_devices(struct screen *screen) {
    struct devices *state = screen->state;
    device_list_free(&state->list);
    reading_close(screen);
}

static void title_devices(struct screen *screen, struct writer *writer) {
    (void)screen;
    writer_string(writer, _("Sniff a device"));
}

static void draw_lines(struct devices *state, size_t width) {
    struct lines *lines = &state->reading.lines;
    struct writer text = writer_to(WRITER_MEMORY);
    uint32_t mark = lines->count ? pane_mark(&state->reading.pane) : 0;
    if (state->reading.width == width)
        return;
    state->reading.width = width;
    lines_empty(lines);
    offer_line(lines, INK_PLAIN, "");
    for (uint32_t i = 0; i < state->list.count; i++) {
        text.buffer.size = 0;
        device_text(&text, &state->list.entries[i]);
        offer_item(lines, width, i, slice_string(state->list.entries[i].name),
                   buffer_slice(&text.buffer));
    }
    offer_line(lines, INK_PLAIN, "");
    offer_line(lines, INK_NOTE, _("  Mail on any port is found. Privileges that this takes are"));
    offer_line(lines, INK_NOTE, _("  given up before the first packet is read."));
    pane_return(&state->reading.pane, mark);
    writer_free(&text);
}

static void draw_devices(struct screen *screen, struct surface *surface, struct area area) {
    draw_lines(screen->state, area.columns);
    reading_draw_items(screen, surface, area);
}

static bool act_devices(struct screen *screen, enum action action) {
    struct devices *state = screen->state;
    uint32_t chosen = pane_mark(&state->reading.pane);
    if (action != ACTION_open)
        return reading_move(screen, action);
    if (chosen < state->list.count)
        (void)app_sniff(screen->app, state->list.entries[chosen].name);
    return true;
}

const struct screen_class devices_screen = {
    .kind = SCREEN_START,
    .state_size = sizeof(struct devices),
    .open = open_devices,
    .title = title_devices,
    .draw = draw_devices,
    .act = act_devices,
    .mouse = reading_mouse,
    .close = close_devices,
    .text = READING_TEXT,
};
