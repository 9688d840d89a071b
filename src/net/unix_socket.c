#include "net/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static enum error_kind kind_of(int cause) {
    switch (cause) {
    case ENOENT:
    case ENOTDIR:
    case ENOTSOCK:
        return ERROR_INPUT;
    case EACCES:
    case EPERM:
        return ERROR_PERMISSION;
    default:
        return ERROR_TEMPORARY;
    }
}

static int fail(const char *path, enum error_kind kind, int cause, struct error *error) {
    (void)error_set(error, kind, "%s", strerror(cause));
    error_name(error, path);
    return -1;
}

int unix_socket_connect(const char *path, struct error *error) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = strlen(path);
    if (size >= sizeof address.sun_path)
        return fail(path, ERROR_USAGE, ENAMETOOLONG, error);
    memcpy(address.sun_path, path, size);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return fail(path, ERROR_TEMPORARY, errno, error);
    /* It stands at once, or not at all: EAGAIN says that too many wait already. */
    if (connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0)
        return descriptor;
    int cause = errno;
    (void)close(descriptor);
    return fail(path, kind_of(cause), cause, error);
}
