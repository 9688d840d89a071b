/* Rows for people: one session or one transaction each, in columns that share the terminal. */
#include "base/text.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/layout.h"
#include "report/totals.h"

enum { WIDE = 100 }; /* from here on columns stand two blanks apart */

struct list_state {
    unsigned list; /* column_lists */
    bool begun;
    size_t widths[LIST_COLUMNS]; /* 0: not shown */
    size_t last;                 /* the last column shown */
    size_t gap;
    struct timeline timeline;
    struct writer scratch;
};

/* Columns that a time takes in each format; 0: as the table has it. */
static size_t time_columns(enum time_format format) {
    static const size_t columns[] = {
        [TIME_DEFAULT] = 0, [TIME_CLOCK] = 15,    [TIME_DATE] = 26,
        [TIME_DELTA] = 12,  [TIME_RELATIVE] = 12, [TIME_UTC] = 15,
    };
    return columns[format];
}

static struct layout_column wanted_column(const struct column *column, size_t fixed) {
    size_t least = fixed ? fixed : column->least;
    return (struct layout_column){least, fixed ? fixed : column->most, column->rank};
}

static void lay_out(struct report_page *page) {
    struct list_state *state = page->state;
    size_t width = page->options->width, time = time_columns(page->options->time), count = 0;
    size_t widths[LIST_COLUMNS], places[LIST_COLUMNS];
    struct layout_column wanted[LIST_COLUMNS];
    for (size_t i = 0; i < LIST_COLUMNS; i++) {
        size_t fixed = i == COLUMN_time ? time : 0;
        if (!(list_columns[i].in & state->list) || (i == COLUMN_date && time > 0))
            continue;
        wanted[count] = wanted_column(&list_columns[i], fixed);
        places[count++] = i;
    }
    state->gap = width == 0 || width >= WIDE ? 2 : 1;
    layout_columns(wanted, count, width, state->gap, widths);
    for (size_t i = 0; i < count; i++) {
        state->widths[places[i]] = widths[i];
        if (widths[i])
            state->last = places[i];
    }
}

static void write_heading(struct report_page *page) {
    const struct list_state *state = page->state;
    struct writer *writer = page->writer;
    bool colored = ink_begin(writer, page->options->color, INK_HEADING);
    for (size_t i = 0; i <= state->last; i++) {
        if (!state->widths[i])
            continue;
        struct slice heading = slice_string(_(list_columns[i].heading));
        size_t width = text_width(writer, heading);
        size_t blanks = width < state->widths[i] ? state->widths[i] - width : 0;
        if (list_columns[i].align == ALIGN_RIGHT)
            writer_repeat(writer, ' ', blanks);
        text_fit(writer, heading, state->widths[i]);
        if (i == state->last)
            break;
        writer_repeat(writer, ' ', state->gap + (list_columns[i].align == ALIGN_LEFT ? blanks : 0));
    }
    ink_end(writer, colored);
    writer_put(writer, '\n');
}

/* What a cell shows in `width` columns (0: without limit); returns the columns it filled. */
static size_t write_text(struct writer *writer, const struct cell *cell, size_t width) {
    size_t suffix = cell->suffix.size;
    size_t room = width == 0 ? SIZE_MAX : width > suffix ? width - suffix : 0;
    size_t filled = text_fit(writer, cell->text, room);
    writer_add(writer, cell->suffix);
    return filled + suffix;
}

static void write_cell(struct report_page *page, struct cell *cell, size_t place) {
    const struct list_state *state = page->state;
    const struct report_options *options = page->options;
    struct writer *writer = page->writer;
    const struct column *column = &list_columns[place];
    size_t width = state->widths[place];
    if (cell->text.size == 0)
        cell->text = buffer_slice(&cell->scratch->buffer);
    if (column->align == ALIGN_RIGHT && cell->text.size < width)
        writer_repeat(writer, ' ', width - cell->text.size);
    bool colored = ink_begin(writer, options->color, cell->ink);
    size_t filled = write_text(writer, cell, options->width ? width : 0);
    ink_end(writer, colored);
    if (place == state->last)
        return;
    size_t blanks = column->align == ALIGN_LEFT && filled < width ? width - filled : 0;
    writer_repeat(writer, ' ', blanks + state->gap);
}

static void write_row(struct report_page *page, const struct list_row *row) {
    struct list_state *state = page->state;
    for (size_t i = 0; i <= state->last; i++) {
        if (!state->widths[i])
            continue;
        struct cell cell = {.row = row,
                            .timeline = &state->timeline,
                            .scratch = &state->scratch,
                            .width = state->widths[i]};
        state->scratch.buffer.size = 0;
        list_columns[i].cell(&cell);
        write_cell(page, &cell, i);
    }
    writer_put(page->writer, '\n');
}

static void begin_list(struct report_page *page, unsigned list) {
    struct list_state *state = page->state;
    state->list = list;
    state->scratch = writer_to(WRITER_MEMORY);
    state->timeline.format = page->options->time;
}

static void begin_sessions(struct report_page *page) {
    begin_list(page, IN_SESSIONS);
}

static void begin_transactions(struct report_page *page) {
    begin_list(page, IN_TRANSACTIONS);
}

/* The first row tells whether there are several sources. */
static void before_row(struct report_page *page, const char *file) {
    struct list_state *state = page->state;
    if (state->begun)
        return;
    state->begun = true;
    state->list |= file ? IN_SOURCES : 0U;
    lay_out(page);
    if (page->options->headings)
        write_heading(page);
}

static void list_session(struct report_page *page, const struct index_row *row, const char *file) {
    before_row(page, file);
    write_row(page, &(struct list_row){row, NULL, file});
}

static void list_transactions(struct report_page *page, const struct index_row *row,
                              const char *file) {
    const struct summary *summary = row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        before_row(page, file);
        write_row(page, &(struct list_row){row, &summary->transactions[i], file});
    }
}

static void end_list(struct report_page *page, const struct report_totals *totals) {
    totals_text(page->writer, page->options, totals);
}

static void clear_list(struct report_page *page) {
    struct list_state *state = page->state;
    writer_free(&state->scratch);
}

const struct report_functions list_text = {
    sizeof(struct list_state), begin_sessions, list_session, end_list, clear_list,
};

const struct report_functions transactions_text = {
    sizeof(struct list_state), begin_transactions, list_transactions, end_list, clear_list,
};
