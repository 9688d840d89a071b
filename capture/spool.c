#include "capture/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *spool_folder(void) {
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/var/tmp";
}

/* File systems without O_TMPFILE get a name for a moment. */
static int open_named(const char *folder) {
    char name[4096];
    int size = snprintf(name, sizeof name, "%s/heloise-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0)
        (void)unlink(name);
    return file;
}

bool spool_open(struct spool *spool, uint64_t limit, struct error *error) {
    const char *folder = spool_folder();
    *spool = (struct spool){.limit = limit ? limit : SPOOL_LIMIT};
    spool->file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->file < 0)
        spool->file = open_named(folder);
    if (spool->file < 0)
        return error_set(error, ERROR_CREATE, "cannot be kept in %s (set TMPDIR): %s", folder,
                         strerror(errno));
    return true;
}

static bool spool_full(const struct spool *spool, const char *why, struct error *error) {
    return error_set(error, ERROR_IO, "no longer fits into the spool in %s after %llu octets: %s",
                     spool_folder(), (unsigned long long)spool->size, why);
}

bool spool_add(struct spool *spool, struct slice octets, struct error *error) {
    if (octets.size > spool->limit - spool->size)
        return spool_full(spool, "the limit is reached", error);
    while (octets.size > 0) {
        ssize_t put = pwrite(spool->file, octets.data, octets.size, (off_t)spool->size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return spool_full(spool, strerror(put < 0 ? errno : ENOSPC), error);
        spool->size += (size_t)put;
        octets = slice_from(octets, (size_t)put);
    }
    return true;
}

void spool_close(struct spool *spool) {
    if (spool->file >= 0)
        (void)close(spool->file);
    spool->file = -1;
}
