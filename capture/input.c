#include "capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A regular file is read by pread(), so that standard input from a file is seekable as well. */
static bool look_at(struct input *input, struct error *error) {
    struct stat status;
    if (fstat(input->file, &status) != 0)
        return error_set(error, ERROR_INPUT, "cannot be examined: %s", strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERROR_INPUT, "is a directory");
    off_t start = S_ISREG(status.st_mode) ? lseek(input->file, 0, SEEK_CUR) : -1;
    if (start < 0)
        return true;
    input->regular = true;
    input->start = (uint64_t)start;
    if (status.st_size > start)
        input->size = (uint64_t)(status.st_size - start);
    return true;
}

bool input_open(struct input *input, const char *name, struct error *error) {
    *input = (struct input){.file = STDIN_FILENO};
    if (strcmp(name, "-") != 0) {
        input->file = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (input->file < 0)
            return error_set(error, ERROR_INPUT, "cannot be opened: %s", strerror(errno));
        input->owned = true;
    }
    if (look_at(input, error))
        return true;
    input_close(input);
    return false;
}

static bool cannot_read(struct error *error) {
    return error_set(error, ERROR_IO, "cannot be read: %s", strerror(errno));
}

bool input_read_at(int file, uint64_t offset, uint8_t *data, size_t size, size_t *count,
                   struct error *error) {
    *count = 0;
    while (*count < size) {
        ssize_t got = pread(file, data + *count, size - *count, (off_t)(offset + *count));
        if (got == 0)
            return true;
        if (got > 0)
            *count += (size_t)got;
        else if (errno != EINTR)
            return cannot_read(error);
    }
    return true;
}

static bool read_stream(int file, uint8_t *data, size_t size, size_t *count, struct error *error) {
    ssize_t got;
    do {
        got = read(file, data, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return cannot_read(error);
    *count = (size_t)got;
    return true;
}

bool input_read(struct input *input, uint8_t *data, size_t size, size_t *count,
                struct error *error) {
    bool read = input->regular ? input_read_at(input->file, input->start + input->position, data,
                                               size, count, error)
                               : read_stream(input->file, data, size, count, error);
    if (read)
        input->position += *count;
    return read;
}

void input_close(struct input *input) {
    if (input->owned)
        (void)close(input->file);
    *input = (struct input){.file = -1};
}
