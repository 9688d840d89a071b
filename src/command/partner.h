/* partner.h: makes the process that talks to a server, or to a practice server of its own, while
 * the screens show the session. */
#ifndef HELOISE_COMMAND_PARTNER_H
#define HELOISE_COMMAND_PARTNER_H

#include "command/options.h"
#include "live/partner.h"

/* Begins it, and has it connect; `url`: empty: to a practice server that it keeps inside. What the
 * options say of connections and logins counts. False with `error` filled. */
bool partner_begin(struct partner *partner, const struct options *options, const char *url,
                   struct error *error);

/* Ends it: the session is closed, and so is its recording. Returns how the session went, as an exit
 * status. Nothing happens where there is none. */
int partner_end(struct partner *partner);

#endif
