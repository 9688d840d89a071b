/* Transcripts in Markdown: a heading for each session, what happened, and the lines in a fence that
 * nothing in them can close. */
#include "report/format.h"
#include "report/units.h"
#include "session/protocol.h"

struct markdown_state {
    struct report_options options; /* of the text: without colour, and of a width that fits */
    struct writer text;
};

enum { WIDTH = 100, FENCE_LEAST = 3 };

static void begin_markdown(struct report_page *page) {
    struct markdown_state *state = page->state;
    state->text = writer_to(WRITER_MEMORY);
    state->options = *page->options;
    state->options.color = false;
    state->options.quiet = true;
    state->options.width = WIDTH;
}

/* One more than the longest run of backquotes in the text. */
static size_t fence_of(struct slice text) {
    size_t longest = FENCE_LEAST - 1, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest + 1;
}

static void write_heading(struct report_page *page, const struct index_row *row) {
    const struct summary *summary = row->summary;
    const char *protocol = summary->attempt    ? summary->attempt->hint->name
                           : summary->protocol ? summary->protocol->name
                                               : "?";
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_text(&summary->client, client);
    endpoint_text(&summary->server, server);
    SAY(page->writer, _("## Session {number}: {protocol}, {client} to {server}, {verdict}\n\n"),
        WORD_NUMBER("number", row->id), WORD("protocol", protocol), WORD("client", client),
        WORD("server", server), WORD("verdict", verdict_name(summary->verdict)));
}

static void show_markdown_session(struct report_page *page, const struct index_row *row,
                                  const char *file) {
    struct markdown_state *state = page->state;
    struct error error = {0};
    struct report *text =
        report_new(REPORT_SHOW, FORMAT_TEXT, &state->options, &state->text, &error);
    state->text.buffer.size = 0;
    if (!text)
        return;
    report_session(text, row, file);
    report_free(text);
    write_heading(page, row);
    size_t fence = fence_of(buffer_slice(&state->text.buffer));
    writer_repeat(page->writer, '`', fence);
    writer_string(page->writer, "text\n");
    writer_add(page->writer, buffer_slice(&state->text.buffer));
    writer_repeat(page->writer, '`', fence);
    writer_string(page->writer, "\n\n");
}

static void clear_markdown(struct report_page *page) {
    struct markdown_state *state = page->state;
    writer_free(&state->text);
}

const struct report_functions show_markdown = {
    .state_size = sizeof(struct markdown_state),
    .begin = begin_markdown,
    .session = show_markdown_session,
    .clear = clear_markdown,
};
