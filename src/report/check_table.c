/* Findings as a table for other programs: CSV (RFC 4180) and Markdown, a row each. */
#include "report/findings.h"

#include <stdio.h>

#include "base/text.h"
#include "report/grid.h"

static const char *const headings[] = {"session", "file", "severity", "id",        "event",
                                       "summary", "why",  "remedy",   "reference", "quote"};
enum { CELLS = sizeof headings / sizeof *headings, NUMBER = 24 };

/* What stands in a row; numbers are written into `room`, names and quotes into `scratch`: they are
 * escaped. */
static void fill(const struct found *found, struct slice cells[CELLS], char room[2][NUMBER],
                 struct writer *scratch) {
    const struct fact *fact = &found->finding.fact->fact;
    bool event = found->finding.event != EVENT_NOTHING;
    snprintf(room[0], NUMBER, "%llu", (unsigned long long)found->session);
    snprintf(room[1], NUMBER, "%lu", (unsigned long)found->finding.event);
    scratch->buffer.size = 0;
    text_escape(scratch, found->file);
    size_t file = scratch->buffer.size;
    text_escape(scratch, found->quote);
    cells[0] = slice_string(room[0]);
    cells[1] = slice_first(buffer_slice(&scratch->buffer), file);
    cells[2] = slice_string(severity_name(found->finding.severity));
    cells[3] = slice_string(fact->id);
    cells[4] = event ? slice_string(room[1]) : slice_of(NULL, 0);
    cells[5] = found->finding.summary;
    cells[6] = slice_string(_(fact->summary));
    cells[7] = slice_string(_(fact->check));
    cells[8] = slice_string(fact->reference);
    cells[9] = slice_from(buffer_slice(&scratch->buffer), file);
}

struct table_writer {
    struct writer *writer;
    grid_row *row;
    struct writer *scratch;
};

static void write_found(void *context, const struct found *found) {
    const struct table_writer *table = context;
    struct slice cells[CELLS];
    char room[2][NUMBER];
    fill(found, cells, room, table->scratch);
    table->row(table->writer, cells, CELLS);
}

static void write_headings(const struct table_writer *table) {
    struct slice cells[CELLS];
    for (size_t i = 0; i < CELLS; i++)
        cells[i] = slice_string(headings[i]);
    table->row(table->writer, cells, CELLS);
}

static struct table_writer csv(const struct report_page *page) {
    struct findings *findings = page->state;
    return (struct table_writer){page->writer, grid_csv, &findings->scratch};
}

static struct table_writer markdown(const struct report_page *page) {
    struct findings *findings = page->state;
    return (struct table_writer){page->writer, grid_markdown, &findings->scratch};
}

static void write_rows(const struct report_page *page, struct table_writer table) {
    findings_each(page->state, write_found, &table);
    findings_forget(page->state);
}

static void begin_csv(struct report_page *page) {
    struct table_writer table = csv(page);
    write_headings(&table);
}

static void begin_markdown(struct report_page *page) {
    struct table_writer table = markdown(page);
    write_headings(&table);
    grid_markdown_rule(page->writer, CELLS);
}

static void part_csv(struct report_page *page) {
    write_rows(page, csv(page));
}

static void part_markdown(struct report_page *page) {
    write_rows(page, markdown(page));
}

static void end_csv(struct report_page *page, const struct report_totals *totals) {
    (void)totals;
    part_csv(page);
}

static void end_markdown(struct report_page *page, const struct report_totals *totals) {
    (void)totals;
    part_markdown(page);
}

const struct report_functions check_csv = {
    .state_size = sizeof(struct findings),
    .begin = begin_csv,
    .session = findings_take,
    .part = part_csv,
    .late = findings_take_late,
    .end = end_csv,
    .clear = findings_clear,
};

const struct report_functions check_markdown = {
    .state_size = sizeof(struct findings),
    .begin = begin_markdown,
    .session = findings_take,
    .part = part_markdown,
    .late = findings_take_late,
    .end = end_markdown,
    .clear = findings_clear,
};
