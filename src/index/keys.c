#include "index/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/words.h"
#include "tls/key_log.h"

enum { CHUNK = 16 * 1024, SERVER_KEY_MOST = 256 * 1024 };

struct keys {
    struct key_ring *ring;
    struct key_log log;
    const char *log_name; /* NULL: none */
    int log_file;         /* -1: not open (yet) */
};

struct key_ring *keys_ring(struct keys *keys) {
    return keys->ring;
}

/* ---- the key log ---- */

/* From where it stopped to the end of the file. */
static bool read_log(struct keys *keys) {
    uint8_t octets[CHUNK];
    ssize_t got;
    while ((got = read(keys->log_file, octets, sizeof octets)) > 0)
        if (!key_log_read(&keys->log, slice_of(octets, (size_t)got), keys->ring))
            return false;
    return got == 0;
}

static bool open_log(struct keys *keys) {
    if (keys->log_name && keys->log_file < 0)
        keys->log_file = open(keys->log_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return keys->log_file >= 0;
}

bool keys_grow(const struct keys *keys) {
    return keys->log_name != NULL;
}

bool keys_follow(struct keys *keys) {
    uint64_t before = key_ring_revision(keys->ring);
    if (open_log(keys))
        (void)read_log(keys);
    return key_ring_revision(keys->ring) != before;
}

static bool begin_log(struct keys *keys, const struct key_sources *sources, struct error *error) {
    keys->log_name = sources->log;
    bool there = open_log(keys);
    if (!keys->log_name || (!there && sources->log_may_lack) || (there && read_log(keys)))
        return true;
    (void)error_set(error, ERROR_INPUT, _("the key log cannot be read: %s"), strerror(errno));
    error_name(error, sources->log);
    return false;
}

/* ---- private keys ---- */

static bool read_server(struct keys *keys, const char *name, struct error *error) {
    uint8_t *octets = malloc(SERVER_KEY_MOST);
    int file = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t got = octets && file >= 0 ? read(file, octets, SERVER_KEY_MOST) : -1;
    bool good = got >= 0 && key_ring_add_server(keys->ring, slice_of(octets, (size_t)got));
    if (got < 0)
        (void)error_set(error, ERROR_INPUT, _("the private key cannot be read: %s"),
                        strerror(errno));
    else if (!good)
        (void)error_set(error, ERROR_DATA,
                        _("holds no private key in PEM form that is not encrypted"));
    if (!good)
        error_name(error, name);
    if (file >= 0)
        (void)close(file);
    free(octets);
    return good;
}

struct keys *keys_new(const struct key_sources *sources, struct error *error) {
    struct keys *keys = calloc(1, sizeof *keys);
    if (keys) {
        keys->log_file = -1;
        keys->ring = key_ring_new();
    }
    bool good = keys && keys->ring;
    if (!good)
        (void)error_memory(error);
    good = good && begin_log(keys, sources, error);
    for (size_t i = 0; i < sources->server_count && good; i++)
        good = read_server(keys, sources->servers[i], error);
    if (good)
        return keys;
    keys_free(keys);
    return NULL;
}

void keys_free(struct keys *keys) {
    if (!keys)
        return;
    if (keys->log_file >= 0)
        (void)close(keys->log_file);
    key_log_end(&keys->log, keys->ring);
    key_ring_free(keys->ring);
    free(keys);
}
