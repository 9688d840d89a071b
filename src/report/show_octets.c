#include "report/event_octets.h"
#include "report/show.h"

enum { ROW = 16, INDENT = 4, ADDRESS_DIGITS = 6 };

static void write_address(struct writer *writer, uint64_t offset) {
    static const char digits[] = "0123456789abcdef";
    unsigned count = ADDRESS_DIGITS;
    while (count < 16 && offset >> (4 * count) != 0)
        count++;
    while (count-- > 0)
        writer_put(writer, digits[offset >> (4 * count) & 15]);
}

static void write_hex_row(struct canvas *canvas, struct slice row) {
    struct writer *writer = canvas->writer;
    for (size_t i = 0; i < ROW; i++) {
        writer_repeat(writer, ' ', i == ROW / 2 ? 2 : 1);
        if (i < row.size)
            writer_hex(writer, slice_part(row, i, 1));
        else
            writer_add(writer, SLICE("  "));
    }
    writer_add(writer, SLICE("  "));
    for (size_t i = 0; i < row.size; i++) {
        bool plain = row.data[i] >= 0x20 && row.data[i] < 0x7f;
        writer_put(writer, plain ? (char)row.data[i] : '.');
    }
    canvas_end_line(canvas);
}

void show_octets(struct show *show, uint64_t offset, struct slice octets) {
    struct canvas *canvas = show->sheet.canvas;
    struct writer *writer = canvas->writer;
    for (; octets.size > 0; octets = slice_from(octets, ROW), offset += ROW) {
        writer_repeat(writer, ' ', INDENT);
        bool colored = canvas_ink(canvas, INK_MARGIN);
        write_address(writer, offset);
        canvas_plain(canvas, colored);
        writer_put(writer, ' ');
        write_hex_row(canvas, slice_first(octets, ROW));
    }
}

void show_line_octets(struct show *show, const struct event *event) {
    struct writer octets = writer_to(WRITER_MEMORY);
    bool masked = event_secret(event).size > 0 && !show->options->show_secrets;
    if (!masked && event_octets(event, &octets))
        show_octets(show, event->offset, buffer_slice(&octets.buffer));
    writer_free(&octets);
}
