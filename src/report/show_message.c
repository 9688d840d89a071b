#include "report/show.h"

#include "base/text.h"

enum { TAB_COLUMNS = 4 };

/* What the summary knows of the message with this number; NULL: nothing. */
static const struct message *message_of(struct show *show, uint32_t n) {
    const struct summary *summary = show->row->summary;
    size_t count = summary->transaction_count;
    for (size_t i = 0; i < count; i++) { /* from the last one on: they are asked for in order */
        size_t at = (show->transaction + i) % count;
        const struct transaction *transaction = &summary->transactions[at];
        if (!transaction->has_message || transaction->message.event != n)
            continue;
        show->transaction = at;
        return &transaction->message;
    }
    return NULL;
}

static void show_title(struct show *show, const struct transcript_entry *entry) {
    const struct message_event *content = &entry->event.message;
    struct sheet *sheet = &show->sheet;
    const struct message *message = message_of(show, entry->event.n);
    SHEET_SAY(sheet, ink_of_side(entry->event.side),
              entry->event.kind == EVENT_MESSAGE
                  ? P_("message of {count} octet", "message of {count} octets", content->octets)
                  : P_("block of {count} octet", "block of {count} octets", content->octets),
              WORD_NUMBER("count", content->octets));
    if (message && message->subject.size) {
        sheet_text(sheet, INK_PLAIN, SLICE(" "));
        SHEET_SAY(sheet, INK_HEADING, "\"{subject}\"", WORD_SLICE("subject", message->subject));
    }
    if (!content->complete && show->options->untold && entry->reply_count == 0)
        sheet_note(sheet, INK_NOTE, _("not complete yet"));
    else if (!content->complete)
        sheet_note(sheet, INK_WARNING, _("not complete"));
    if (content->assumed)
        sheet_note(sheet, INK_WARNING, _("taken as content, nobody saw it asked for"));
    if (content->end == END_LF)
        sheet_note(sheet, INK_WARNING, _("ended by a line with a bare LF"));
}

/* Content has tabs, which would be escaped, and no columns to keep. */
static void show_content_line(struct show *show, struct slice line) {
    struct sheet *sheet = &show->sheet;
    while (line.size > 0) {
        size_t tab = slice_find(line, '\t');
        struct slice piece = slice_first(line, tab);
        if (show->whole)
            sheet_text(sheet, INK_CONTENT, piece);
        else
            sheet_text_cut(sheet, INK_CONTENT, piece);
        if (tab == SLICE_NONE)
            return;
        sheet_text(sheet, INK_CONTENT, slice_of("    ", TAB_COLUMNS));
        line = slice_from(line, tab + 1);
    }
}

/* Takes the next line off the content, without its line end. */
static struct slice next_line(struct slice *content) {
    size_t end = slice_find(*content, '\n');
    struct slice line = slice_first(*content, end);
    *content =
        end == SLICE_NONE ? slice_from(*content, content->size) : slice_from(*content, end + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* The content that is shown: what is kept to explain the header may be more. */
static struct slice shown_content(const struct show *show, const struct transcript_entry *entry) {
    return show->whole ? entry->preview : slice_first(entry->preview, REPORT_PREVIEW);
}

/* How many lines to show: all where that is wanted or there are few more than the limit. */
static size_t lines_wanted(const struct show *show, const struct transcript_entry *entry) {
    struct slice rest = shown_content(show, entry);
    bool whole = rest.size == entry->event.message.octets;
    size_t lines = 0, most = show->options->reader ? SHOW_FOLDED_LINES : SHOW_CONTENT_LINES;
    for (; rest.size > 0 && lines <= most + SHOW_CONTENT_SLACK; lines++)
        (void)next_line(&rest);
    bool few = whole && lines <= most + SHOW_CONTENT_SLACK;
    return show->whole || few ? SIZE_MAX : most;
}

/* Shows the content's lines; returns how many octets that were. */
static uint64_t show_content(struct show *show, const struct transcript_entry *entry) {
    struct slice content = shown_content(show, entry), rest = content;
    size_t most = lines_wanted(show, entry);
    for (size_t i = 0; i < most && rest.size > 0; i++) {
        struct slice line = next_line(&rest);
        sheet_break(&show->sheet);
        sheet_text(&show->sheet, INK_MARGIN, line.size ? SLICE("| ") : SLICE("|"));
        canvas_margin(show->sheet.canvas);
        show_content_line(show, line);
    }
    return content.size - rest.size;
}

/* What is not shown, and how to see it. */
static void say_more(struct show *show, uint64_t more) {
    const char *sentence =
        show->whole ? P_("({count} more octet)", "({count} more octets)", more)
        : show->options->reader
            ? P_("({count} more octet: Enter)", "({count} more octets: Enter)", more)
            : P_("({count} more octet: --full)", "({count} more octets: --full)", more);
    SHEET_SAY(&show->sheet, INK_NOTE, sentence, WORD_NUMBER("count", more));
}

void show_message(struct show *show, const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    bool client = event->side == SIDE_CLIENT;
    show_row(show, event, client ? ARROW_CLIENT : ARROW_SERVER, DURATION_UNKNOWN);
    show_title(show, entry);
    struct slice octets = shown_content(show, entry);
    uint64_t shown = show->options->hex ? octets.size : show_content(show, entry);
    if (shown < event->message.octets) {
        sheet_break(&show->sheet);
        say_more(show, event->message.octets - shown);
    }
    sheet_end(&show->sheet);
    if (show->options->hex)
        show_octets(show, 0, octets);
}
