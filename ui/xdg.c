#include "ui/xdg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writer.h"

bool xdg_path(enum xdg_folder folder, const char *name, char path[XDG_PATH]) {
    static const struct {
        const char *variable, *home;
    } folders[] = {
        [XDG_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
        [XDG_STATE] = {"XDG_STATE_HOME", ".local/state"},
    };
    const char *base = getenv(folders[folder].variable), *home = getenv("HOME");
    int size = -1;
    if (base && base[0] == '/') /* a relative one is to be ignored */
        size = snprintf(path, XDG_PATH, "%s/heloise/%s", base, name);
    else if (home && home[0] == '/')
        size = snprintf(path, XDG_PATH, "%s/%s/heloise/%s", home, folders[folder].home, name);
    return size > 0 && size < XDG_PATH;
}

/* Makes every folder that the path names. */
static void make_folders(const char *path) {
    char folder[XDG_PATH];
    (void)snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(folder, S_IRWXU);
        *slash = '/';
    }
}

static bool write_all(int file, struct slice text) {
    struct writer writer = writer_to(file);
    writer_add(&writer, text);
    bool written = writer_flush(&writer);
    writer_free(&writer);
    return close(file) == 0 && written;
}

bool xdg_write(const char *path, struct slice text, struct error *error) {
    char fresh[XDG_PATH + 8];
    (void)snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
    make_folders(path);
    int file = mkstemp(fresh);
    bool good = file >= 0 && write_all(file, text) && rename(fresh, path) == 0;
    if (good)
        return true;
    (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
    error_name(error, path);
    if (file >= 0)
        (void)unlink(fresh);
    return false;
}
