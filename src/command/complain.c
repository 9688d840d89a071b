#include "command/complain.h"

#include "base/text.h"

#include <errno.h>
#include <unistd.h>

static void begin_line(struct writer *line, const char *file) {
    *line = writer_to(STDERR_FILENO);
    writer_string(line, "heloise: ");
    if (!file || !*file)
        return;
    text_escape(line, slice_string(file));
    writer_string(line, ": ");
}

static void end_line(struct writer *line) {
    writer_put(line, '\n');
    (void)writer_flush(line);
    writer_free(line);
}

int complain(const struct error *error) {
    struct writer line;
    begin_line(&line, error->file);
    text_escape(&line, slice_string(error->text));
    if (error->has_offset)
        SAY(&line, _(" (at octet {offset})"), WORD_NUMBER("offset", error->offset));
    end_line(&line);
    return (int)error->kind;
}

/* Of a long text a part that fits a line is shown, which begins before the place. */
enum { SHOWN_BEFORE = 40, SHOWN_COLUMNS = 76 };

/* The text, and under it ^ for each column of the place. */
static void show_place(struct writer *line, struct slice text, size_t at, size_t size) {
    size_t from = at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0, width;
    while (from > 0 && from < text.size && (text.data[from] & 0xc0) == 0x80)
        from--; /* not within a character */
    struct slice before = slice_part(text, from, at - from);
    size_t column = text_width(line, before);
    size_t shown = text_cut(line, slice_from(text, from), SHOWN_COLUMNS, &width);
    size_t marked = text_width(line, slice_part(text, at, size));
    size_t most = width > column ? width - column : 1;
    writer_string(line, "  ");
    text_escape(line, slice_part(text, from, shown));
    writer_string(line, "\n  ");
    writer_repeat(line, ' ', column);
    writer_repeat(line, '^', marked > most ? most : marked > 0 ? marked : 1);
}

int complain_place(const struct error *error, struct slice text, size_t at, size_t size) {
    struct writer line;
    begin_line(&line, NULL);
    SAY(&line, _("column {column}: {sentence}"),
        WORD_NUMBER("column", text_width(&line, slice_first(text, at)) + 1),
        WORD("sentence", error->text));
    writer_put(&line, '\n');
    show_place(&line, text, at, size);
    end_line(&line);
    return (int)error->kind;
}

void complain_words(const char *file, const char *sentence, const struct word *words,
                    size_t count) {
    struct writer line;
    begin_line(&line, file);
    words_write(&line, sentence, words, count);
    end_line(&line);
}

int complain_usage(const struct error *error, const char *command) {
    struct writer line;
    begin_line(&line, NULL);
    text_escape(&line, slice_string(error->text));
    SAY(&line, _(" (see heloise {command} --help)"), WORD("command", command));
    end_line(&line);
    return (int)ERROR_USAGE;
}

int complain_output(int cause) {
    struct error error = {.file = "stdout"};
    if (cause == EPIPE)
        return (int)ERROR_IO;
    (void)error_set(&error, ERROR_IO, "%s", strerror(cause));
    return complain(&error);
}
