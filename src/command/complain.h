/* complain.h: what goes wrong, told on stderr in one line. */
#ifndef HELOISE_COMMAND_COMPLAIN_H
#define HELOISE_COMMAND_COMPLAIN_H

#include "base/error.h"
#include "base/words.h"

/* "heloise: FILE: text (at octet N)". Returns the exit status of the error's kind. */
int complain(const struct error *error);

/* "heloise: FILE: " and a sentence of ours; `file` may be NULL. */
void complain_words(const char *file, const char *sentence, const struct word *words, size_t count);

/* What is wrong in a text that the user wrote, and below it the text itself, marked where: `size`
 * octets from `at` on. Returns the exit status of the error's kind. */
int complain_place(const struct error *error, struct slice text, size_t at, size_t size);

/* Standard output cannot be written, for the reason `cause` (errno). A reader who went away (EPIPE)
 * needs no message. Returns 74. */
int complain_output(int cause);

/* A usage error, and where help is to be found. Returns 64. */
int complain_usage(const struct error *error, const char *command);

#endif
