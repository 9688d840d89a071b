#include "report/shell.h"

#include "base/text.h"

static bool is_safe(struct slice word) {
    for (size_t i = 0; i < word.size; i++) {
        uint8_t octet = word.data[i];
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && !strchr("@%+=:,./-_", octet))
            return false;
    }
    return word.size > 0;
}

/* Whether all of it can be shown as it is. */
static bool is_printable(struct slice word, bool ascii) {
    uint32_t character;
    while (word.size > 0)
        if (!text_next(&word, &character) || character_hidden(character) || character == 0 ||
            (ascii && character > 0x7e))
            return false;
    return true;
}

static void quote_plain(struct writer *writer, struct slice word) {
    writer_put(writer, '\'');
    for (size_t i = 0; i < word.size; i++)
        if (word.data[i] == '\'')
            writer_string(writer, "'\\''");
        else
            writer_put(writer, (char)word.data[i]);
    writer_put(writer, '\'');
}

static void quote_octets(struct writer *writer, struct slice word) {
    writer_string(writer, "$'");
    for (size_t i = 0; i < word.size; i++) {
        uint8_t octet = word.data[i];
        if (octet == '\'' || octet == '\\') {
            writer_put(writer, '\\');
            writer_put(writer, (char)octet);
        } else if (octet >= 0x20 && octet < 0x7f) {
            writer_put(writer, (char)octet);
        } else {
            writer_string(writer, "\\x");
            writer_hex(writer, slice_part(word, i, 1));
        }
    }
    writer_put(writer, '\'');
}

void shell_quote(struct writer *writer, struct slice word) {
    if (is_safe(word))
        writer_add(writer, word);
    else if (is_printable(word, writer->ascii))
        quote_plain(writer, word);
    else
        quote_octets(writer, word);
}

/* ---- lines ---- */

enum { INDENT = 4, CONTINUATION = 2 };

void shell_begin(struct shell_line *line, struct canvas *canvas, size_t width,
                 const char *program) {
    *line = (struct shell_line){canvas, width, strlen(program)};
    bool colored = canvas_ink(canvas, INK_CLIENT);
    writer_string(canvas->writer, program);
    canvas_plain(canvas, colored);
}

/* Writes what is ready, behind a blank or on a line of its own. */
static void put(struct shell_line *line, struct slice text) {
    struct writer *writer = line->canvas->writer;
    size_t columns = text_width(writer, text);
    if (line->width > 0 && line->column > INDENT &&
        line->column + 1 + columns + CONTINUATION > line->width) {
        writer_string(writer, " \\");
        canvas_end_line(line->canvas);
        writer_repeat(writer, ' ', INDENT - 1);
        line->column = INDENT - 1;
    }
    writer_put(writer, ' ');
    writer_add(writer, text);
    line->column += 1 + columns;
}

void shell_option(struct shell_line *line, const char *option, const struct slice *value) {
    struct writer text = writer_to(WRITER_MEMORY);
    text.ascii = line->canvas->writer->ascii;
    writer_string(&text, option);
    if (value) {
        writer_put(&text, ' ');
        shell_quote(&text, *value);
    }
    put(line, buffer_slice(&text.buffer));
    writer_free(&text);
}

void shell_word(struct shell_line *line, struct slice word) {
    struct writer text = writer_to(WRITER_MEMORY);
    text.ascii = line->canvas->writer->ascii;
    shell_quote(&text, word);
    put(line, buffer_slice(&text.buffer));
    writer_free(&text);
}

void shell_end(struct shell_line *line) {
    canvas_end_line(line->canvas);
}
