#include "command/keys.h"

#include <stdlib.h>

struct keys *command_keys(const struct options *options, struct error *error) {
    const char *log = options->keylog ? options->keylog : getenv("SSLKEYLOGFILE");
    const struct key_sources sources = {
        .log = log && *log ? log : NULL,
        .log_may_lack = options->keylog == NULL,
        .servers = options->server_keys,
        .server_count = options->server_key_count,
    };
    return keys_new(&sources, error);
}
