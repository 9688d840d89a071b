#include "report/sheet.h"

#include "base/text.h"

enum { LATENCY_COLUMNS = 6, BRACKET_COLUMNS = 2, ARROW_COLUMNS = 3, SMALLEST_TEXT = 20 };

/* The bracket stands before the arrow. */
static size_t bracket_column(const struct sheet *sheet) {
    size_t bar = sheet->bar_columns ? sheet->bar_columns + 1 : 0;
    return sheet->time_columns + 1 + LATENCY_COLUMNS + 1 + bar;
}

void sheet_begin(struct sheet *sheet, size_t time_columns) {
    sheet->scratch.fd = WRITER_MEMORY;
    sheet->scratch.ascii = sheet->canvas->writer->ascii;
    sheet->time_columns = time_columns;
    sheet->indent =
        bracket_column(sheet) + (sheet->bracketed ? BRACKET_COLUMNS : 0) + ARROW_COLUMNS + 1;
    sheet->bracket = BRACKET_NONE;
    sheet->column = sheet->blanks = 0;
}

void sheet_begin_text(struct sheet *sheet, size_t indent) {
    sheet_begin(sheet, 0);
    sheet->indent = indent;
    writer_repeat(sheet->canvas->writer, ' ', indent);
    sheet->column = indent;
}

/* ---- the margin ---- */

/* Eighths of a column; where only ASCII may be drawn, whole ones. */
static void write_bar(struct sheet *sheet) {
    static const char *const parts[] = {"\u258f", "\u258e", "\u258d", "\u258c",
                                        "\u258b", "\u258a", "\u2589", "\u2588"};
    struct writer *writer = sheet->canvas->writer;
    size_t eighths = (size_t)(sheet->share * 8 * (double)sheet->bar_columns + 0.5), column = 0;
    if (sheet->bar_columns == 0)
        return;
    if (eighths == 0 && sheet->share > 0)
        eighths = 1;
    bool colored = canvas_ink(sheet->canvas, INK_LATENCY);
    for (; column < sheet->bar_columns && eighths > 0; column++) {
        size_t part = eighths < 8 ? eighths : 8;
        writer_string(writer, writer->ascii ? "=" : parts[part - 1]);
        eighths -= part;
    }
    canvas_plain(sheet->canvas, colored);
    writer_repeat(writer, ' ', sheet->bar_columns - column + 1);
}

static void write_bracket(struct sheet *sheet, enum bracket bracket) {
    static const struct {
        const char *shape, *ascii;
    } brackets[] = {
        [BRACKET_NONE] = {" ", " "},      [BRACKET_BEGIN] = {"\u256d", "/"},
        [BRACKET_ON] = {"\u2502", "|"},   [BRACKET_TURN] = {"\u251c", "+"},
        [BRACKET_END] = {"\u2570", "\\"},
    };
    struct writer *writer = sheet->canvas->writer;
    if (!sheet->bracketed)
        return;
    bool colored = canvas_ink(sheet->canvas, INK_MORE);
    writer_string(writer, writer->ascii ? brackets[bracket].ascii : brackets[bracket].shape);
    canvas_plain(sheet->canvas, colored);
    writer_put(writer, ' ');
}

void sheet_margin(struct sheet *sheet) {
    bool on = sheet->bracket != BRACKET_NONE && sheet->bracket != BRACKET_END;
    size_t column = bracket_column(sheet);
    if (sheet->bracketed && on && sheet->indent >= column + BRACKET_COLUMNS) {
        writer_repeat(sheet->canvas->writer, ' ', column);
        write_bracket(sheet, BRACKET_ON);
        writer_repeat(sheet->canvas->writer, ' ', sheet->indent - column - BRACKET_COLUMNS);
    } else {
        writer_repeat(sheet->canvas->writer, ' ', sheet->indent);
    }
    canvas_margin(sheet->canvas);
    sheet->column = sheet->indent;
}

/* Columns that text may fill, from the margin to the edge; SIZE_MAX: there is no edge. */
static size_t text_columns(const struct sheet *sheet) {
    size_t width = sheet->options->width;
    if (width == 0)
        return SIZE_MAX;
    return width > sheet->indent + SMALLEST_TEXT ? width - sheet->indent : SMALLEST_TEXT;
}

static size_t columns_left(const struct sheet *sheet) {
    size_t most = text_columns(sheet);
    if (most == SIZE_MAX)
        return SIZE_MAX;
    size_t edge = sheet->indent + most;
    return sheet->column < edge ? edge - sheet->column : 0;
}

static void right_aligned(struct sheet *sheet, enum ink ink, struct slice text, size_t columns) {
    writer_repeat(sheet->canvas->writer, ' ', text.size < columns ? columns - text.size : 0);
    if (text.size == 0)
        return;
    bool colored = canvas_ink(sheet->canvas, ink);
    writer_add(sheet->canvas->writer, text);
    canvas_plain(sheet->canvas, colored);
}

/* As swaks draws them: -> in clear text, ~> under TLS. */
static void write_arrow(struct sheet *sheet, enum arrow arrow, bool secure) {
    static const struct {
        const char *text[2]; /* in clear text, under TLS */
        enum ink ink;
    } arrows[ARROWS] = {
        [ARROW_NONE] = {{"   ", "   "}, INK_PLAIN},
        [ARROW_CLIENT] = {{"C->", "C~>"}, INK_CLIENT},
        [ARROW_SERVER] = {{"<-S", "<~S"}, INK_SERVER},
        [ARROW_EVENT] = {{"===", "==="}, INK_NOTE},
    };
    bool colored = canvas_ink(sheet->canvas, arrows[arrow].ink);
    writer_string(sheet->canvas->writer, arrows[arrow].text[secure]);
    canvas_plain(sheet->canvas, colored);
}

void sheet_row(struct sheet *sheet, struct slice time, struct slice latency, enum arrow arrow,
               bool secure) {
    right_aligned(sheet, INK_TIME, time, sheet->time_columns);
    writer_put(sheet->canvas->writer, ' ');
    right_aligned(sheet, INK_LATENCY, latency, LATENCY_COLUMNS);
    writer_put(sheet->canvas->writer, ' ');
    write_bar(sheet);
    write_bracket(sheet, sheet->bracket);
    write_arrow(sheet, arrow, secure);
    writer_put(sheet->canvas->writer, ' ');
    canvas_margin(sheet->canvas);
    sheet->column = sheet->indent;
}

static void put_blanks(struct sheet *sheet) {
    writer_repeat(sheet->canvas->writer, ' ', sheet->blanks);
    sheet->column += sheet->blanks;
    sheet->blanks = 0;
}

void sheet_tab(struct sheet *sheet, size_t column) {
    put_blanks(sheet);
    size_t blanks = sheet->column < column ? column - sheet->column : 1;
    writer_repeat(sheet->canvas->writer, ' ', blanks);
    sheet->column += blanks;
    sheet->indent = column;
}

void sheet_break(struct sheet *sheet) {
    put_blanks(sheet);
    canvas_end_line(sheet->canvas);
    sheet_margin(sheet);
}

void sheet_keep(struct sheet *sheet, size_t columns) {
    if (columns_left(sheet) < columns && sheet->column > sheet->indent)
        sheet_break(sheet);
}

void sheet_end(struct sheet *sheet) {
    put_blanks(sheet);
    canvas_end_line(sheet->canvas);
    sheet->column = 0;
}

/* The next word of the text with the blanks after it. */
static struct slice next_word(struct slice text) {
    size_t size = 0;
    while (size < text.size && text.data[size] != ' ')
        size++;
    while (size < text.size && text.data[size] == ' ')
        size++;
    return slice_first(text, size);
}

/* Writes a word, broken wherever the edge is when it is longer than a row. */
static void put_word(struct sheet *sheet, struct slice word) {
    while (word.size > 0) {
        size_t width;
        size_t size = text_cut(sheet->canvas->writer, word, columns_left(sheet), &width);
        bool stuck = size == 0 && sheet->column == sheet->indent;
        if (stuck)
            size = text_cut(sheet->canvas->writer, word, SMALLEST_TEXT, &width);
        text_escape(sheet->canvas->writer, slice_first(word, size));
        sheet->column += width;
        word = slice_from(word, size);
        if (word.size > 0)
            sheet_break(sheet);
    }
}

/* Whether the row ends before this word, which would not fit and leaves no large hole; or before
 * what would begin at the edge. */
static bool breaks_before(const struct sheet *sheet, struct slice word) {
    size_t width = text_width(sheet->canvas->writer, word), left = columns_left(sheet);
    left = left > sheet->blanks ? left - sheet->blanks : 0;
    if (width <= left)
        return false;
    return left == 0 || (left < text_columns(sheet) / 3 && width <= text_columns(sheet));
}

/* The blanks that part two words are not written where a line ends between them. */
static void put_text(struct sheet *sheet, struct slice text) {
    while (text.size > 0) {
        struct slice word = next_word(text);
        size_t size = word.size;
        while (size > 0 && word.data[size - 1] == ' ')
            size--;
        if (size > 0 && breaks_before(sheet, slice_first(word, size))) {
            sheet->blanks = 0;
            sheet_break(sheet);
        }
        if (size > 0)
            put_blanks(sheet);
        put_word(sheet, slice_first(word, size));
        sheet->blanks += word.size - size;
        text = slice_from(text, word.size);
    }
}

void sheet_text(struct sheet *sheet, enum ink ink, struct slice text) {
    bool colored = text.size > 0 && canvas_ink(sheet->canvas, ink);
    if (text_columns(sheet) == SIZE_MAX) {
        text_escape(sheet->canvas->writer, text);
        sheet->column += text_width(sheet->canvas->writer, text);
    } else {
        put_text(sheet, text);
    }
    canvas_plain(sheet->canvas, colored);
}

void sheet_text_cut(struct sheet *sheet, enum ink ink, struct slice text) {
    put_blanks(sheet);
    bool colored = text.size > 0 && canvas_ink(sheet->canvas, ink);
    sheet->column += text_fit(sheet->canvas->writer, text, columns_left(sheet));
    canvas_plain(sheet->canvas, colored);
}

void sheet_say(struct sheet *sheet, enum ink ink, const char *sentence) {
    sheet_say_words(sheet, ink, sentence, NULL, 0);
}

void sheet_note(struct sheet *sheet, enum ink ink, const char *sentence) {
    sheet_note_words(sheet, ink, sentence, NULL, 0);
}

void sheet_say_words(struct sheet *sheet, enum ink ink, const char *sentence,
                     const struct word *words, size_t count) {
    sheet->scratch.buffer.size = 0;
    words_write(&sheet->scratch, sentence, words, count);
    sheet_text(sheet, ink, buffer_slice(&sheet->scratch.buffer));
}

void sheet_note_words(struct sheet *sheet, enum ink ink, const char *sentence,
                      const struct word *words, size_t count) {
    put_blanks(sheet);
    sheet->scratch.buffer.size = 0;
    writer_put(&sheet->scratch, '(');
    words_write(&sheet->scratch, sentence, words, count);
    writer_put(&sheet->scratch, ')');
    struct slice note = buffer_slice(&sheet->scratch.buffer);
    if (text_width(sheet->canvas->writer, note) + 2 > columns_left(sheet)) {
        sheet_break(sheet);
    } else {
        writer_add(sheet->canvas->writer, SLICE("  "));
        sheet->column += 2;
    }
    sheet_text(sheet, ink, note);
}

void sheet_clear(struct sheet *sheet) {
    writer_free(&sheet->scratch);
}
