#include "command/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"

enum { PACKETS_AT_ONCE = 4096 };

static bool fail(const struct extract *extract, enum error_kind kind, const char *why,
                 struct error *error) {
    (void)error_set(error, kind, "%s", why);
    error_name(error, extract->path);
    return false;
}

/* What is being read is not to be written over. */
static bool is_source(const char *path, const struct index *index) {
    struct stat there, source;
    if (stat(path, &there) != 0)
        return false;
    for (size_t n = 0; n < index_source_count(index); n++)
        if (stat(index_source_name(index, n), &source) == 0 && source.st_dev == there.st_dev &&
            source.st_ino == there.st_ino)
            return true;
    return false;
}

bool extract_begin(struct extract *extract, const char *path, struct index *index,
                   struct error *error) {
    *extract = (struct extract){.path = path, .out = writer_to(WRITER_MEMORY)};
    if (is_source(path, index))
        return fail(extract, ERROR_CREATE, _("this file is being read"), error);
    extract->out.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (extract->out.fd < 0)
        return fail(extract, ERROR_CREATE, strerror(errno), error);
    extract->export = index_export_new(index, &extract->out);
    return extract->export || error_memory(error);
}

bool extract_add(struct extract *extract, size_t n, struct error *error) {
    return index_export_add(extract->export, n, true, error);
}

bool extract_end(struct extract *extract, struct error *error) {
    enum export_progress progress = EXPORT_MORE;
    while (progress == EXPORT_MORE && !extract->out.cause)
        progress = index_export_step(extract->export, PACKETS_AT_ONCE, error);
    if (progress == EXPORT_FAILED)
        return false;
    if (!writer_flush(&extract->out))
        return fail(extract, ERROR_IO, strerror(extract->out.cause), error);
    return true;
}

void extract_clear(struct extract *extract) {
    if (!extract->path)
        return;
    index_export_free(extract->export);
    if (extract->out.fd >= 0)
        (void)close(extract->out.fd);
    writer_free(&extract->out);
}
