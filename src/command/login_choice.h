/* login_choice.h: how send and fetch enter, as their options say: TLS, and who logs in. */
#ifndef HELOISE_COMMAND_LOGIN_CHOICE_H
#define HELOISE_COMMAND_LOGIN_CHOICE_H

#include "command/password.h"
#include "live/entry.h"

struct login_choice {
    struct password password;
    struct credentials credentials;
};

/* Fills `entry` (but for its name) and what it points to. `always`: it is not asked whether anybody
 * logs in. False with `error` filled. To be cleared in any case. */
bool login_choose(struct login_choice *choice, struct entry *entry,
                  const struct live_choices *choices, const struct target *target, bool always,
                  struct error *error);
void login_choice_clear(struct login_choice *choice);

#endif
