#include "report/packets_text.h"

/* Columns of the table, each with the blank in front of it. */
enum column {
    COLUMN_PACKET,
    COLUMN_TIME,
    COLUMN_ARROW,
    COLUMN_FLAGS,
    COLUMN_SEQUENCE,
    COLUMN_ANSWERED,
    COLUMN_OCTETS,
    COLUMNS
};

static const struct {
    const char *name;
    size_t width;
    size_t from; /* the sheet is to be so wide */
    bool left;
} columns[COLUMNS] = {
    [COLUMN_PACKET] = {N_("packet"), 8, 0, false},
    [COLUMN_TIME] = {N_("time"), 12, 42, false},
    [COLUMN_ARROW] = {"", 4, 0, false},
    [COLUMN_FLAGS] = {N_("flags"), 9, 0, true},
    [COLUMN_SEQUENCE] = {N_("seq"), 8, 50, false},
    [COLUMN_ANSWERED] = {N_("ack"), 8, 58, false},
    [COLUMN_OCTETS] = {N_("octets"), 8, 0, false},
};

struct table {
    struct sheet *sheet;
    const struct timeline *timeline;
};

static const char *const remarks[PACKET_REMARKS] = {
    [PACKET_AGAIN] = N_("sent again: they had come before"),
    [PACKET_OVERLAP] = N_("sent again with other octets; the first ones count"),
    [PACKET_LATE] = N_("late: a packet that follows it came before it"),
    [PACKET_KEEP_ALIVE] = N_("asks whether the other side is still there"),
    [PACKET_ZERO_WINDOW] = N_("its sender can take no more for now (zero window)"),
    [PACKET_WINDOW_OPEN] = N_("its sender can take more again"),
    [PACKET_PROBE] = N_("asks whether the other side can take more"),
    [PACKET_ERROR] = N_("an ICMP error about a packet of this side"),
    [PACKET_FRAGMENT] = N_("a fragment of the packet below"),
};

/* What a time of day, and a date, takes more than a time since the start. */
static size_t extra_of(enum time_format format) {
    enum { CLOCK = 4, DATE = 15 };
    return format == TIME_DATE ? DATE : format == TIME_CLOCK || format == TIME_UTC ? CLOCK : 0;
}

static void put_cell(struct table *table, enum column column, enum ink ink, struct slice text) {
    struct sheet *sheet = table->sheet;
    struct writer *writer = sheet->canvas->writer;
    size_t extra = extra_of(table->timeline->format), width = sheet->options->width;
    size_t room = columns[column].width - 1 + (column == COLUMN_TIME ? extra : 0);
    size_t pad = text.size < room ? room - text.size : 0;
    if (width > 0 && width < columns[column].from + (columns[column].from ? extra : 0))
        return;
    writer_repeat(writer, ' ', 1 + (columns[column].left ? 0 : pad));
    bool colored = canvas_ink(sheet->canvas, ink);
    writer_add(writer, text);
    canvas_plain(sheet->canvas, colored);
    writer_repeat(writer, ' ', columns[column].left ? pad : 0);
}

void packets_text_heading(struct sheet *sheet, const struct timeline *timeline) {
    struct table table = {sheet, timeline};
    for (int column = 0; column < COLUMNS; column++)
        put_cell(&table, (enum column)column, INK_NOTE,
                 slice_string(columns[column].name[0] ? _(columns[column].name) : ""));
    sheet_end(sheet);
}

static void put_number(struct table *table, enum column column, uint64_t number, bool there) {
    struct writer text = writer_to(WRITER_MEMORY);
    if (there)
        writer_number(&text, number, 1);
    put_cell(table, column, INK_PLAIN, buffer_slice(&text.buffer));
    writer_free(&text);
}

/* "SYN ACK"; PSH says nothing to a reader of mail where there is payload, and stands last. */
static void put_flags(struct table *table, uint8_t flags) {
    static const struct {
        uint8_t flag;
        const char *name;
    } names[] = {
        {TCP_SYN, "SYN"}, {TCP_FIN, "FIN"}, {TCP_RST, "RST"}, {TCP_PSH, "PSH"}, {TCP_ACK, "ACK"}};
    struct writer text = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool room = text.buffer.size + 4 < columns[COLUMN_FLAGS].width;
        if (!(flags & names[i].flag) || !room)
            continue;
        writer_string(&text, text.buffer.size ? " " : "");
        writer_string(&text, names[i].name);
    }
    put_cell(table, COLUMN_FLAGS, flags & TCP_RST ? INK_WARNING : INK_PLAIN,
             buffer_slice(&text.buffer));
    writer_free(&text);
}

static void put_time(struct table *table, struct timeline *timeline, struct moment at) {
    struct writer text = writer_to(WRITER_MEMORY);
    timeline_write(timeline, &text, at);
    put_cell(table, COLUMN_TIME, INK_TIME, buffer_slice(&text.buffer));
    writer_free(&text);
}

void packets_text_row(struct sheet *sheet, struct timeline *timeline,
                      const struct index_packet *packet) {
    bool segment = packet->remark != PACKET_FRAGMENT && packet->remark != PACKET_ERROR;
    bool client = packet->side == SIDE_CLIENT;
    struct table rows = {sheet, timeline}, *table = &rows;
    put_number(table, COLUMN_PACKET, packet->number, true);
    put_time(table, timeline, packet->at);
    put_cell(table, COLUMN_ARROW, ink_of_side(packet->side), client ? SLICE("C->") : SLICE("<-S"));
    put_flags(table, packet->flags);
    put_number(table, COLUMN_SEQUENCE, packet->sequence, segment);
    put_number(table, COLUMN_ANSWERED, packet->answered, packet->flags & TCP_ACK);
    put_number(table, COLUMN_OCTETS, packet->octets, segment);
    sheet_end(sheet);
    if (packet->remark == PACKET_PLAIN)
        return;
    sheet_begin_text(sheet, columns[COLUMN_PACKET].width + 1);
    sheet_say(sheet, INK_WARNING, _(remarks[packet->remark]));
    sheet_end(sheet);
}
