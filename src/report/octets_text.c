#include "report/octets_text.h"

#include "base/text.h"
#include "report/event_octets.h"
#include "session/mask.h"

enum { ADDRESS_LEAST = 6, ROW_MOST = 16, NOTE_COLUMN = 8 };

/* What is to be told of an octet by more than its value. */
enum look { LOOK_PLAIN, LOOK_CONTROL, LOOK_HIGH, LOOK_DOT, LOOK_SECRET };

struct dump {
    struct sheet *sheet;
    const struct octets_look *look;
    struct slice octets;
    size_t per_row;
    unsigned digits; /* of an address */
};

static unsigned address_digits(uint64_t last) {
    unsigned digits = ADDRESS_LEAST;
    while (digits < 16 && last >> (4 * digits) != 0)
        digits++;
    return digits;
}

static size_t row_columns(unsigned digits, size_t per_row) {
    return digits + 3 * per_row + (per_row == ROW_MOST) + 1 + per_row;
}

static size_t octets_per_row(const struct sheet *sheet, unsigned digits) {
    size_t width = sheet->options->width, per_row = ROW_MOST;
    while (width && per_row > 4 && row_columns(digits, per_row) > width)
        per_row -= 4;
    return per_row;
}

/* ---- one row ---- */

static bool in_secret(const struct dump *dump, size_t at) {
    return at >= dump->look->secret && at - dump->look->secret < dump->look->secret_size;
}

/* Whether the octet is a dot that begins a line of content. */
static bool leads_with_dot(const struct dump *dump, size_t at) {
    return dump->look->dots && dump->octets.data[at] == '.' &&
           (at == 0 ? dump->look->line_start : dump->octets.data[at - 1] == '\n');
}

static enum look look_of(const struct dump *dump, size_t at) {
    uint8_t octet = dump->octets.data[at];
    if (in_secret(dump, at))
        return LOOK_SECRET;
    if (leads_with_dot(dump, at))
        return LOOK_DOT;
    if (octet < 0x20 || octet == 0x7f)
        return LOOK_CONTROL;
    return octet < 0x80 ? LOOK_PLAIN : LOOK_HIGH;
}

static enum ink ink_of(enum look look) {
    static const enum ink inks[] = {[LOOK_PLAIN] = INK_PLAIN,
                                    [LOOK_CONTROL] = INK_NOTE,
                                    [LOOK_HIGH] = INK_MORE,
                                    [LOOK_DOT] = INK_WARNING,
                                    [LOOK_SECRET] = INK_SECRET};
    return inks[look];
}

/* Begins ink where it changes. */
static void change_ink(const struct dump *dump, enum look look, enum look *before) {
    if (look != *before)
        (void)canvas_ink(dump->sheet->canvas, ink_of(look));
    *before = look;
}

static void write_address(const struct dump *dump, size_t at) {
    static const char digits[] = "0123456789abcdef";
    struct writer *writer = dump->sheet->canvas->writer;
    uint64_t offset = dump->look->offset + at;
    bool colored = canvas_ink(dump->sheet->canvas, INK_MARGIN);
    for (unsigned n = dump->digits; n-- > 0;)
        writer_put(writer, digits[offset >> (4 * n) & 15]);
    canvas_plain(dump->sheet->canvas, colored);
}

static void write_hex(const struct dump *dump, size_t at, size_t size) {
    struct writer *writer = dump->sheet->canvas->writer;
    enum look before = LOOK_PLAIN;
    for (size_t i = 0; i < dump->per_row; i++) {
        writer_repeat(writer, ' ', i == ROW_MOST / 2 && dump->per_row == ROW_MOST ? 2 : 1);
        if (i >= size) {
            writer_string(writer, "  ");
            continue;
        }
        change_ink(dump, look_of(dump, at + i), &before);
        if (before == LOOK_SECRET)
            writer_string(writer, "**");
        else
            writer_hex(writer, slice_part(dump->octets, at + i, 1));
    }
    change_ink(dump, LOOK_PLAIN, &before);
}

static void write_shape(struct writer *writer, enum look look, uint8_t octet) {
    uint8_t shape[4];
    if (look == LOOK_SECRET)
        writer_put(writer, '*');
    else if (look == LOOK_PLAIN || look == LOOK_DOT)
        writer_put(writer, (char)octet);
    else if (writer->ascii)
        writer_put(writer, '~');
    else if (look == LOOK_HIGH)
        writer_string(writer, "\u00b7");
    else
        writer_add(writer, slice_of(shape, character_write(
                                               shape, octet == 0x7f ? 0x2421 : 0x2400u + octet)));
}

static void write_text(const struct dump *dump, size_t at, size_t size) {
    enum look before = LOOK_PLAIN;
    writer_put(dump->sheet->canvas->writer, ' ');
    for (size_t i = 0; i < size; i++) {
        enum look look = look_of(dump, at + i);
        change_ink(dump, look, &before);
        write_shape(dump->sheet->canvas->writer, look, dump->octets.data[at + i]);
    }
    change_ink(dump, LOOK_PLAIN, &before);
}

/* ---- dots ---- */

/* What the dot in front of this line is. */
static void tell_dot(const struct dump *dump, size_t at, size_t size) {
    struct slice row = slice_part(dump->octets, at, size);
    bool last = slice_equal(row, SLICE(".\r\n")) || slice_equal(row, SLICE(".\n"));
    sheet_begin_text(dump->sheet, NOTE_COLUMN);
    sheet_say(dump->sheet, INK_NOTE,
              last ? _("The line with a dot alone ends the message.")
                   : _("The dot in front was added on the way and is taken out again."));
    sheet_end(dump->sheet);
}

/* ---- all ---- */

/* Octets of the next row: up to the end of a line. */
static size_t row_size(const struct dump *dump, size_t at) {
    struct slice row = slice_part(dump->octets, at, dump->per_row);
    size_t end = slice_find(row, '\n');
    return end == SLICE_NONE ? row.size : end + 1;
}

static void draw_row(const struct dump *dump, size_t at, size_t size) {
    bool dot = leads_with_dot(dump, at);
    write_address(dump, at);
    write_hex(dump, at, size);
    write_text(dump, at, size);
    canvas_end_line(dump->sheet->canvas);
    if (dot)
        tell_dot(dump, at, size);
}

void octets_dump(struct sheet *sheet, struct slice octets, const struct octets_look *look) {
    struct dump dump = {.sheet = sheet, .look = look, .octets = octets};
    dump.digits = address_digits(look->offset + octets.size);
    dump.per_row = octets_per_row(sheet, dump.digits);
    for (size_t at = 0, size; at < octets.size; at += size) {
        size = row_size(&dump, at);
        draw_row(&dump, at, size);
    }
}

/* ---- of an event ---- */

/* The line that the secret is a part of, and whether it was cut when it was kept. */
static struct slice line_of(const struct event *event, bool *truncated) {
    *truncated = false;
    switch (event->kind) {
    case EVENT_COMMAND:
        *truncated = event->command.truncated;
        return event->command.line;
    case EVENT_CONTINUATION:
        *truncated = event->continuation.truncated || event->side == SIDE_SERVER;
        return event->continuation.line;
    case EVENT_JUNK:
        return event->junk.text;
    default:
        *truncated = true;
        return slice_of(NULL, 0);
    }
}

/* Where the secret of a line ends is known when all of the line was kept; else it takes what is
 * left. */
static void hide_secret(const struct event *event, size_t size, struct octets_look *look) {
    struct slice secret = event_secret(event);
    bool truncated;
    struct slice line = line_of(event, &truncated);
    if (secret.size == 0)
        return;
    struct masked masked = mask_line(line, secret);
    look->secret =
        event->kind == EVENT_COMMAND || event->side == SIDE_CLIENT ? masked.before.size : 0;
    look->secret_size = truncated ? size : masked.hidden.size;
}

struct octets_look octets_look_of(const struct event *event, size_t size, bool show_secrets) {
    bool message = event->kind == EVENT_MESSAGE;
    struct octets_look look = {
        .offset = event->offset,
        .dots = message && !slice_equal(event->message.via, SLICE("BDAT")),
        .line_start = true,
    };
    if (!show_secrets)
        hide_secret(event, size, &look);
    return look;
}
