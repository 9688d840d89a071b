#include "report/mail_file.h"

#include "base/calendar.h"

/* Messages with more than its header: TOP brings the beginning alone (RFC 1939 7). */
static bool is_mail(const struct transcript_entry *entry) {
    return entry->present && entry->event.kind == EVENT_MESSAGE &&
           !slice_equal(entry->event.message.via, SLICE("TOP"));
}

bool mail_next(struct mail_cursor *cursor, const struct transcript *transcript) {
    while (cursor->next < transcript_count(transcript)) {
        const struct transcript_entry *entry = transcript_at(transcript, cursor->next++);
        if (!is_mail(entry))
            continue;
        const struct message_event *message = &entry->event.message;
        if (!message->complete || entry->preview.size != message->octets) {
            cursor->incomplete++;
            continue;
        }
        cursor->content = entry->preview;
        cursor->event = entry->event.n;
        cursor->at = entry->event.at;
        return true;
    }
    return false;
}

struct slice mail_sender(const struct summary *summary, uint32_t n) {
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        if (transaction->has_message && transaction->message.event == n)
            return transaction->sender;
    }
    return slice_of(NULL, 0);
}

/* ---- mbox ---- */

/* "From " behind any number of ">": quoted by one more, so that it can be undone (mboxrd). */
static bool needs_quote(struct slice line) {
    size_t quotes = 0;
    while (quotes < line.size && line.data[quotes] == '>')
        quotes++;
    return slice_starts(slice_from(line, quotes), SLICE("From "));
}

/* "Tue Nov 24 02:52:08 2026" in UTC (RFC 4155, default format: as asctime() has it). */
static void write_date(struct writer *writer, struct moment at) {
    static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct calendar calendar = {.utc = true};
    struct writer date = writer_to(WRITER_MEMORY);
    int64_t seconds = at.ns / DURATION_SECOND - (at.ns % DURATION_SECOND < 0);
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    uint64_t month = 1;
    calendar_date(&calendar, &date, at); /* 2026-11-24 */
    struct slice text = buffer_slice(&date.buffer);
    (void)slice_number(slice_part(text, 5, 2), 12, &month);
    writer_string(writer, days[(day % 7 + 7) % 7]); /* 1970 began on a Thursday */
    writer_put(writer, ' ');
    writer_string(writer, months[(month ? month : 1) - 1]);
    writer_put(writer, ' ');
    writer_add(writer, slice_part(text, 8, 2));
    writer_put(writer, ' ');
    calendar_time(&calendar, writer, at, 0);
    writer_put(writer, ' ');
    writer_add(writer, slice_first(text, 4));
    writer_free(&date);
}

/* A sender with blanks would be no first word. */
static void write_sender(struct writer *writer, struct slice sender) {
    for (size_t i = 0; i < sender.size; i++)
        writer_put(writer,
                   sender.data[i] > ' ' && sender.data[i] != 0x7f ? (char)sender.data[i] : '_');
    if (sender.size == 0)
        writer_string(writer, "MAILER-DAEMON");
}

void mail_write_mbox(const struct mail_cursor *cursor, struct slice sender, struct writer *writer) {
    struct slice rest = cursor->content;
    writer_string(writer, "From ");
    write_sender(writer, sender);
    writer_put(writer, ' ');
    write_date(writer, cursor->at);
    writer_put(writer, '\n');
    while (rest.size > 0) {
        struct slice line = slice_first(rest, slice_find(rest, '\n'));
        rest = slice_from(rest, line.size + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        if (needs_quote(line))
            writer_put(writer, '>');
        writer_add(writer, line);
        writer_put(writer, '\n');
    }
    writer_put(writer, '\n');
}
