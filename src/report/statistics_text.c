/* Totals for people: a few lines, then a bar for each word that was counted. */
#include "base/text.h"
#include "report/bar_text.h"
#include "report/format.h"
#include "report/statistics.h"
#include "report/totals.h"
#include "report/units.h"

enum {
    LABEL_COLUMNS = 16,
    WORDS_SHOWN = 10, /* of each kind, the most frequent ones */
    INDENT = 2,
    WORD_LEAST = 10, /* columns of a word, */
    WORD_MOST = 40,
    COUNT_COLUMNS = 9,
    SHARE_COLUMNS = 6,
    BAR_MOST = 40,
    USUAL_WIDTH = 80,
    TIME_COLUMNS = 9,
    TIMES = 4,
};

static const struct counted_fact {
    const char *title, *filter;
} counted_facts[COUNTED_KINDS] = {
#define COUNTED(name, title, filter) {title, filter},
#include "report/statistics.def"
#undef COUNTED
};

/* What is being drawn. */
struct drawing {
    const struct statistics *statistics;
    struct canvas *canvas;
    const struct report_options *options;
    size_t width;
};

static void heading(const struct drawing *drawing, const char *title) {
    bool colored = canvas_ink(drawing->canvas, INK_HEADING);
    writer_string(drawing->canvas->writer, title);
    canvas_plain(drawing->canvas, colored);
}

static void begin_line(const struct drawing *drawing, const char *label) {
    size_t width = strlen(label);
    heading(drawing, label);
    writer_repeat(drawing->canvas->writer, ' ', width < LABEL_COLUMNS ? LABEL_COLUMNS - width : 1);
}

/* ---- totals ---- */

static void draw_time(const struct drawing *drawing) {
    const struct statistics *statistics = drawing->statistics;
    struct calendar calendar = {.utc = drawing->options->time == TIME_UTC};
    struct writer *writer = drawing->canvas->writer;
    const struct moment ends[] = {statistics->start, statistics->end};
    char longest[DURATION_TEXT];
    begin_line(drawing, _("time"));
    for (size_t i = 0; i < 2; i++) {
        writer_string(writer, i ? " - " : "");
        calendar_date(&calendar, writer, ends[i]);
        writer_put(writer, ' ');
        calendar_time(&calendar, writer, ends[i], 0);
    }
    duration_text(statistics->longest, longest);
    SAY(writer, _(", longest session {span}"), WORD("span", longest));
    canvas_end_line(drawing->canvas);
}

static void draw_totals(const struct drawing *drawing) {
    const struct statistics *statistics = drawing->statistics;
    struct writer *writer = drawing->canvas->writer;
    draw_time(drawing);
    begin_line(drawing, _("messages"));
    SAY(writer, _("{count} of {octets} octets, {incomplete} not complete"),
        WORD_NUMBER("count", statistics->messages),
        WORD_NUMBER("octets", statistics->message_octets),
        WORD_NUMBER("incomplete", statistics->messages_incomplete));
    canvas_end_line(drawing->canvas);
    begin_line(drawing, _("recipients"));
    SAY(writer, _("{count}, {refused} refused, {deferred} deferred"),
        WORD_NUMBER("count", statistics->recipients),
        WORD_NUMBER("refused", statistics->recipients_refused),
        WORD_NUMBER("deferred", statistics->recipients_deferred));
    canvas_end_line(drawing->canvas);
    begin_line(drawing, _("octets"));
    SAY(writer, _("{client} of clients, {server} of servers, {lost} lost"),
        WORD_NUMBER("client", statistics->octets[SIDE_CLIENT]),
        WORD_NUMBER("server", statistics->octets[SIDE_SERVER]),
        WORD_NUMBER("lost", statistics->lost[SIDE_CLIENT] + statistics->lost[SIDE_SERVER]));
    canvas_end_line(drawing->canvas);
}

/* ---- words ---- */

/* The null reverse-path has a sign of its own. */
static struct slice shown_word(struct slice word) {
    return word.size > 0 ? word : SLICE("<>");
}

static enum ink ink_of_word(enum counted_kind kind, struct slice word) {
    bool refused = slice_equal(word, SLICE("refused")) || slice_equal(word, SLICE("-ERR"));
    if (kind == COUNTED_codes || kind == COUNTED_enhanced)
        return word.data[0] == '5' ? INK_REFUSED : word.data[0] == '4' ? INK_DEFERRED : INK_OK;
    if (kind != COUNTED_verdicts && kind != COUNTED_indicators)
        return INK_MORE;
    if (refused)
        return INK_REFUSED;
    for (enum verdict verdict = VERDICT_ACCEPTED; verdict <= VERDICT_ABORTED; verdict++)
        if (slice_equal(word, slice_string(verdict_name(verdict))))
            return ink_of_verdict(verdict);
    return slice_equal(word, SLICE("+OK")) ? INK_OK : INK_MORE;
}

static void right_aligned(struct writer *writer, struct slice text, size_t columns) {
    writer_repeat(writer, ' ', text.size < columns ? columns - text.size : 0);
    writer_add(writer, text);
}

static void write_count(struct writer *writer, uint64_t count, size_t columns) {
    struct writer number = writer_to(WRITER_MEMORY);
    writer_number(&number, count, 1);
    right_aligned(writer, buffer_slice(&number.buffer), columns);
    writer_free(&number);
}

/* " 43%" of all that were counted. */
static void write_share(struct writer *writer, uint64_t count, uint64_t sum) {
    write_count(writer, sum > 0 ? (uint64_t)((double)count * 100 / (double)sum + 0.5) : 0,
                SHARE_COLUMNS - 1);
    writer_put(writer, '%');
}

static size_t bar_columns(const struct drawing *drawing, size_t word) {
    size_t others = INDENT + word + COUNT_COLUMNS + SHARE_COLUMNS + 2;
    size_t left = drawing->width > others ? drawing->width - others : 0;
    return left < BAR_MOST ? left : BAR_MOST;
}

/* "  250       123   45%  ████████" */
static void draw_word(const struct drawing *drawing, enum counted_kind kind,
                      const struct tally_entry *entry, const struct tally_entry *first,
                      size_t columns) {
    struct canvas *canvas = drawing->canvas;
    struct writer *writer = canvas->writer;
    writer_repeat(writer, ' ', INDENT);
    size_t used = text_fit(writer, shown_word(entry->word), columns);
    writer_repeat(writer, ' ', used < columns ? columns - used : 0);
    write_count(writer, entry->count, COUNT_COLUMNS);
    write_share(writer, entry->count, drawing->statistics->counted[kind].sum);
    writer_repeat(writer, ' ', 2);
    bool colored = canvas_ink(canvas, ink_of_word(kind, shown_word(entry->word)));
    (void)bar_write(writer, entry->count, first->count, bar_columns(drawing, columns));
    canvas_plain(canvas, colored);
    canvas_end_line(canvas);
}

static size_t word_columns(const struct drawing *drawing, const struct tally_entry *const *top,
                           size_t count) {
    size_t columns = WORD_LEAST, most = drawing->width / 2;
    for (size_t i = 0; i < count; i++) {
        size_t width = text_width(drawing->canvas->writer, shown_word(top[i]->word));
        columns = width > columns ? width : columns;
    }
    most = most < WORD_MOST ? most : WORD_MOST;
    return columns < most ? columns : most;
}

static void draw_kind(const struct drawing *drawing, enum counted_kind kind) {
    const struct tally *tally = &drawing->statistics->counted[kind];
    const struct tally_entry *top[WORDS_SHOWN];
    size_t count = tally_top(tally, top, WORDS_SHOWN);
    if (count == 0)
        return;
    size_t columns = word_columns(drawing, top, count);
    canvas_mark(drawing->canvas, CANVAS_NO_MARK);
    canvas_end_line(drawing->canvas);
    heading(drawing, _(counted_facts[kind].title));
    canvas_end_line(drawing->canvas);
    for (size_t i = 0; i < count; i++) {
        canvas_mark(drawing->canvas, (uint32_t)(kind * WORDS_SHOWN + i));
        draw_word(drawing, kind, top[i], top[0], columns);
    }
    canvas_mark(drawing->canvas, CANVAS_NO_MARK);
    if (tally->count <= count)
        return;
    bool colored = canvas_ink(drawing->canvas, INK_NOTE);
    writer_repeat(drawing->canvas->writer, ' ', INDENT);
    count_write(drawing->canvas->writer, N_("and {count} more"), N_("and {count} more"),
                tally->count - count);
    canvas_plain(drawing->canvas, colored);
    canvas_end_line(drawing->canvas);
}

/* ---- latencies ---- */

static void write_duration(struct writer *writer, duration span) {
    char text[DURATION_TEXT];
    duration_text(span, text);
    right_aligned(writer, slice_string(text), TIME_COLUMNS);
}

static void draw_latency(const struct drawing *drawing, const struct latencies *latencies,
                         duration most) {
    struct canvas *canvas = drawing->canvas;
    struct writer *writer = canvas->writer;
    const struct spread *spread = latencies->spread;
    const duration spans[TIMES] = {spread_percentile(spread, 50), spread_percentile(spread, 95),
                                   spread_percentile(spread, 99), spread->most};
    const size_t others = INDENT + WORD_LEAST + COUNT_COLUMNS + TIMES * TIME_COLUMNS + 2;
    writer_repeat(writer, ' ', INDENT);
    size_t used = text_fit(writer, latencies->verb, WORD_LEAST);
    writer_repeat(writer, ' ', used < WORD_LEAST ? WORD_LEAST - used : 0);
    write_count(writer, spread->count, COUNT_COLUMNS);
    for (size_t i = 0; i < TIMES; i++)
        write_duration(writer, spans[i]);
    size_t room = drawing->width > others ? drawing->width - others : 0;
    writer_repeat(writer, ' ', 2);
    bool colored = canvas_ink(canvas, INK_LATENCY);
    (void)bar_write(writer, (uint64_t)spans[1], (uint64_t)most, room < BAR_MOST ? room : BAR_MOST);
    canvas_plain(canvas, colored);
    canvas_end_line(canvas);
}

static void draw_latency_heading(const struct drawing *drawing) {
    const char *const titles[] = {_("count"), "p50", "p95", "p99", _("longest")};
    struct canvas *canvas = drawing->canvas;
    const char *title = _("latencies");
    bool colored = canvas_ink(canvas, INK_HEADING);
    writer_string(canvas->writer, title);
    right_aligned(canvas->writer, slice_string(titles[0]),
                  INDENT + WORD_LEAST + COUNT_COLUMNS - strlen(title));
    for (size_t i = 1; i <= TIMES; i++)
        right_aligned(canvas->writer, slice_string(titles[i]), TIME_COLUMNS);
    canvas_plain(canvas, colored);
    canvas_end_line(canvas);
}

/* The bar is as long as the latency that 95 of a hundred do not pass. */
static void draw_latencies(const struct drawing *drawing) {
    const struct statistics *statistics = drawing->statistics;
    duration most = 0;
    for (size_t i = 0; i < statistics->latency_count; i++) {
        duration here = spread_percentile(statistics->latencies[i].spread, 95);
        most = here > most ? here : most;
    }
    if (statistics->latency_count == 0)
        return;
    canvas_mark(drawing->canvas, CANVAS_NO_MARK);
    canvas_end_line(drawing->canvas);
    draw_latency_heading(drawing);
    for (size_t i = 0; i < statistics->latency_count; i++) {
        canvas_mark(drawing->canvas, (uint32_t)(COUNTED_KINDS * WORDS_SHOWN + i));
        draw_latency(drawing, &statistics->latencies[i], most);
    }
    canvas_mark(drawing->canvas, CANVAS_NO_MARK);
}

/* ---- all of it ---- */

void statistics_draw(const struct statistics *statistics, struct canvas *canvas,
                     const struct report_options *options) {
    const struct drawing drawing = {statistics, canvas, options,
                                    options->width > 0 ? options->width : USUAL_WIDTH};
    if (statistics->sessions == 0)
        return;
    canvas_mark(canvas, CANVAS_NO_MARK);
    draw_totals(&drawing);
    for (size_t kind = 0; kind < COUNTED_KINDS; kind++)
        draw_kind(&drawing, (enum counted_kind)kind);
    draw_latencies(&drawing);
    canvas_end_line(canvas);
}

/* In quotes of the filter language. */
static void write_quoted(struct writer *writer, struct slice word) {
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '"' || word.data[i] == '\\')
            writer_put(writer, '\\');
        writer_put(writer, (char)word.data[i]);
    }
}

static bool filter_word(const struct statistics *statistics, enum counted_kind kind, size_t n,
                        struct writer *writer) {
    const struct tally_entry *top[WORDS_SHOWN];
    const char *filter = counted_facts[kind].filter;
    const char *place = filter ? strstr(filter, "{word}") : NULL;
    if (!place || tally_top(&statistics->counted[kind], top, WORDS_SHOWN) <= n)
        return false;
    writer_add(writer, slice_of(filter, (size_t)(place - filter)));
    write_quoted(writer, top[n]->word);
    writer_string(writer, place + strlen("{word}"));
    return true;
}

/* Those that took longer than 95 of a hundred. */
static bool filter_latency(const struct statistics *statistics, size_t n, struct writer *writer) {
    if (n >= statistics->latency_count)
        return false;
    const struct latencies *latencies = &statistics->latencies[n];
    duration span = spread_percentile(latencies->spread, 95);
    if (slice_equal(latencies->verb, SLICE("message"))) {
        writer_string(writer, "latency >= ");
    } else {
        writer_string(writer, "exchange((smtp.req.command == \"");
        writer_add(writer, latencies->verb);
        writer_string(writer, "\" or pop.request.command == \"");
        writer_add(writer, latencies->verb);
        writer_string(writer, "\") and latency >= ");
    }
    writer_number(writer, (uint64_t)span / 1000, 1);
    writer_string(writer, "us");
    writer_string(writer, slice_equal(latencies->verb, SLICE("message")) ? "" : ")");
    return true;
}

bool statistics_filter(const struct statistics *statistics, uint32_t mark, struct writer *writer) {
    size_t kind = mark / WORDS_SHOWN;
    if (kind < COUNTED_KINDS)
        return filter_word(statistics, (enum counted_kind)kind, mark % WORDS_SHOWN, writer);
    return mark != CANVAS_NO_MARK &&
           filter_latency(statistics, mark - COUNTED_KINDS * WORDS_SHOWN, writer);
}

/* ---- the report ---- */

static void add_session(struct report_page *page, const struct index_row *row, const char *file) {
    (void)file;
    statistics_add(page->state, row->summary);
    if (row->transcript)
        statistics_hear(page->state, row->transcript);
}

static void end_statistics(struct report_page *page, const struct report_totals *totals) {
    statistics_draw(page->state, page->canvas, page->options);
    totals_text(page->canvas, page->options, totals);
}

static void clear_statistics(struct report_page *page) {
    statistics_clear(page->state);
}

const struct report_functions statistics_text = {
    .state_size = sizeof(struct statistics),
    .session = add_session,
    .end = end_statistics,
    .clear = clear_statistics,
};
