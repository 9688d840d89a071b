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
