#include "report/event_octets.h"

static struct slice line_break(enum line_end end) {
    return end == END_CRLF ? SLICE("\r\n") : end == END_LF ? SLICE("\n") : slice_of(NULL, 0);
}

static void add_line(struct writer *writer, struct slice line, enum line_end end) {
    writer_add(writer, line);
    writer_add(writer, line_break(end));
}

/* ---- replies: events keep their text, from which the octets are put together again ---- */

/* What stands before the text of a line. `blank`: also where no text follows. */
static void add_front(struct writer *writer, const struct reply_event *reply, size_t line,
                      bool blank) {
    bool last = line + 1 == reply->line_count;
    bool divided = blank || reply->lines[line].size > 0;
    uint16_t code = reply->codes ? reply->codes[line] : reply->code;
    if (code) {
        writer_number(writer, code, 3);
        if (divided || !last)
            writer_put(writer, last ? ' ' : '-');
    } else if (line == 0 && reply->status.size) {
        writer_add(writer, reply->status);
        if (divided)
            writer_put(writer, ' ');
    } else if (reply->status.size && slice_starts(reply->lines[line], SLICE("."))) {
        writer_put(writer, '.');
    }
}

static size_t add_reply(struct writer *writer, const struct reply_event *reply, bool blank) {
    writer->buffer.size = 0;
    for (size_t i = 0; i < reply->line_count; i++) {
        add_front(writer, reply, i, blank);
        add_line(writer, reply->lines[i], reply->end);
    }
    return writer->buffer.size;
}

/* False where the count of octets shows that they were sent otherwise. */
static bool collect_reply(struct writer *scratch, const struct reply_event *reply,
                          uint64_t octets) {
    size_t dot_line = reply->status.size ? 1 + line_break(reply->end).size : 0;
    uint64_t missing = octets - add_reply(scratch, reply, false);
    if (missing == 1 || missing == dot_line + 1)
        missing = octets - add_reply(scratch, reply, true);
    if (missing > 0 && missing == dot_line)
        add_line(scratch, SLICE("."), reply->end);
    return scratch->buffer.size == octets;
}

static bool collect_step(struct writer *scratch, const struct continuation_event *step,
                         uint64_t octets) {
    const struct reply_event reply = {.lines = &step->line,
                                      .line_count = 1,
                                      .code = step->code,
                                      .status = step->status,
                                      .end = step->end};
    return collect_reply(scratch, &reply, octets);
}

bool event_octets(const struct event *event, struct writer *scratch) {
    switch (event->kind) {
    case EVENT_COMMAND:
        add_line(scratch, event->command.line, event->command.end);
        return true;
    case EVENT_CONTINUATION:
        return collect_step(scratch, &event->continuation, event->octets);
    case EVENT_GREETING:
    case EVENT_REPLY:
        return collect_reply(scratch, &event->reply, event->octets);
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

struct slice event_secret(const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        return event->command.secret;
    case EVENT_CONTINUATION:
        return event->continuation.secret;
    case EVENT_JUNK:
        return event->junk.secret;
    case EVENT_PROXY:
        return event->proxy.protocol == PROXY_HEADER ? slice_of(NULL, 0) : event->proxy.secret;
    default:
        return slice_of(NULL, 0);
    }
}
