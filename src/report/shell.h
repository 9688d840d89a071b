/* shell.h: a command line for a POSIX shell, word by word.
 *
 * Words come from the wire: each is quoted so that a shell takes it for what it is, and what is no
 * printable text is written as $'\xHH'. Lines that grow too long go on behind a backslash. */
#ifndef HELOISE_REPORT_SHELL_H
#define HELOISE_REPORT_SHELL_H

#include "report/canvas.h"

struct shell_line {
    struct canvas *canvas;
    size_t width;  /* columns that a line may have; 0: no limit */
    size_t column; /* where the next word goes */
};

/* Writes a word as a shell takes it. */
void shell_quote(struct writer *writer, struct slice word);

/* Whether a program could take the word for an option, where one of its options wants a value. */
static inline bool shell_misread(struct slice word) {
    return word.size > 0 && word.data[0] == '-';
}

/* The first word, as it is. */
void shell_begin(struct shell_line *line, struct canvas *canvas, size_t width, const char *program);

/* An option of ours with a value from anywhere; alone where the value is NULL. */
void shell_option(struct shell_line *line, const char *option, const struct slice *value);

/* A word from anywhere. */
void shell_word(struct shell_line *line, struct slice word);

void shell_end(struct shell_line *line);

#endif
