#include "report/table.h"

#include "base/rare.h"
#include "base/text.h"
#include "report/layout.h"

enum { WIDE = 100 }; /* from here on columns stand two blanks apart */

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

void table_init(struct table *table, enum time_format time) {
    *table = (struct table){.scratch = writer_to(WRITER_MEMORY), .sorted = LIST_COLUMNS};
    table->timeline.format = time;
}

/* Shares the width out among columns that are wanted, whose places are these. */
static void share(struct table *table, const struct layout_column *wanted, const size_t *places,
                  size_t count, size_t width) {
    size_t widths[LIST_COLUMNS];
    table->cut = width > 0;
    table->gap = width == 0 || width >= WIDE ? 2 : 1;
    table->shown_count = 0;
    layout_columns(wanted, count, width, table->gap, widths);
    for (size_t i = 0; i < count; i++)
        if (widths[i])
            table->shown[table->shown_count++] =
                (struct shown_column){&list_columns[places[i]], widths[i]};
}

void table_lay_out(struct table *table, unsigned list, size_t width) {
    size_t time = time_columns(table->timeline.format), count = 0, places[LIST_COLUMNS];
    struct layout_column wanted[LIST_COLUMNS] = {{0}};
    for (size_t i = 0; i < LIST_COLUMNS; i++) {
        size_t fixed = i == COLUMN_time ? time : 0;
        if (!(list_columns[i].in & list) || (i == COLUMN_date && time > 0))
            continue;
        wanted[count] = wanted_column(&list_columns[i], fixed);
        places[count++] = i;
    }
    share(table, wanted, places, count, width);
}

void table_lay_out_chosen(struct table *table, const struct column_choice *choices, size_t count,
                          size_t width) {
    size_t time = time_columns(table->timeline.format), places[LIST_COLUMNS];
    struct layout_column wanted[LIST_COLUMNS] = {{0}};
    for (size_t i = 0; i < count; i++) {
        size_t fixed = choices[i].column == COLUMN_time && time ? time : choices[i].width;
        places[i] = choices[i].column;
        wanted[i] = wanted_column(&list_columns[places[i]], fixed);
        wanted[i].rank = 0;
    }
    share(table, wanted, places, count, width);
}

static size_t columns_short(size_t filled, size_t width) {
    return filled < width ? width - filled : 0;
}

/* Writes a cell in `width` columns: its own and those that it reaches over. */
APART static void write_cell(struct table *table, struct canvas *canvas, const struct cell *cell,
                             bool right, size_t width) {
    struct writer *writer = canvas->writer;
    size_t suffix = cell->suffix.size, room = table->cut ? width : SIZE_MAX;
    if (right)
        table->owed += columns_short(text_width(writer, cell->text) + suffix, width);
    writer_repeat(writer, ' ', table->owed);
    bool colored = canvas_ink(canvas, cell->ink);
    size_t filled = text_fit(writer, cell->text, room > suffix ? room - suffix : 0) + suffix;
    writer_add(writer, cell->suffix);
    canvas_plain(canvas, colored);
    table->owed = table->gap + (right ? 0 : columns_short(filled, width));
}

/* The same of what fits, has no ink, and is printable ASCII, so that its octets are as many
 * columns: nearly all that goes to a file. Blanks and what was made up are copied whole, whatever
 * their number. False: it is not so, and nothing was done. */
static inline bool copy_cell(struct table *table, const struct canvas *canvas,
                             const struct cell *cell, bool right, size_t width) {
    enum { BLANKS = 64 };
    struct writer *writer = canvas->writer;
    size_t filled = cell->text.size + cell->suffix.size, left = columns_short(filled, width);
    size_t before = right ? left : 0, after = left - before;
    bool inked = canvas->colored && cell->ink != INK_PLAIN, over = filled > width && table->cut;
    before += table->owed;
    if (inked || over || before > BLANKS || !writer_room(writer, BLANKS + filled + CELL_MADE))
        return false;
    char *at = memset(writer_end(writer), ' ', BLANKS);
    at += before;
    if (cell_is_made(cell))
        memcpy(at, cell->made, sizeof cell->made);
    else if (!text_copy_plain((uint8_t *)at, cell->text))
        return false;
    at += cell->text.size;
    if (cell->suffix.size > 0)
        memcpy(at, cell->suffix.data, cell->suffix.size);
    writer_end_at(writer, at + cell->suffix.size);
    table->owed = table->gap + after;
    return true;
}

static void end_line(struct table *table, struct canvas *canvas) {
    table->owed = 0;
    canvas_end_line(canvas);
}

/* The mark of the sorted column stands in the gap beside its heading: behind one that is aligned to
 * the left, before one that is aligned to the right. */
static void mark_sorted(struct table *table, struct canvas *canvas) {
    const char *up = canvas->writer->ascii ? "^" : "\u25b2";
    const char *down = canvas->writer->ascii ? "v" : "\u25bc";
    writer_string(canvas->writer, table->reversed ? down : up);
}

static void write_heading(struct table *table, struct canvas *canvas,
                          const struct shown_column *shown) {
    bool right = shown->column->align == ALIGN_RIGHT;
    bool sorted = shown->column == &list_columns[table->sorted];
    struct slice text = slice_string(_(shown->column->heading));
    size_t width = text_width(canvas->writer, text);
    if (right)
        table->owed += columns_short(width, shown->width);
    bool before = sorted && right && table->owed > 0;
    writer_repeat(canvas->writer, ' ', table->owed - before);
    if (before)
        mark_sorted(table, canvas);
    size_t filled = text_fit(canvas->writer, text, table->cut ? shown->width : SIZE_MAX);
    table->owed = table->gap + (right ? 0 : columns_short(filled, shown->width));
    if (!sorted || before)
        return;
    mark_sorted(table, canvas);
    table->owed--;
}

void table_heading(struct table *table, struct canvas *canvas) {
    bool colored = canvas_ink(canvas, INK_HEADING);
    for (size_t i = 0; i < table->shown_count; i++)
        write_heading(table, canvas, &table->shown[i]);
    canvas_plain(canvas, colored);
    end_line(table, canvas);
}

/* Columns that the cell may fill, `at` being the next that is shown; moves `at` past those that it
 * reaches over. */
RARE static size_t cell_reach(const struct table *table, const struct cell *cell, size_t *at) {
    size_t width = cell->width;
    while (*at < table->shown_count &&
           (size_t)(table->shown[*at].column - list_columns) <= cell->upto)
        width += table->gap + table->shown[(*at)++].width;
    return width;
}

/* Empties what the column before left in the cell. */
static inline void clear_cell(struct cell *cell, size_t width) {
    cell->width = width;
    cell->text.size = cell->suffix.size = 0;
    cell->upto = 0;
    cell->ink = INK_PLAIN;
}

void table_row(struct table *table, struct canvas *canvas, const struct list_row *row) {
    struct cell cell;
    cell.row = row;
    cell.timeline = &table->timeline;
    cell.scratch = &table->scratch;
    for (size_t i = 0; i < table->shown_count;) {
        const struct shown_column *shown = &table->shown[i++];
        clear_cell(&cell, shown->width);
        shown->column->cell(&cell);
        bool right = shown->column->align == ALIGN_RIGHT;
        size_t width = cell.upto ? cell_reach(table, &cell, &i) : shown->width;
        if (!copy_cell(table, canvas, &cell, right, width))
            write_cell(table, canvas, &cell, right, width);
    }
    end_line(table, canvas);
}

void table_clear(struct table *table) {
    writer_free(&table->scratch);
}
