#include "report/show.h"

#include "base/text.h"
#include "index/story.h"
#include "report/layout.h"
#include "session/protocol.h"

/* The pieces of the line above a session; what does not fit beside the more important ones is left
 * out. */
struct piece {
    void (*write)(struct show *show, struct writer *writer);
    unsigned rank;
};

static void write_id(struct show *show, struct writer *writer) {
    writer_put(writer, '#');
    writer_number(writer, show->row->id, 1);
}

static void write_protocol(struct show *show, struct writer *writer) {
    const struct summary *summary = show->row->summary;
    if (summary->attempt)
        SAY(writer, _("attempt at {protocol}"), WORD("protocol", summary->attempt->hint->name));
    else
        writer_string(writer, summary->protocol ? summary->protocol->name : _("unknown protocol"));
}

static void write_ends(struct show *show, struct writer *writer) {
    const struct summary *summary = show->row->summary;
    char text[ENDPOINT_TEXT];
    endpoint_text(&summary->client, text);
    writer_string(writer, text);
    writer_string(writer, " -> ");
    endpoint_text(&summary->server, text);
    writer_string(writer, text);
}

/* The server that a proxy was asked for. */
static void write_target(struct show *show, struct writer *writer) {
    const struct passage_taken *passage = show->row->summary->passage;
    char address[ENDPOINT_TEXT];
    if (!passage || (passage->name.size == 0 && passage->target.size == 0))
        return;
    endpoint_address_text(&passage->target, address);
    SAY(writer, _("to {target} port {port}"),
        WORD_SLICE("target", passage->name.size ? passage->name : slice_string(address)),
        WORD_NUMBER("port", passage->target.port));
}

static void write_start(struct show *show, struct writer *writer) {
    struct moment start = show->row->summary->start;
    calendar_date(&show->timeline.calendar, writer, start);
    writer_put(writer, ' ');
    calendar_time(&show->timeline.calendar, writer, start, 0);
    if (show->timeline.calendar.utc)
        writer_put(writer, 'Z');
}

static void write_duration(struct show *show, struct writer *writer) {
    const struct summary *summary = show->row->summary;
    duration_write(writer, moment_since(summary->end, summary->start));
}

static void write_messages(struct show *show, struct writer *writer) {
    const struct summary *summary = show->row->summary;
    uint64_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].has_message;
    if (count)
        count_write(writer, N_("{count} message"), N_("{count} messages"), count);
}

static void write_tls(struct show *show, struct writer *writer) {
    if (show->row->summary->tls != TLS_NONE)
        SAY(writer, _("TLS: {how}"), WORD("how", tls_use_name(show->row->summary->tls)));
}

static const struct piece pieces[] = {
    {write_id, 0},    {write_protocol, 0}, {write_ends, 0},     {write_target, 2},
    {write_start, 1}, {write_tls, 3},      {write_duration, 4}, {write_messages, 5},
};

enum { PIECES = sizeof pieces / sizeof *pieces, GAP = 2 };

static void write_verdict(struct show *show) {
    enum verdict verdict = show->row->summary->verdict;
    struct writer *writer = show->sheet.canvas->writer;
    if (verdict == VERDICT_UNKNOWN || show->options->untold)
        return;
    writer_repeat(writer, ' ', GAP);
    bool colored = canvas_ink(show->sheet.canvas, ink_of_verdict(verdict));
    writer_string(writer, verdict_name(verdict));
    canvas_plain(show->sheet.canvas, colored);
}

void show_heading(struct show *show, const char *file) {
    struct writer *scratch = &show->sheet.scratch, *writer = show->sheet.canvas->writer;
    struct layout_column wanted[PIECES];
    size_t widths[PIECES], ends[PIECES], start = 0;
    const char *verdict = verdict_name(show->row->summary->verdict);
    size_t reserved = strlen(verdict) + GAP, width = show->options->width;
    scratch->buffer.size = 0;
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i].write(show, scratch);
        ends[i] = scratch->buffer.size;
        wanted[i] = (struct layout_column){ends[i] - start, ends[i] - start, pieces[i].rank};
        start = ends[i];
    }
    layout_columns(wanted, PIECES, width > reserved ? width - reserved : width, GAP, widths);
    if (file) {
        text_escape(writer, slice_string(file));
        canvas_end_line(show->sheet.canvas);
    }
    bool colored = canvas_ink(show->sheet.canvas, INK_HEADING);
    for (size_t i = 0; i < PIECES; i++) {
        if (widths[i] == 0)
            continue;
        writer_repeat(writer, ' ', i ? GAP : 0);
        writer_add(writer, slice_of(scratch->buffer.data + ends[i] - widths[i], widths[i]));
    }
    canvas_plain(show->sheet.canvas, colored);
    write_verdict(show);
    canvas_end_line(show->sheet.canvas);
}

void show_story(struct show *show) {
    struct writer story = writer_to(WRITER_MEMORY);
    size_t time_columns = show->sheet.time_columns;
    story.ascii = show->sheet.canvas->writer->ascii;
    story_write(&story, show->row->summary);
    if (story.buffer.size > 0) {
        sheet_begin_text(&show->sheet, 0);
        sheet_text(&show->sheet, INK_NOTE, buffer_slice(&story.buffer));
        sheet_end(&show->sheet);
        sheet_begin(&show->sheet, time_columns);
    }
    writer_free(&story);
}
