#include "report/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/words.h"

enum { CHUNK = 16 * 1024 };

static bool read_all(int fd, size_t most, struct buffer *text, struct error *error) {
    for (;;) {
        if (text->size > most)
            return error_set(error, ERROR_DATA, _("more than %zu octets"), most);
        if (!buffer_reserve(text, CHUNK))
            return error_memory(error);
        ssize_t got = read(fd, text->data + text->size, text->room - text->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, ERROR_IO, "%s", strerror(errno));
        if (got == 0)
            return true;
        text->size += (size_t)got;
    }
}

bool whole_file_read(const char *path, size_t most, struct buffer *text, bool *absent,
                     struct error *error) {
    bool input = strcmp(path, "-") == 0;
    int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool missing = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
    bool whole = fd >= 0 ? read_all(fd, most, text, error)
                         : error_set(error, ERROR_INPUT, "%s", strerror(errno));
    if (absent)
        *absent = missing;
    if (fd >= 0 && !input)
        (void)close(fd);
    if (!whole)
        (void)snprintf(error->file, sizeof error->file, "%.250s", path);
    return whole;
}
