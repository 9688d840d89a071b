/* Rows for people: one session or one transaction each, in columns that share the terminal. */
#include "base/text.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/layout.h"
#include "report/totals.h"

enum { WIDE = 100 }; /* from here on columns stand two blanks apart */

/* A column that has found room. */
struct shown_column {
    const struct column *column;
    size_t width;
};

struct list_state {
    unsigned list; /* column_lists */
    bool begun;
    struct shown_column shown[LIST_COLUMNS]; /* from left to right */
    size_t shown_count;
    size_t gap;  /* blanks between two columns */
    size_t owed; /* blanks before the next cell of this line */
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
    for (size_t i = 0; i < count; i++)
        if (widths[i])
            state->shown[state->shown_count++] =
                (struct shown_column){&list_columns[places[i]], widths[i]};
}

/* Text and suffix in at most `width` columns; returns the columns they filled. */
static size_t write_text(struct writer *writer, const struct cell *cell, size_t width) {
    size_t suffix = cell->suffix.size;
    size_t filled = text_fit(writer, cell->text, width > suffix ? width - suffix : 0);
    writer_add(writer, cell->suffix);
    return filled + suffix;
}

static size_t columns_short(size_t filled, size_t width) {
    return filled < width ? width - filled : 0;
}

static void write_cell(struct report_page *page, const struct shown_column *shown,
                       const struct cell *cell) {
    struct list_state *state = page->state;
    struct writer *writer = page->writer;
    bool right = shown->column->align == ALIGN_RIGHT;
    if (right)
        state->owed += columns_short(text_width(writer, cell->text), shown->width);
    writer_repeat(writer, ' ', state->owed);
    bool colored = ink_begin(writer, page->options->color, cell->ink);
    size_t filled = write_text(writer, cell, page->options->width ? shown->width : SIZE_MAX);
    ink_end(writer, colored);
    state->owed = state->gap + (right ? 0 : columns_short(filled, shown->width));
}

static void end_line(struct report_page *page) {
    struct list_state *state = page->state;
    state->owed = 0;
    writer_put(page->writer, '\n');
}

static void write_heading(struct report_page *page) {
    const struct list_state *state = page->state;
    bool colored = ink_begin(page->writer, page->options->color, INK_HEADING);
    for (size_t i = 0; i < state->shown_count; i++) {
        const struct shown_column *shown = &state->shown[i];
        struct cell cell = {.text = slice_string(_(shown->column->heading))};
        write_cell(page, shown, &cell);
    }
    ink_end(page->writer, colored);
    end_line(page);
}

static void write_row(struct report_page *page, const struct list_row *row) {
    struct list_state *state = page->state;
    for (size_t i = 0; i < state->shown_count; i++) {
        const struct shown_column *shown = &state->shown[i];
        struct cell cell = {.row = row,
                            .timeline = &state->timeline,
                            .scratch = &state->scratch,
                            .width = shown->width};
        state->scratch.buffer.size = 0;
        shown->column->cell(&cell);
        if (cell.text.size == 0)
            cell.text = buffer_slice(&state->scratch.buffer);
        write_cell(page, shown, &cell);
    }
    end_line(page);
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
