/* config.h: the config file, $XDG_CONFIG_HOME/heloise/config, and the lines that it is made of; the
 * command line of the screens takes the same.
 *
 *     # a comment
 *     set NAME VALUE               a row of setting.def
 *     bind SCREEN KEY ACTION       on one kind of screen, or on all; the action none: nothing
 *     filter @NAME FILTER          a filter that the filter line knows as @NAME
 *
 * A line that is none of these is told and left out, and never ends the program. */
#ifndef HELOISE_UI_CONFIG_H
#define HELOISE_UI_CONFIG_H

#include "base/error.h"
#include "base/writer.h"

struct app;

/* Whether the line begins as one of the file does: it is config_take()'s. */
bool config_line(struct slice line);

/* Does what one line says. False with `error` filled. */
bool config_take(struct app *app, struct slice line, struct error *error);

/* Reads the file, if there is one, and does what its lines say. `error` tells of the first line
 * that is wrong, with file and line; returns how many are. */
size_t config_read(struct app *app, struct error *error);

/* Writes down in the file what is set otherwise than it was when that was read, and lines that were
 * taken since; all else in it stays as it is. False with `error` filled. */
bool config_keep(struct app *app, struct error *error);

/* Writes everything as it is now, as such a file. */
void config_dump(const struct app *app, struct writer *writer);

#endif
