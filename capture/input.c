#include "capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/device.h"

/* A regular file is read by pread(), so that standard input from a file is seekable as well. */
static bool look_at(struct input *input, struct error *error) {
    struct stat status;
    if (fstat(input->file, &status) != 0)
        return error_set(error, ERROR_INPUT, "cannot be examined: %s", strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERROR_INPUT, "is a directory");
    input->device = status.st_dev;
    input->node = status.st_ino;
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

void input_listen(struct input *input, struct device *device) {
    *input = (struct input){.file = device_descriptor(device), .sniffed = device};
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

/* Whether a read of a stream would not have to wait. */
static bool stream_ready(int file) {
    struct pollfd stream = {.fd = file, .events = POLLIN};
    return poll(&stream, 1, 0) != 0;
}

/* Keeps the first octets of a file that is followed. */
static void note_head(struct input *input, const uint8_t *data, size_t count) {
    if (!input->follow || input->position != input->head_size)
        return;
    for (size_t i = 0; i < count && input->head_size < INPUT_HEAD; i++)
        input->head[input->head_size++] = data[i];
}

static bool read_device(struct input *input, uint8_t *data, size_t size, size_t *count,
                        struct error *error) {
    bool read = device_read(input->sniffed, data, size, count, error);
    input->position += *count;
    input->waiting = read && *count == 0;
    return read;
}

bool input_read(struct input *input, uint8_t *data, size_t size, size_t *count,
                struct error *error) {
    if (input->sniffed)
        return read_device(input, data, size, count, error);
    input->waiting = !input->regular && input->patient && !stream_ready(input->file);
    if (input->waiting) {
        *count = 0;
        return true;
    }
    bool read = input->regular ? input_read_at(input->file, input->start + input->position, data,
                                               size, count, error)
                               : read_stream(input->file, data, size, count, error);
    if (read)
        note_head(input, data, *count);
    if (read)
        input->position += *count;
    input->waiting = read && *count == 0 && input->regular && input->follow;
    return read;
}

static bool is_same(const struct input *input, const struct stat *status) {
    return status->st_dev == input->device && status->st_ino == input->node;
}

/* What was written to a file before it lost its name is found by one more read after that. */
static bool lost_its_name(struct input *input, const char *name) {
    struct stat status;
    bool before = input->replaced;
    if (!input->owned || stat(name, &status) != 0)
        return false;
    input->replaced = !is_same(input, &status);
    return before && input->replaced;
}

/* Whether it still begins as it did. */
static bool same_head(const struct input *input) {
    struct error ignored = {0};
    uint8_t head[INPUT_HEAD];
    size_t count = 0;
    return input_read_at(input->file, input->start, head, input->head_size, &count, &ignored) &&
           count == input->head_size && memcmp(head, input->head, count) == 0;
}

enum input_change input_change(struct input *input, const char *name) {
    struct stat status;
    if (!input->regular || fstat(input->file, &status) != 0)
        return INPUT_SAME;
    uint64_t size = status.st_size > 0 ? (uint64_t)status.st_size : 0;
    if (size < input->start + input->position)
        return INPUT_ANEW;
    if (size > input->start + input->position && !same_head(input))
        return INPUT_ANEW;
    input->size = size - input->start;
    return lost_its_name(input, name) ? INPUT_REPLACED : INPUT_SAME;
}

bool input_reopen(struct input *input, const char *name, struct error *error) {
    struct input again;
    if (!input_open(&again, name, error))
        return false;
    bool same = again.device == input->device && again.node == input->node;
    if (!same || !again.owned) {
        input_close(&again);
        return error_set(error, ERROR_INPUT, "is another file now");
    }
    input->file = again.file;
    return true;
}

void input_close(struct input *input) {
    if (input->owned && input->file >= 0)
        (void)close(input->file);
    input->file = -1;
}
