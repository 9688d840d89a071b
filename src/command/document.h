/* document.h: what packagers install beside the program, made from the same tables as --help:
 * the manual page (man(7)) and completions for bash, zsh and fish. */
#ifndef HELOISE_COMMAND_DOCUMENT_H
#define HELOISE_COMMAND_DOCUMENT_H

#include "base/writer.h"

/* `name`: "man", "bash", "zsh", "fish". */
void document_write(struct writer *writer, const char *name);

void manual_write(struct writer *writer);
void completion_bash(struct writer *writer);
void completion_zsh(struct writer *writer);
void completion_fish(struct writer *writer);

#endif
