/* connection_choice.h: how talk, send and fetch reach the server, as their options say: by which
 * way, from where, by which TLS; and by which name they say hello. */
#ifndef HELOISE_COMMAND_CONNECTION_CHOICE_H
#define HELOISE_COMMAND_CONNECTION_CHOICE_H

#include "command/options.h"
#include "live/caller.h"

/* Fills what of the target is no host and port. False with `error` filled. */
bool connection_target(const struct live_choices *choices, struct target *target,
                       struct error *error);

/* What the client calls itself: as the options say, else its own full name, in whose place stands
 * an address literal where it has none (RFC 5321 4.1.3). */
void connection_name(const struct live_choices *choices, char name[TARGET_NAME]);

/* Fills what of the settings concerns the connection; `from` is filled and borrowed. False with
 * `error` filled (ERROR_USAGE). */
bool connection_settings(const struct live_choices *choices, struct caller_settings *settings,
                         struct endpoint *from, struct error *error);

#endif
