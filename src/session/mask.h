/* mask.h: keeps passwords and tokens out of reports. */
#ifndef HELOISE_SESSION_MASK_H
#define HELOISE_SESSION_MASK_H

#include "session/event.h"

/* What stands in a secret's place. */
#define MASK "****"

/* A line in three parts; `hidden` is not to be shown. */
struct masked {
    struct slice before, hidden, after;
};

/* Cuts `line` around `secret`, a part of it. A secret that cannot be found in it hides all of it;
 * nothing is hidden where `secret` is empty. */
struct masked mask_line(struct slice line, struct slice secret);

/* Cuts the command's argument around what is secret of its line. */
struct masked mask_argument(const struct command_event *command);

/* Whether the secret takes in some of the verb, as where base64 was sent as if it were one. */
bool mask_hides_verb(const struct command_event *command);

#endif
