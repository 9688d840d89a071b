/* command_line.h: the line behind a colon: any action by its name, with what it is to work on where
 * it takes that, and the lines of the config file. */
#ifndef HELOISE_UI_COMMAND_LINE_H
#define HELOISE_UI_COMMAND_LINE_H

struct app;

void command_line_ask(struct app *app);

#endif
