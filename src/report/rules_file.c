#include "report/rules_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/words.h"

/* False when there is no place for it: neither variable is set. */
static bool find_path(char path[RULES_FILE_PATH]) {
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int size = 0;
    if (config && *config)
        size = snprintf(path, RULES_FILE_PATH, "%s/heloise/rules", config);
    else if (home && *home)
        size = snprintf(path, RULES_FILE_PATH, "%s/.config/heloise/rules", home);
    return size > 0 && size < RULES_FILE_PATH;
}

/* Reads up to the end. False with `error` filled. */
static bool read_all(int fd, struct buffer *text, struct error *error) {
    for (;;) {
        if (text->size > RULES_FILE_MOST)
            return error_set(error, ERROR_DATA, _("more than 1 MiB of rules"));
        if (!buffer_reserve(text, 16 * 1024))
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

static bool finish(struct buffer *text, struct error *error) {
    if (slice_find(buffer_slice(text), 0) != SLICE_NONE)
        return error_set(error, ERROR_DATA, _("no text: it holds NUL"));
    return buffer_add(text, SLICE("\0")) || error_memory(error);
}

bool rules_file_read(struct rules_file *file, struct error *error) {
    *file = (struct rules_file){0};
    if (!find_path(file->path))
        return true;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    bool whole = fd >= 0 ? read_all(fd, &file->text, error) && finish(&file->text, error)
                         : error_set(error, ERROR_INPUT, "%s", strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    if (!whole)
        (void)snprintf(error->file, sizeof error->file, "%.200s", file->path);
    return whole;
}

void rules_file_free(struct rules_file *file) {
    buffer_free(&file->text);
}
