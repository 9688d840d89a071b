#include "net/key_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int key_log_open(const char *file, struct error *error) {
    int descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
        error_name(error, file);
    }
    return descriptor;
}

bool key_log_add(int descriptor, const char *line) {
    char text[512];
    int size = snprintf(text, sizeof text, "%s\n", line);
    if (size < 0 || (size_t)size >= sizeof text)
        return false;
    ssize_t written;
    do
        written = write(descriptor, text, (size_t)size);
    while (written < 0 && errno == EINTR);
    return written == size;
}
