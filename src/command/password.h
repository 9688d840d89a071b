/* password.h: who logs in, and with which password: of the options, a file, $HELOISE_PASSWORD,
 * ~/.netrc, or a question. */
#ifndef HELOISE_COMMAND_PASSWORD_H
#define HELOISE_COMMAND_PASSWORD_H

#include "command/options.h"

struct password {
    char *user; /* NULL: nobody is named */
    char *word; /* NULL: there is none */
};

/* Looks in this order. `user`: of the URL, or empty; `host`: in ~/.netrc. False with `error` filled
 * (ERROR_INPUT: the file cannot be read; ERROR_INTERNAL). To be cleared in any case. */
bool password_find(struct password *password, const struct live_choices *choices, const char *user,
                   const char *host, struct error *error);

/* Asks for a missing password on the terminal, if there is one. */
void password_ask(struct password *password);

/* Wipes and frees. */
void password_clear(struct password *password);

#endif
