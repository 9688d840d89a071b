/* keys.h: where keys come from: a key log, which may grow, and private keys of servers. Secrets
 * inside a capture are added by whoever reads it (index_options.keys). */
#ifndef HELOISE_INDEX_KEYS_H
#define HELOISE_INDEX_KEYS_H

#include <stddef.h>

#include "base/error.h"

struct key_ring;

struct key_sources {
    const char *log;   /* a key log; NULL: none */
    bool log_may_lack; /* it need not be there (yet): the environment names it, not the user */
    const char *const *servers; /* private keys, PEM */
    size_t server_count;
};

struct keys;

/* Reads the sources; names are borrowed for its life. NULL with `error` filled: one of them cannot
 * be read, or memory ran out. */
struct keys *keys_new(const struct key_sources *sources, struct error *error);
void keys_free(struct keys *keys);

struct key_ring *keys_ring(struct keys *keys);

/* Whether there is a key log, which may grow. */
bool keys_grow(const struct keys *keys);

/* Reads what was added to the key log since. True when there are new keys. */
bool keys_follow(struct keys *keys);

#endif
