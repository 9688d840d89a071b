#include "report/quote.h"

#include "session/mask.h"

static void write_cut(struct writer *writer, struct slice text) {
    bool cut = text.size > QUOTE_MOST;
    writer_add(writer, slice_first(text, QUOTE_MOST));
    if (cut)
        writer_string(writer, "\u2026");
}

static void write_masked(struct writer *writer, struct slice line, struct slice secret,
                         bool show_secrets) {
    struct masked masked = mask_line(line, show_secrets ? slice_of(NULL, 0) : secret);
    write_cut(writer, masked.before);
    if (masked.hidden.size > 0)
        writer_string(writer, MASK);
    write_cut(writer, masked.after);
}

static void write_code(struct writer *writer, uint16_t code, char follows) {
    writer_number(writer, code, 3);
    writer_put(writer, follows);
}

/* The line that the finding names, with its code or status in front. */
static void write_reply(struct writer *writer, const struct reply_event *reply, size_t n) {
    uint16_t code = reply->codes ? reply->codes[n] : reply->code;
    if (code > 0)
        write_code(writer, code, n + 1 == reply->line_count ? ' ' : '-');
    else if (n == 0 && reply->status.size > 0) {
        write_cut(writer, reply->status);
        writer_string(writer, reply->lines[0].size > 0 ? " " : "");
    }
    write_cut(writer, reply->lines[n]);
}

static void write_step(struct writer *writer, const struct continuation_event *step,
                       bool show_secrets) {
    if (step->code > 0)
        write_code(writer, step->code, ' ');
    else if (step->status.size > 0) {
        write_cut(writer, step->status);
        writer_put(writer, ' ');
    }
    write_masked(writer, step->line, step->secret, show_secrets);
}

bool quote_write(struct writer *writer, const struct transcript *transcript,
                 const struct finding *finding, bool show_secrets) {
    if (finding->event >= transcript_count(transcript))
        return false;
    const struct transcript_entry *entry = transcript_at(transcript, finding->event);
    const struct event *event = &entry->event;
    if (!entry->present)
        return false;
    switch (event->kind) {
    case EVENT_COMMAND:
        write_masked(writer, event->command.line, event->command.secret, show_secrets);
        return true;
    case EVENT_GREETING:
    case EVENT_REPLY:
        if (finding->line >= event->reply.line_count)
            return false;
        write_reply(writer, &event->reply, finding->line);
        return true;
    case EVENT_CONTINUATION:
        write_step(writer, &event->continuation, show_secrets);
        return true;
    default:
        return false;
    }
}
