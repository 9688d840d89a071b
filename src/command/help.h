/* help.h: --help and --version, made from the tables of commands and options. */
#ifndef HELOISE_COMMAND_HELP_H
#define HELOISE_COMMAND_HELP_H

#include "command/options.h"

/* Help on one command; `command` NULL: on the program. Fits 80 columns and 24 lines. */
void help_write(struct writer *writer, const struct command *command);

void help_version(struct writer *writer);

#endif
