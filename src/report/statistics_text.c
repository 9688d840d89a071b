/* Totals for people: a few lines, one subject each. */
#include "report/format.h"
#include "report/statistics.h"
#include "report/totals.h"
#include "report/units.h"

enum { LABEL_COLUMNS = 16 };

static void begin_line(struct report_page *page, const char *label) {
    struct writer *writer = page->writer;
    size_t width = strlen(label);
    bool colored = canvas_ink(page->canvas, INK_HEADING);
    writer_string(writer, label);
    canvas_plain(page->canvas, colored);
    writer_repeat(writer, ' ', width < LABEL_COLUMNS ? LABEL_COLUMNS - width : 1);
}

/* "smtp 12, pop3 3" */
static void write_tally(struct report_page *page, const char *label, const struct tally *tally) {
    if (tally->size == 0)
        return;
    begin_line(page, label);
    for (size_t i = 0; i < tally->size; i++) {
        writer_string(page->writer, i ? ", " : "");
        writer_string(page->writer, tally->words[i]);
        writer_put(page->writer, ' ');
        writer_number(page->writer, tally->counts[i], 1);
    }
    canvas_end_line(page->canvas);
}

static void write_time(struct report_page *page, const struct statistics *statistics) {
    struct calendar calendar = {.utc = page->options->time == TIME_UTC};
    struct writer *writer = page->writer;
    begin_line(page, _("time"));
    calendar_date(&calendar, writer, statistics->start);
    writer_put(writer, ' ');
    calendar_time(&calendar, writer, statistics->start, 0);
    writer_string(writer, " - ");
    calendar_date(&calendar, writer, statistics->end);
    writer_put(writer, ' ');
    calendar_time(&calendar, writer, statistics->end, 0);
    writer_string(writer, ", ");
    writer_string(writer, _("longest session"));
    writer_put(writer, ' ');
    duration_write(writer, statistics->longest);
    canvas_end_line(page->canvas);
}

static void write_octets(struct report_page *page, const struct statistics *statistics) {
    begin_line(page, _("octets"));
    SAY(page->writer, _("{client} of clients, {server} of servers, {lost} lost"),
        WORD_NUMBER("client", statistics->octets[SIDE_CLIENT]),
        WORD_NUMBER("server", statistics->octets[SIDE_SERVER]),
        WORD_NUMBER("lost", statistics->lost[SIDE_CLIENT] + statistics->lost[SIDE_SERVER]));
    canvas_end_line(page->canvas);
}

static void write_messages(struct report_page *page, const struct statistics *statistics) {
    begin_line(page, _("messages"));
    SAY(page->writer, _("{count} of {octets} octets, {incomplete} not complete"),
        WORD_NUMBER("count", statistics->messages),
        WORD_NUMBER("octets", statistics->message_octets),
        WORD_NUMBER("incomplete", statistics->messages_incomplete));
    canvas_end_line(page->canvas);
    begin_line(page, _("recipients"));
    SAY(page->writer, _("{count}, {refused} refused, {deferred} deferred"),
        WORD_NUMBER("count", statistics->recipients),
        WORD_NUMBER("refused", statistics->recipients_refused),
        WORD_NUMBER("deferred", statistics->recipients_deferred));
    canvas_end_line(page->canvas);
}

static void add_session(struct report_page *page, const struct index_row *row, const char *file) {
    (void)file;
    statistics_add(page->state, row->summary);
}

static void end_statistics(struct report_page *page, const struct report_totals *totals) {
    const struct statistics *statistics = page->state;
    if (statistics->sessions > 0) {
        write_time(page, statistics);
        write_tally(page, _("protocols"), &statistics->protocols);
        write_tally(page, _("TLS"), &statistics->tls);
        write_tally(page, _("verdicts"), &statistics->verdicts);
        write_tally(page, _("endings"), &statistics->endings);
        write_tally(page, _("transactions"), &statistics->transactions);
        write_messages(page, statistics);
        write_octets(page, statistics);
    }
    totals_text(page->canvas, page->options, totals);
}

const struct report_functions statistics_text = {
    .state_size = sizeof(struct statistics),
    .session = add_session,
    .end = end_statistics,
};
