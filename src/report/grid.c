#include "report/grid.h"

static bool needs_quotes(struct slice cell) {
    for (size_t i = 0; i < cell.size; i++)
        if (cell.data[i] == ',' || cell.data[i] == '"' || cell.data[i] == '\r' ||
            cell.data[i] == '\n')
            return true;
    return false;
}

static void csv_cell(struct writer *writer, struct slice cell) {
    if (!needs_quotes(cell)) {
        writer_add(writer, cell);
        return;
    }
    writer_put(writer, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == '"')
            writer_put(writer, '"');
        writer_put(writer, (char)cell.data[i]);
    }
    writer_put(writer, '"');
}

void grid_csv(struct writer *writer, const struct slice *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            writer_put(writer, ',');
        csv_cell(writer, cells[i]);
    }
    writer_string(writer, "\r\n");
}

void markdown_text(struct writer *writer, struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (memchr("\\`*_{}[]<>#|~!", text.data[i], 14))
            writer_put(writer, '\\');
        writer_put(writer, text.data[i] == '\n' ? ' ' : (char)text.data[i]);
    }
}

void grid_markdown(struct writer *writer, const struct slice *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        writer_string(writer, "| ");
        markdown_text(writer, cells[i]);
        writer_put(writer, ' ');
    }
    writer_string(writer, "|\n");
}

void grid_markdown_rule(struct writer *writer, size_t count) {
    for (size_t i = 0; i < count; i++)
        writer_string(writer, "|---");
    writer_string(writer, "|\n");
}
