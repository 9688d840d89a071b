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

/* The reply as it was sent, if its lines ended in CRLF and had one code. */
static bool add_reply(struct writer *writer, const struct reply_event *reply) {
    for (size_t i = 0; i < reply->line_count; i++) {
        bool last = i + 1 == reply->line_count;
        if (reply->code) {
            writer_number(writer, reply->code, 3);
            if (!last || reply->lines[i].size)
                writer_put(writer, last ? ' ' : '-');
        } else if (i == 0) {
            writer_add(writer, reply->status);
            if (reply->status.size && reply->lines[i].size)
                writer_put(writer, ' ');
        }
        writer_add(writer, reply->lines[i]);
        writer_add(writer, SLICE("\r\n"));
    }
    return reply->mixed_codes == 0;
}

static void add_line(struct writer *writer, struct slice line, enum line_end end) {
    writer_add(writer, line);
    writer_add(writer, end == END_CRLF ? SLICE("\r\n") : end == END_LF ? SLICE("\n") : SLICE(""));
}

/* Fills `scratch` with the octets of the event. False when there are none to show. */
static bool collect(struct writer *scratch, const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        add_line(scratch, event->command.line, event->command.end);
        return true;
    case EVENT_CONTINUATION:
        add_line(scratch, event->continuation.line, END_NONE);
        return true;
    case EVENT_GREETING:
    case EVENT_REPLY:
        return add_reply(scratch, &event->reply);
    case EVENT_JUNK:
        add_line(scratch, event->junk.text, END_NONE);
        return true;
    case EVENT_PROXY:
        add_line(scratch, event->proxy.line, END_CRLF);
        return event->proxy.line.size > 0;
    default:
        return false;
    }
}

static struct slice secret_of(const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        return event->command.secret;
    case EVENT_CONTINUATION:
        return event->continuation.secret;
    case EVENT_JUNK:
        return event->junk.secret;
    default:
        return slice_of(NULL, 0);
    }
}

void show_line_octets(struct show *show, const struct event *event) {
    struct writer octets = writer_to(WRITER_MEMORY);
    bool masked = secret_of(event).size > 0 && !show->options->show_secrets;
    if (!masked && collect(&octets, event))
        show_octets(show, event->offset, buffer_slice(&octets.buffer));
    writer_free(&octets);
}
