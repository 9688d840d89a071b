/* Rows for people: one session or one transaction each, in columns that share the terminal. */
#include "report/format.h"
#include "report/table.h"
#include "report/totals.h"

struct list_state {
    unsigned list; /* column_lists */
    bool begun;
    struct table table;
};

static void begin_list(struct report_page *page, unsigned list) {
    struct list_state *state = page->state;
    state->list = list;
    table_init(&state->table, page->options->time);
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
    if (state->list & IN_SESSIONS && page->options->verbose)
        state->list |= IN_FINDINGS;
    table_lay_out(&state->table, state->list, page->options->width);
    if (page->options->headings)
        table_heading(&state->table, page->canvas);
}

static void list_session(struct report_page *page, const struct index_row *row, const char *file) {
    struct list_state *state = page->state;
    before_row(page, file);
    table_row(&state->table, page->canvas, &(struct list_row){row, NULL, file});
}

static void list_transactions(struct report_page *page, const struct index_row *row,
                              const char *file) {
    struct list_state *state = page->state;
    const struct summary *summary = row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        before_row(page, file);
        table_row(&state->table, page->canvas,
                  &(struct list_row){row, &summary->transactions[i], file});
    }
}

static void end_list(struct report_page *page, const struct report_totals *totals) {
    totals_text(page->canvas, page->options, totals);
}

static void clear_list(struct report_page *page) {
    struct list_state *state = page->state;
    table_clear(&state->table);
}

const struct report_functions list_text = {
    .state_size = sizeof(struct list_state),
    .begin = begin_sessions,
    .session = list_session,
    .end = end_list,
    .clear = clear_list,
};

const struct report_functions transactions_text = {
    .state_size = sizeof(struct list_state),
    .begin = begin_transactions,
    .session = list_transactions,
    .end = end_list,
    .clear = clear_list,
};
