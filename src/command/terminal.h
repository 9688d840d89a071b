/* terminal.h: what is known of the terminal at the other end of stdout, if there is one. */
#ifndef HELOISE_COMMAND_TERMINAL_H
#define HELOISE_COMMAND_TERMINAL_H

#include "command/options.h"

struct terminal {
    bool present;
    bool color;   /* as chosen, else by NO_COLOR, TERM and whether there is a terminal */
    bool ascii;   /* it shows no UTF-8 */
    size_t width; /* by COLUMNS, else as the terminal says; 0: there is no edge */
};

struct terminal terminal_look(enum color_choice color);

/* Whether text is wanted, and standard output is a terminal that screens can be drawn on. */
bool terminal_draws_screens(const struct options *options);

/* The same, and a person is at its keys. */
bool terminal_takes_screens(const struct options *options);

#endif
