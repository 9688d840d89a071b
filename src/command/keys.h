/* keys.h: the keys that the command line and the environment name. */
#ifndef HELOISE_COMMAND_KEYS_H
#define HELOISE_COMMAND_KEYS_H

#include "command/options.h"
#include "index/keys.h"

/* The keys of --keylog (else of $SSLKEYLOGFILE, where that file is there) and --key. NULL with
 * `error` filled. */
struct keys *command_keys(const struct options *options, struct error *error);

#endif
