#include "command/passing_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/spool.h"

char *passing_file(const char *command, struct error *error) {
    const char *folder = spool_folder();
    size_t size = strlen(folder) + strlen(command) + sizeof "/heloise--XXXXXX";
    char *path = malloc(size);
    if (!path) {
        (void)error_memory(error);
        return NULL;
    }
    (void)snprintf(path, size, "%s/heloise-%s-XXXXXX", folder, command);
    int descriptor = mkstemp(path);
    if (descriptor >= 0) {
        (void)close(descriptor);
        return path;
    }
    (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
    error_name(error, path);
    free(path);
    return NULL;
}
